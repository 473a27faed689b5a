from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB a check, OWASP's floor: eight web threads signing in at once stay under 160 MiB."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1

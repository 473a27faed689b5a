from importlib import import_module

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "madang.programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Checks register themselves when imported, which is allowed only once the apps are ready.
        import_module("madang.programmes.checks")

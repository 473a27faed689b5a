from importlib import import_module

from django.apps import AppConfig


class StartupsConfig(AppConfig):
    name = "madang.startups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the account pages about this app: its desks, what it holds of a person, what its consents allow."""
        for room in ("desks", "holdings"):
            import_module(f"madang.startups.{room}")
        import_module("madang.startups.actions").register_consequences()

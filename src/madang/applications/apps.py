from importlib import import_module

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "madang.applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the call's page how one applies, and the account pages what this app holds of a person."""
        for room in ("offering", "holdings"):
            import_module(f"madang.applications.{room}")

from importlib import import_module

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "madang.institutions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the account pages about this app: its desks, and what it holds of a person."""
        for room in ("desks", "holdings"):
            import_module(f"madang.institutions.{room}")

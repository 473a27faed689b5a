from importlib import import_module

from django.apps import AppConfig


class StreetConfig(AppConfig):
    name = "madang.street"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the switcher of the street's own desk."""
        import_module("madang.street.desks")

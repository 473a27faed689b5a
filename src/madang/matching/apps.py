from importlib import import_module

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "madang.matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the account pages what this app holds of a person, and what follows when the consent to mail is taken back;
        tell pages that offer calls which ones are suggested."""
        for room in ("holdings", "nearby"):
            import_module(f"madang.matching.{room}")

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "madang.reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the account pages about this app: a reviewer's desk, and what is held of a person."""
        for room in ("desks", "holdings"):
            if find_spec(f"madang.reviews.{room}"):
                import_module(f"madang.reviews.{room}")

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "madang.reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the apps below: a reviewer's desk, what is held of a person, and which calls take nothing more."""
        for room in ("desks", "holdings", "reopening"):
            if find_spec(f"madang.reviews.{room}"):
                import_module(f"madang.reviews.{room}")

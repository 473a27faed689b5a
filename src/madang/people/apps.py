from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "madang.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are only there once the apps are ready, so what registers itself is imported now.
        held = import_module("madang.people.held")
        holdings = import_module("madang.people.holdings")
        holdings.register("people", held.holdings_of)
        holdings.register_veto("people", held.reasons_against)

from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "madang.core"

    def ready(self) -> None:
        # Checks register themselves when imported, which is allowed only once the apps are ready.
        import_module("madang.core.checks")

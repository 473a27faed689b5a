from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "madang.core"

    def ready(self) -> None:
        # Checks register themselves when imported, which is allowed only once the apps are ready. The house's words for
        # a field left empty stand on the fields made after them, so they come before the forms of any app.
        for room in ("checks", "forms"):
            import_module(f"madang.core.{room}")

from django.apps import AppConfig


class StreetConfig(AppConfig):
    name = "madang.street"
    default_auto_field = "django.db.models.BigAutoField"

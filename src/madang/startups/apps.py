from django.apps import AppConfig


class StartupsConfig(AppConfig):
    name = "madang.startups"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "madang.applications"
    default_auto_field = "django.db.models.BigAutoField"

"""Addresses of applications: writing them, and the forms they answer."""

from django.urls import URLPattern

app_name = "applications"
urlpatterns: list[URLPattern] = []

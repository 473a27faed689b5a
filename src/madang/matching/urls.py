"""Addresses of suggestions and saved searches."""

from django.urls import URLPattern

app_name = "matching"
urlpatterns: list[URLPattern] = []

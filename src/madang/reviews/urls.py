"""Addresses of selections: setting them up, reviewing, deciding, and what applicants read of it."""

from django.urls import URLPattern

app_name = "reviews"
urlpatterns: list[URLPattern] = []

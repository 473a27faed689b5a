from django.urls import path

from . import views

app_name = "street"
urlpatterns = [
    path("", views.home, name="home"),
    path("desks/", views.desks, name="desks"),
]

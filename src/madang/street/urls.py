from django.urls import path

from . import style, views

app_name = "street"
urlpatterns = [
    path("", views.home, name="home"),
    path("desks/", views.desks, name="desks"),
    path("search/", views.search, name="search"),
    path("street/about/", views.about, name="about"),
    path("street/style", style.styleguide, name="style"),
    path("street/look", style.set_look, name="look"),
]

from django.urls import path

from . import audit_views, desk_views, style, views

app_name = "street"
urlpatterns = [
    path("", views.home, name="home"),
    path("desks/", views.desks, name="desks"),
    path("search/", views.search, name="search"),
    path("institutions/<slug:slug>/", desk_views.institution, name="institution"),
    path("s/<slug:startup>/", desk_views.startup_desk, name="startup_desk"),
    path("i/<slug:institution>/", desk_views.institution_desk, name="institution_desk"),
    path("street/", desk_views.operator_desk, name="operator_desk"),
    path("street/audit/", audit_views.audit, name="audit"),
    path("street/about/", views.about, name="about"),
    path("street/style", style.styleguide, name="style"),
    path("street/look", style.set_look, name="look"),
]

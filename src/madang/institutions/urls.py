"""Addresses of the institutions: `/i/<institution>/` for the desk, `/institutions/` for everyone (a page of one is the street's)."""

from django.urls import path

from . import views

app_name = "institutions"
urlpatterns = [
    path("institutions/", views.index, name="index"),
    path("institutions/<slug:slug>/logo.png", views.logo, name="logo"),
    path("i/invitation/<str:token>/", views.invitation, name="invitation"),
    path("i/<slug:institution>/profile/", views.profile, name="profile"),
    path("i/<slug:institution>/profile/logo/", views.set_logo, name="set_logo"),
    path("i/<slug:institution>/profile/logo/remove/", views.remove_logo, name="remove_logo"),
    path("i/<slug:institution>/names/", views.entries, {"kind": "aliases"}, name="names"),
    path("i/<slug:institution>/facts/", views.entries, {"kind": "facts"}, name="facts"),
    path("i/<slug:institution>/sites/", views.entries, {"kind": "sites"}, name="sites"),
    path("i/<slug:institution>/lists/<slug:kind>/add/", views.add_entry, name="add_entry"),
    path("i/<slug:institution>/lists/<slug:kind>/<int:pk>/", views.change_entry, name="change_entry"),
    path("i/<slug:institution>/lists/<slug:kind>/<int:pk>/remove/", views.remove_entry, name="remove_entry"),
    path("i/<slug:institution>/members/", views.members, name="members"),
    path("i/<slug:institution>/members/leave/", views.leave, name="leave"),
    path("i/<slug:institution>/members/<int:pk>/role/", views.change_role, name="change_role"),
    path("i/<slug:institution>/members/<int:pk>/remove/", views.remove_member, name="remove_member"),
    path(
        "i/<slug:institution>/members/invitations/<uuid:public_id>/withdraw/",
        views.withdraw_invitation,
        name="withdraw_invitation",
    ),
]

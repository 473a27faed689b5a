"""Addresses of the startups: `/s/<startup>/` for its members, `/startups/` for everyone."""

from django.urls import path

from . import views

app_name = "startups"
urlpatterns = [
    path("startups/", views.index, name="index"),
    path("startups/<slug:slug>/", views.page, name="page"),
    path("s/new/", views.new, name="new"),
    path("s/invitation/<str:token>/", views.invitation, name="invitation"),
    path("s/<slug:startup>/profile/", views.profile, name="profile"),
    path("s/<slug:startup>/profile/<slug:section>/", views.section, name="section"),
    path("s/<slug:startup>/profile/<slug:section>/<slug:kind>/add/", views.add_entry, name="add_entry"),
    path("s/<slug:startup>/profile/<slug:section>/<slug:kind>/<int:pk>/", views.change_entry, name="change_entry"),
    path(
        "s/<slug:startup>/profile/<slug:section>/<slug:kind>/<int:pk>/remove/", views.remove_entry, name="remove_entry"
    ),
    path("s/<slug:startup>/answers/", views.answers, name="answers"),
    path("s/<slug:startup>/answers/<slug:meaning>/", views.answer, name="answer"),
    path("s/<slug:startup>/answers/<slug:meaning>/remove/", views.remove_answer, name="remove_answer"),
    path("s/<slug:startup>/documents/", views.documents, name="documents"),
    path("s/<slug:startup>/documents/add/", views.add_document, name="add_document"),
    path("s/<slug:startup>/documents/<slug:public_id>/", views.document, name="document"),
    path("s/<slug:startup>/documents/<slug:public_id>/file", views.document_file, name="document_file"),
    path("s/<slug:startup>/documents/<slug:public_id>/replace/", views.replace_document, name="replace_document"),
    path("s/<slug:startup>/documents/<slug:public_id>/remove/", views.remove_document, name="remove_document"),
    path("s/<slug:startup>/documents/<slug:public_id>/restore/", views.restore_document, name="restore_document"),
    path("s/<slug:startup>/founding/", views.founding, name="founding"),
    path("s/<slug:startup>/team/", views.team, name="team"),
    path("s/<slug:startup>/team/leave/", views.leave, name="leave"),
    path("s/<slug:startup>/team/<int:pk>/role/", views.change_role, name="change_role"),
    path("s/<slug:startup>/team/<int:pk>/remove/", views.remove_member, name="remove_member"),
    path(
        "s/<slug:startup>/team/invitations/<uuid:public_id>/withdraw/",
        views.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("s/<slug:startup>/thread/", views.thread, name="thread"),
    path("s/<slug:startup>/settings/", views.settings, name="settings"),
    path("s/<slug:startup>/settings/publish/", views.publish, name="publish"),
    path("s/<slug:startup>/settings/unpublish/", views.unpublish, name="unpublish"),
    path("s/<slug:startup>/settings/share/", views.share, name="share"),
    path("s/<slug:startup>/settings/stop-sharing/", views.stop_sharing, name="stop_sharing"),
    path("s/<slug:startup>/settings/operation/", views.operation, name="operation"),
]

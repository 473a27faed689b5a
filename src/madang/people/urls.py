from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("terms/", views.account_terms, name="terms"),
    path("security/", views.security, name="security"),
    path("sessions/", views.session_list, name="sessions"),
    path("consents/", views.consent_list, name="consents"),
    path("consents/<int:pk>/withdraw/", views.withdraw_consent, name="withdraw_consent"),
    path("tokens/", views.token_list, name="tokens"),
    path("tokens/create/", views.create_token, name="create_token"),
    path("tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("export/", views.export, name="export"),
    path("export/page/", views.export_page, name="export_page"),
    path("export/json/", views.export_json, name="export_json"),
    path("erase/", views.erase, name="erase"),
]

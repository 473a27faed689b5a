"""Addresses of applications: writing them, and the forms they answer."""

from django.urls import path

from .views import answering, keeping, opening, overview, submitting, writing

app_name = "applications"
urlpatterns = [
    path("calls/<slug:public_id>/apply", opening.apply, name="apply"),
    path("s/<slug:startup>/applications/", opening.index, name="index"),
    path("s/<slug:startup>/applications/new", opening.choose, name="choose"),
    path("s/<slug:startup>/applications/<slug:public_id>/", overview.show, name="application"),
    path("s/<slug:startup>/applications/<slug:public_id>/print", overview.printout, name="print"),
    path("s/<slug:startup>/applications/<slug:public_id>/language", overview.language, name="language"),
    path("s/<slug:startup>/applications/<slug:public_id>/sign", overview.sign, name="sign"),
    path("s/<slug:startup>/applications/<slug:public_id>/withdraw", overview.withdraw, name="withdraw"),
    path("s/<slug:startup>/applications/<slug:public_id>/write/<slug:section>/", writing.section, name="section"),
    path("s/<slug:startup>/applications/<slug:public_id>/answers/<slug:question>", answering.answer, name="answer"),
    path("s/<slug:startup>/applications/<slug:public_id>/here", answering.here, name="here"),
    path("s/<slug:startup>/applications/<slug:public_id>/files/<slug:file_id>", answering.file, name="file"),
    path("s/<slug:startup>/applications/<slug:public_id>/submit", submitting.submit, name="submit"),
    path("s/<slug:startup>/applications/<slug:public_id>/receipts/<int:number>/", submitting.receipt, name="receipt"),
    path(
        "s/<slug:startup>/applications/<slug:public_id>/receipts/<int:number>/receipt.pdf",
        submitting.receipt_pdf,
        name="receipt_pdf",
    ),
    path(
        "s/<slug:startup>/applications/<slug:public_id>/receipts/<int:number>/application.pdf",
        submitting.application_pdf,
        name="application_pdf",
    ),
    path("s/<slug:startup>/applications/<slug:public_id>/bank", keeping.keep, name="keep"),
]

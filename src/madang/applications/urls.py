"""Addresses of applications: writing them, and the forms they answer."""

from django.urls import path

from .views import (
    answering,
    desk_applications,
    desk_asking,
    desk_forms,
    desk_pieces,
    desk_publishing,
    extending,
    keeping,
    opening,
    overview,
    submitting,
    writing,
)

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

# The desk: the form of a call.
_CALL = "i/<slug:institution>/calls/<slug:public_id>/"
urlpatterns += [
    path(f"{_CALL}form/", desk_forms.outline, name="form"),
    path(f"{_CALL}form/begin", desk_forms.begin, name="form_begin"),
    path(f"{_CALL}form/do", desk_forms.do, name="form_do"),
    path(f"{_CALL}form/head", desk_pieces.head, name="form_head"),
    path(f"{_CALL}form/library", desk_pieces.library, name="form_library"),
    path(f"{_CALL}form/sections/<slug:section>/", desk_pieces.section, name="form_section"),
    path(f"{_CALL}form/questions/<slug:question>/", desk_pieces.question, name="form_question"),
    path(f"{_CALL}form/preview", desk_publishing.preview, name="form_preview"),
    path(f"{_CALL}form/publish", desk_publishing.publish, name="form_publish"),
    path(f"{_CALL}form/versions/", desk_publishing.versions, name="form_versions"),
]

# The desk: what was handed in.
_LIST = f"{_CALL}applications/"
_ONE = f"{_LIST}<slug:application>/"
urlpatterns += [
    path(_LIST, desk_applications.index, name="desk_list"),
    path(f"{_LIST}for/", desk_asking.file_for, name="desk_file_for"),
    path(f"{_LIST}exports/", desk_asking.exports, name="desk_exports"),
    path(f"{_LIST}exports/<slug:export>/", desk_asking.export, name="desk_export"),
    path(f"{_LIST}exports/<slug:export>/file", desk_asking.export_file, name="desk_export_file"),
    path(_ONE, desk_applications.show, name="desk_application"),
    path(f"{_ONE}compare", desk_applications.compare, name="desk_compare"),
    path(f"{_ONE}files/<slug:file_id>", desk_applications.file, name="desk_application_file"),
    path(f"{_ONE}submissions/<int:number>/application.pdf", desk_applications.pdf, name="desk_application_pdf"),
    path(f"{_ONE}corrections/", desk_asking.correction, name="desk_correction"),
    path(f"{_ONE}corrections/<int:correction>/recall", desk_asking.recall, name="desk_recall"),
]

# The street's office.
urlpatterns += [path("street/extensions/", extending.extensions, name="extensions")]

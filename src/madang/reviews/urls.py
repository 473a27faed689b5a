"""Addresses of selections: setting them up, reviewing, deciding, and what applicants read of it."""

from django.urls import path

from .views import cases, results, reviewing, setting_up

app_name = "reviews"
_SELECTION = "i/<slug:institution>/calls/<slug:public_id>/selection/"

# Setting a selection up, and its field.
urlpatterns = [
    path(_SELECTION, setting_up.index, name="selection"),
    path(f"{_SELECTION}begin", setting_up.begin, name="begin"),
    path(f"{_SELECTION}settings", setting_up.settings, name="settings"),
    path(f"{_SELECTION}stages/<slug:stage_id>/", setting_up.stage, name="stage"),
    path(f"{_SELECTION}stages/<slug:stage_id>/rubric", setting_up.rubric, name="rubric"),
    path(f"{_SELECTION}do/<slug:verb>", setting_up.do, name="do"),
    path(f"{_SELECTION}cases/", cases.index, name="cases"),
    path(f"{_SELECTION}cases/confirm", cases.confirm, name="cases_confirm"),
    path(f"{_SELECTION}cases/<slug:case_id>/", cases.show, name="case"),
]

# The reviewer's own pages.
urlpatterns += [
    path("review/", reviewing.index, name="work"),
    path("review/<slug:public_id>/", reviewing.show, name="review"),
    path("review/<slug:public_id>/save/<slug:code>", reviewing.field, name="review_field"),
    path("review/<slug:public_id>/do/<slug:verb>", reviewing.do, name="review_do"),
    path("review/<slug:public_id>/papers/<slug:question>/<int:place>", reviewing.paper, name="paper"),
]

# What the team of an applicant reads of a result, and answers to it.
_RESULT = "s/<slug:startup>/applications/<slug:public_id>/result"
urlpatterns += [
    path(_RESULT, results.show, name="result"),
    path(f"{_RESULT}/answer", results.answer, name="result_answer"),
    path(f"{_RESULT}/objection", results.objection, name="result_objection"),
    path(f"{_RESULT}/letters/<slug:letter_id>.pdf", results.letter, name="result_letter"),
]

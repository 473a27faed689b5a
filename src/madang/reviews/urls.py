"""Addresses of selections: setting them up, reviewing, deciding, and what applicants read of it."""

from django.urls import path

from .views import (
    board,
    cases,
    comments,
    decision,
    letters,
    objections,
    panel,
    places,
    plans,
    pool,
    presentations,
    reports,
    results,
    reviewing,
    sanctions,
    setting_up,
    wishing,
)

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
    path(f"{_SELECTION}cases/<slug:case_id>/cover", cases.cover, name="cover"),
]

# The pool, from both sides.
urlpatterns += [
    path(f"{_SELECTION}reviewers/", panel.index, name="reviewers"),
    path(f"{_SELECTION}reviewers/invite", panel.invite, name="reviewers_invite"),
    path(f"{_SELECTION}reviewers/<slug:member_id>/", panel.member, name="member"),
    path(f"{_SELECTION}conflicts/", panel.conflicts, name="conflicts"),
    path(f"{_SELECTION}conflicts/do/<slug:verb>", panel.conflicts_do, name="conflicts_do"),
    path("review/join/<str:token>/", pool.join, name="join"),
    path("review/asked/<slug:public_id>/", pool.invited, name="invited"),
    path("review/profile/", pool.profile, name="profile"),
    path("review/wishes/<slug:public_id>/", wishing.page, name="wishes"),
]

# Who may not judge for a time, for the street's office.
urlpatterns += [
    path("street/reviewers/", sanctions.index, name="street_reviewers"),
    path("street/reviewers/<slug:public_id>/", sanctions.show, name="street_reviewer"),
    path("street/reviewers/<slug:public_id>/do/<slug:verb>", sanctions.do, name="street_reviewer_do"),
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

# Sharing a stage out among reviewers, and watching their work come in.
_STAGE = f"{_SELECTION}reviewers-plan/<slug:stage_id>/"
urlpatterns += [
    path(f"{_SELECTION}reviewers-plan/", plans.index, name="plan"),
    path(f"{_SELECTION}reviewers-plan/of/<slug:scenario_id>/", plans.show, name="plan_show"),
    path(f"{_SELECTION}reviewers-plan/of/<slug:scenario_id>/commit", plans.commit, name="plan_commit"),
    path(f"{_SELECTION}reviewers-plan/of/<slug:scenario_id>/discard", plans.discard, name="plan_discard"),
    path(f"{_STAGE}compute", plans.compute, name="plan_compute"),
    path(f"{_STAGE}wishes", plans.ask_wishes, name="plan_wishes"),
    path(f"{_STAGE}cases/<slug:case_id>/", plans.case, name="plan_case"),
    path(f"{_STAGE}cases/<slug:case_id>/<slug:verb>", plans.do, name="plan_do"),
    path(f"{_SELECTION}board/", board.index, name="board"),
    path(f"{_SELECTION}board/reviewers/", board.reviewers, name="board_reviewers"),
    path(f"{_SELECTION}board/<slug:stage_id>/remind", board.remind, name="board_remind"),
    path(f"{_SELECTION}board/<slug:stage_id>/questions/<int:question>", board.answer, name="board_answer"),
    path(f"{_SELECTION}board/<slug:stage_id>/reviews.xlsx", board.export, name="board_export"),
]

# Deciding, and everything after the scores, for staff.
_DECISION = f"{_SELECTION}decision/"
urlpatterns += [
    path(_DECISION, decision.index, name="decisions"),
    path(f"{_DECISION}stages/<slug:stage_id>/", decision.stage, name="decision_stage"),
    path(f"{_DECISION}stages/<slug:stage_id>/comments", comments.index, name="comments"),
    path(f"{_DECISION}points/<slug:case_id>/", decision.case_points, name="decision_points"),
    path(f"{_DECISION}places/", places.index, name="places"),
    path(f"{_DECISION}places/check", places.check, name="places_check"),
    path(f"{_DECISION}places/<slug:case_id>/revoke", places.revoke, name="places_revoke"),
    path(f"{_DECISION}objections/", objections.index, name="objections"),
    path(f"{_DECISION}objections/<slug:objection_id>/", objections.show, name="objection"),
    path(f"{_DECISION}objections/<slug:objection_id>/rereview", objections.rereview, name="rereview"),
    path(f"{_DECISION}<slug:decision_id>/", decision.show, name="decision"),
    path(f"{_DECISION}<slug:decision_id>/letters", letters.index, name="letters"),
    path(f"{_DECISION}<slug:decision_id>/do/<slug:verb>", decision.do, name="decision_do"),
    path(f"{_DECISION}<slug:decision_id>/files/<str:name>", reports.file, name="report"),
]

# Presentations: panels and times for staff, the own time for a team.
_TIMES = f"{_SELECTION}presentations/"
_OWN = "s/<slug:startup>/applications/<slug:public_id>/presentation"
urlpatterns += [
    path(_TIMES, presentations.index, name="presentations"),
    path(f"{_TIMES}<slug:stage_id>/print.pdf", presentations.printed, name="presentations_print"),
    path(f"{_TIMES}<slug:stage_id>/panels/new", presentations.panel, name="panel_new"),
    path(f"{_TIMES}<slug:stage_id>/panels/<int:number>/", presentations.panel, name="panel"),
    path(f"{_TIMES}<slug:stage_id>/slots/<slug:slot_id>/", presentations.slot, name="slot"),
    path(f"{_TIMES}<slug:stage_id>/do/<slug:verb>", presentations.do, name="presentations_do"),
    path(_OWN, presentations.own, name="presentation"),
    path(f"{_OWN}.ics", presentations.calendar, name="presentation_calendar"),
]

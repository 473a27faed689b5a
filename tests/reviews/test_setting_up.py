"""A selection is set up from a preset, changed until it begins, and takes in what was handed in."""

import pytest

from madang.applications.models import Application
from madang.core.policy import Refused
from madang.engines.selection import loads
from madang.reviews.actions import intake, setting_up
from madang.reviews.models import Case, Selection, Stage
from madang.reviews.presets import PRESETS
from madang.reviews.rubric import rules_json
from tests.factories.applications import make_application
from tests.factories.programmes import NOW, make_call
from tests.factories.reviews import AFTER, make_manager, make_running, make_selection

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_makes_rules_that_the_engine_reads(preset: str) -> None:
    selection = make_selection(preset)
    stages = list(selection.stages.prefetch_related("criteria"))
    rules = rules_json(selection, stages)
    scored = [stage.public_id for stage in stages if stage.criteria.all()]
    case = loads({"version": 1, "rules": rules, "applications": [{"id": "a"}], "reviews": []})
    assert [stage.id for stage in case.rules.stages] == scored
    assert case.rules.places == 2


def test_setting_up_twice_keeps_the_first() -> None:
    call = make_call()
    by = make_manager(call)
    first = setting_up.set_up(call=call, preset="contest", by=by, now=NOW)
    again = setting_up.set_up(call=call, preset="residency", by=by, now=NOW)
    assert again.pk == first.pk
    assert [stage.kind for stage in again.stages.all()] == ["eligibility", "documents", "presentation", "notice"]


def test_a_call_that_is_open_takes_nothing_in() -> None:
    selection = make_selection()
    make_application(selection.call)
    with pytest.raises(Refused, match="still open"):
        intake.start(selection=selection, by=make_manager(selection.call), now=NOW)
    assert Case.objects.count() == 0
    assert Selection.objects.get().state == "setting_up"


def test_drafts_and_withdrawn_applications_do_not_come_in() -> None:
    call = make_call(places=1)
    by = make_manager(call)
    selection = make_selection(call=call, by=by)
    inside = make_application(call)
    make_application(call, state="draft")
    make_application(call, state="withdrawn", withdrawn_at=NOW)
    intake.start(selection=selection, by=by, now=AFTER)
    assert [case.application_id for case in Case.objects.all()] == [inside.pk]


def test_without_a_rule_the_machine_leaves_the_answer_to_people() -> None:
    selection = make_running(1)
    check = selection.cases.get().checks.get()
    assert (check.machine, check.reasons, check.answer) == ("unknown", [], "met")


def test_not_eligible_needs_a_reason_and_leaves_no_trace_without() -> None:
    selection = make_running(1)
    case = selection.cases.get()
    with pytest.raises(Refused, match="Say why"):
        intake.confirm_eligibility(
            selection=selection, cases=[case], answer="not_met", note="", by=make_manager(selection.call), now=AFTER
        )
    case.refresh_from_db()
    assert (case.state, case.checks.count()) == ("in_field", 1)


def test_a_later_answer_stands_beside_the_earlier_one() -> None:
    selection = make_running(1)
    case = selection.cases.get()
    intake.confirm_eligibility(
        selection=selection,
        cases=[case],
        answer="not_met",
        note="Founded too early.",
        by=make_manager(selection.call),
        now=AFTER,
    )
    case.refresh_from_db()
    assert case.state == "ineligible"
    assert [(check.answer, check.note) for check in case.checks.order_by("pk")] == [
        ("met", ""),
        ("not_met", "Founded too early."),
    ]


def test_who_withdraws_leaves_the_field() -> None:
    selection = make_running(2)
    case = selection.cases.order_by("pk")[0]
    Application.objects.filter(pk=case.application_id).update(state="withdrawn", withdrawn_at=AFTER)
    assert intake.note_withdrawals(selection) == 1
    assert sorted(selection.cases.values_list("state", flat=True)) == ["in_field", "withdrawn"]


def test_a_stage_that_has_begun_cannot_be_taken_out() -> None:
    selection = make_running(1)
    first = selection.stages.order_by("position")[0]
    with pytest.raises(Refused, match="has begun"):
        setting_up.drop_stage(stage=first, version=selection.version, by=make_manager(selection.call), now=AFTER)
    assert selection.stages.count() == 4


def test_stages_keep_their_order_when_one_is_added_and_one_taken_out() -> None:
    selection = make_selection()
    by = make_manager(selection.call)
    setting_up.add_stage(selection=selection, kind="site", version=1, by=by, now=NOW)
    kinds = list(selection.stages.order_by("position").values_list("kind", flat=True))
    assert kinds == ["eligibility", "documents", "presentation", "site", "notice"]
    setting_up.drop_stage(stage=selection.stages.get(kind="documents"), version=2, by=by, now=NOW)
    left = list(selection.stages.order_by("position").values_list("position", "kind"))
    assert left == [(0, "eligibility"), (1, "presentation"), (2, "site"), (3, "notice")]


def test_what_was_opened_on_an_older_version_changes_nothing() -> None:
    selection = make_selection()
    by = make_manager(selection.call)
    setting_up.change_settings(selection=selection, fields={"places": 5}, version=1, by=by, now=NOW)
    with pytest.raises(setting_up.Stale):
        setting_up.change_settings(selection=selection, fields={"places": 9}, version=1, by=by, now=NOW)
    assert Selection.objects.get().places == 5


def test_only_managers_of_the_leading_institution_run_it() -> None:
    selection = make_running(1)
    stage = selection.stages.get(kind="documents")
    for by in (make_manager(selection.call, "viewer"), make_manager(make_call())):
        with pytest.raises(Refused):
            intake.move_stage(stage=stage, to="open", by=by, now=AFTER)
    assert Stage.objects.get(pk=stage.pk).state == "planned"

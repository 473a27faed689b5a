"""Reviewers say what they would like to read before anything is given out; the page tells nothing that blind review hides."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from madang.core.policy import Refused
from madang.reviews import wishes
from madang.reviews.actions import scenarios, wishing
from madang.reviews.capacity import AsReviewer
from madang.reviews.ground import read_ground
from madang.reviews.models import Bid, Conflict, PanelMember, Relation, Scenario, Stage
from madang.reviews.suiting import suited
from tests.factories.people import make_person
from tests.factories.reviews import (
    AFTER,
    make_assignment,
    make_manager,
    make_panel_member,
    make_reviewer,
    make_running,
)

pytestmark = pytest.mark.django_db


def _asking(applications: int = 3, **fields: Any) -> tuple[Stage, PanelMember, AsReviewer]:
    selection = make_running(applications)
    stage: Stage = selection.stages.get(kind="documents")
    values = {"asks_wishes": True, "wishes_until": AFTER + timedelta(days=3650), "is_blind": True} | fields
    for name, value in values.items():
        setattr(stage, name, value)
    stage.save()
    stage.selection = selection
    member = make_panel_member(selection)
    return stage, member, AsReviewer(member.reviewer.person, member.reviewer)


def _wish(stage: Stage, member: PanelMember, by: AsReviewer, case: Any, value: int | None, why: str = "") -> int:
    return wishing.save_wishes(
        stage=stage, member=member, wishes={case.public_id: value}, reasons={case.public_id: why}, by=by, now=AFTER
    )


def _conflicts() -> list[tuple[str, str, str, Any]]:
    return [(one.rule, one.source, one.state, one.evidence.get("said")) for one in Conflict.objects.order_by("pk")]


def test_a_wish_is_kept_once_changed_and_taken_back() -> None:
    stage, member, by = _asking()
    case = stage.selection.cases.order_by("pk")[0]
    changed = [_wish(stage, member, by, case, value) for value in (2, 2, -1, None, None)]
    assert changed == [1, 0, 1, 1, 0]
    assert Bid.objects.count() == 0


def test_a_conflict_of_interest_keeps_the_pair_apart_until_it_is_taken_back() -> None:
    stage, member, by = _asking()
    case = stage.selection.cases.order_by("pk")[0]
    _wish(stage, member, by, case, -2, "We wrote a paper together.")
    ground = read_ground(stage, now=AFTER)
    assert _conflicts() == [("other", "declared", "standing", "We wrote a paper together.")]
    assert {pair: bar.why for pair, bar in ground.bars.items()} == {(case.pk, member.reviewer_id): "conflict"}
    _wish(stage, member, by, case, 1)
    assert (_conflicts()[0][2], read_ground(stage, now=AFTER).bars) == ("gone", {})


def test_what_was_declared_elsewhere_is_not_taken_back_by_a_wish() -> None:
    stage, member, by = _asking()
    case = stage.selection.cases.order_by("pk")[0]
    Conflict.objects.create(
        case=case, reviewer=member.reviewer, rule="other", source="declared", found_at=AFTER, evidence={"said": "Kin."}
    )
    for value in (-2, 2):
        _wish(stage, member, by, case, value)
    assert _conflicts() == [("other", "declared", "standing", "Kin.")]


def test_an_application_given_already_is_stepped_back_from_on_its_own_page() -> None:
    stage, member, by = _asking()
    case = stage.selection.cases.order_by("pk")[0]
    make_assignment(stage, case, member)
    with pytest.raises(Refused, match="given to you already"):
        _wish(stage, member, by, case, -2)
    assert (Bid.objects.count(), Conflict.objects.count()) == (0, 0)


def test_wishes_weigh_within_their_bounds_and_a_conflict_is_no_wish() -> None:
    stage, member, by = _asking(4)
    member.reviewer.sectors = ["robotics"]
    member.reviewer.save()
    for case in stage.selection.cases.all():
        case.application.startup.sectors = ["robotics"]
        case.application.startup.save()
    cases = list(stage.selection.cases.order_by("public_id"))
    before = suited(read_ground(stage, now=AFTER)).matrix.toarray()[:, 0]
    for case, value in zip(cases, (2, 1, -1, -2), strict=True):
        _wish(stage, member, by, case, value)
    after = suited(read_ground(stage, now=AFTER)).matrix.toarray()[:, 0]
    assert [round(float(b / a), 6) for a, b in zip(before, after, strict=True)] == [1.25, 1.0, 0.6, 1.0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"wishes_until": AFTER}, "time for wishes is over"),
        ({"state": "closed"}, "scores of this stage are closed"),
        ({"asks_wishes": False}, "not asked for wishes"),
    ],
)
def test_wishes_close_and_leave_no_trace(fields: dict[str, Any], words: str) -> None:
    stage, member, by = _asking(**fields)
    with pytest.raises(Refused, match=words):
        _wish(stage, member, by, stage.selection.cases.all()[0], 2)
    assert Bid.objects.count() == 0


def test_once_the_applications_are_given_out_wishes_change_nothing() -> None:
    stage, member, by = _asking()
    manager = make_manager(stage.selection.call)
    asked = scenarios.ask_scenario(stage=stage, name="", parameters={"reviews_each": 1}, seed=0, by=manager, now=AFTER)
    scenarios.compute_scenario(scenario=asked.pk)
    scenarios.commit_scenario(scenario=Scenario.objects.get(), by=manager, now=AFTER)
    with pytest.raises(Refused, match="have been given out"):
        _wish(stage, member, by, stage.selection.cases.all()[0], 2)
    assert Bid.objects.count() == 0


def test_only_who_takes_part_finds_the_page(client: Client) -> None:
    stage, member, by = _asking()
    address = reverse("reviews:wishes", args=[stage.public_id])
    invited = make_panel_member(stage.selection, state="invited")
    found = {}
    for name, person in {
        "member": by.person,
        "invited": invited.reviewer.person,
        "in the pool": make_reviewer().person,
        "staff": make_manager(stage.selection.call).person,
        "nobody": make_person(),
    }.items():
        client.force_login(person)
        found[name] = client.get(address).status_code
    assert found == {"member": 200, "invited": 404, "in the pool": 404, "staff": 404, "nobody": 404}
    client.force_login(by.person)
    Stage.objects.filter(pk=stage.pk).update(asks_wishes=False)
    assert client.get(address).status_code == 404
    assert member.bids.count() == 0


def test_a_blind_stage_shows_nothing_that_tells_who_applies(client: Client) -> None:
    stage, _member, by = _asking(2)
    case = stage.selection.cases.select_related("application__startup").order_by("pk")[0]
    startup = case.application.startup
    submission = case.application.submissions.order_by("-number")[0]
    submission.content["answers"]["problem"] = f"We, {startup.name}, build grippers."
    submission.save()
    client.force_login(by.person)
    html = client.get(reverse("reviews:wishes", args=[stage.public_id])).content.decode()
    told = [
        str(startup.name),
        startup.slug,
        case.application.public_id,
        case.application.number,
        case.application.title,
    ]
    assert [word for word in told if word in html] == []
    assert (case.label in html, "We, █████, build grippers." in html) == (True, True)
    Stage.objects.filter(pk=stage.pk).update(is_blind=False)
    html = client.get(reverse("reviews:wishes", args=[stage.public_id])).content.decode()
    assert (f"We, {startup.name}, build grippers." in html, case.application.title in html) == (True, True)


def test_ties_that_are_known_change_no_byte_of_the_page(client: Client) -> None:
    """Which label carried a mark would tell whose application it is."""
    stage, member, by = _asking(4)
    client.force_login(by.person)
    address = reverse("reviews:wishes", args=[stage.public_id])

    def read() -> str:
        return re.sub(r'csrf[^>]*value="[^"]*"|"X-CSRFToken": "[^"]*"', "", client.get(address).content.decode())

    plain = read()
    startup = stage.selection.cases.order_by("pk")[0].application.startup
    Relation.objects.create(
        reviewer=member.reviewer, kind="kin", startup=startup, source="declared", stated_by=by.person, stated_at=AFTER
    )
    for rule in ("kin", "other"):
        Conflict.objects.create(
            case=startup.applications.get().case, reviewer=member.reviewer, rule=rule, source="declared", found_at=AFTER
        )
    assert read() == plain


def test_each_reviewer_meets_them_in_an_order_of_their_own() -> None:
    stage, member, _by = _asking(12)
    other = make_panel_member(stage.selection)
    first, again, others = (wishes.in_own_order(stage, one) for one in (member, member, other))
    assert (first == again, first == others, sorted(first) == sorted(others)) == (True, False, True)


def test_a_tap_keeps_one_row_and_answers_with_it(client: Client) -> None:
    stage, member, by = _asking()
    client.force_login(by.person)
    case = stage.selection.cases.order_by("pk")[0]
    address = reverse("reviews:wishes", args=[stage.public_id])
    answer = client.post(address, {f"wish.{case.public_id}": "2"}, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert (answer.status_code, html.count("<fieldset"), "1 of 3 answered" in html) == (200, 1, True)
    assert [(bid.case_id, bid.value) for bid in member.bids.all()] == [(case.pk, 2)]
    wrong = client.post(address, {f"wish.{case.public_id}": "7"}, headers={"HX-Request": "true"})
    assert (wrong.status_code, "Choose one of the four." in wrong.content.decode()) == (409, True)
    assert member.bids.get().value == 2


def test_without_javascript_a_whole_page_is_kept_at_once(client: Client) -> None:
    stage, member, by = _asking()
    client.force_login(by.person)
    cases = list(stage.selection.cases.order_by("pk"))
    sent = {f"wish.{case.public_id}": value for case, value in zip(cases, ("2", "", "-2"), strict=True)}
    sent |= {f"why.{cases[2].public_id}": "Kin.", "wish.absentabsentabsent": "2"}
    answer = client.post(reverse("reviews:wishes", args=[stage.public_id]), sent)
    assert answer.status_code == 302
    assert dict(member.bids.values_list("case_id", "value")) == {cases[0].pk: 2, cases[2].pk: -2}
    assert _conflicts() == [("other", "declared", "standing", "Kin.")]


def test_what_is_over_shows_the_own_answers_alone(client: Client) -> None:
    stage, member, by = _asking()
    case = stage.selection.cases.order_by("pk")[0]
    _wish(stage, member, by, case, 2)
    Stage.objects.filter(pk=stage.pk).update(wishes_until=AFTER - timedelta(days=3650))
    client.force_login(by.person)
    html = client.get(reverse("reviews:wishes", args=[stage.public_id])).content.decode()
    assert [one.label in html for one in stage.selection.cases.order_by("pk")] == [True, False, False]
    assert client.get(reverse("reviews:work")).content.decode().count("/review/wishes/") == 0


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_asks_the_same_number_of_questions(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stage, _member, by = _asking(count)
    client.force_login(by.person)
    with django_assert_num_queries(21):
        page = client.get(reverse("reviews:wishes", args=[stage.public_id]))
    assert page.content.decode().count("<fieldset") == count


def test_staff_see_how_many_have_answered_and_ask_the_others_once_a_day(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, settings: Any
) -> None:
    settings.MADANG_JOBS_AT_ONCE = True
    stage, member, by = _asking()
    silent = make_panel_member(stage.selection)
    make_panel_member(stage.selection, state="invited")
    for case in stage.selection.cases.all():
        _wish(stage, member, by, case, 1)
    assert wishes.answered(stage) == wishes.Answered(members=1, of=2, wishes=3)
    manager = make_manager(stage.selection.call)
    client.force_login(manager.person)
    where = [manager.institution.slug, stage.selection.call.public_id]
    for route, words in (("plan", "1 / 2"), ("board", "1 of 2 reviewers have said what they would like to read")):
        html = client.get(reverse(f"reviews:{route}", args=where) + f"?stage={stage.public_id}").content.decode()
        assert words in html
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("reviews:plan_wishes", args=[*where, stage.public_id])).status_code == 302
    [letter] = mail.outbox
    assert letter.to == [silent.reviewer.person.email]
    assert reverse("reviews:wishes", args=[stage.public_id]) in letter.body
    with pytest.raises(Refused, match="within the last 24 hours"):
        wishing.ask_again(stage=stage, by=manager, now=PanelMember.objects.get(pk=silent.pk).wishes_asked_at)
    assert len(mail.outbox) == 1

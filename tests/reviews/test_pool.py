"""Reviewers are asked, answer, declare ties; what keeps pairs apart is found and only people set it aside."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from madang.core.policy import Refused
from madang.core.text import Text
from madang.institutions.models import StaffRole
from madang.reviews.actions import pool
from madang.reviews.capacity import AsReviewer
from madang.reviews.conflicts import still_counts
from madang.reviews.models import Conflict, PanelMember, Relation, Reviewer, ReviewerInvitation
from madang.startups.models import Membership
from tests.factories.people import make_person
from tests.factories.programmes import make_institution
from tests.factories.reviews import AFTER, make_manager, make_panel_member, make_reviewer, make_running

pytestmark = pytest.mark.django_db


def _capacity(reviewer: Reviewer) -> AsReviewer:
    return AsReviewer(reviewer.person, reviewer)


def _asked() -> tuple[PanelMember, AsReviewer]:
    selection = make_running(2)
    reviewer = make_reviewer()
    by = make_manager(selection.call)
    [member] = pool.ask(selection=selection, reviewers=[reviewer], by=by, now=AFTER)
    return member, _capacity(reviewer)


def _standing(member: PanelMember) -> list[tuple[str, str]]:
    rows = Conflict.objects.filter(reviewer=member.reviewer, state="standing").order_by("rule", "pk")
    return [(one.rule, one.source) for one in rows]


def test_who_declares_a_tie_is_kept_from_that_case_alone() -> None:
    member, by = _asked()
    case = member.selection.cases.order_by("pk")[0]
    startup = case.application.startup_id
    pool.answer(member=member, accepts=True, ties={startup: "adviser"}, by=by, now=AFTER)
    conflict = Conflict.objects.get(state="standing")
    assert (conflict.case_id, conflict.rule, conflict.source) == (case.pk, "adviser", "declared")
    pool.answer(member=member, accepts=True, ties={}, by=by, now=AFTER)
    assert (Conflict.objects.get().state, Relation.objects.filter(withdrawn_at=None).count()) == ("gone", 0)


def test_a_member_of_the_team_is_found_whatever_was_declared() -> None:
    member, by = _asked()
    startup = member.selection.cases.order_by("pk")[0].application.startup
    Membership.objects.create(startup=startup, person=by.person, role="viewer")
    pool.answer(member=member, accepts=True, ties={}, by=by, now=AFTER)
    # Of the own case by membership, and of all by judging each other.
    assert _standing(member) == [("employer", "detected"), ("mutual", "detected"), ("mutual", "detected")]


def test_the_same_house_and_a_shared_private_domain_are_found() -> None:
    member, by = _asked()
    house = make_institution()
    case = member.selection.cases.order_by("pk")[0]
    colleague = make_person(email="someone@labs.sample-robotics.kr")
    Membership.objects.create(startup=case.application.startup, person=colleague, role="owner")
    StaffRole.objects.create(institution=house, person=colleague, role="viewer")
    by.person.email = "judge@labs.sample-robotics.kr"
    by.person.save()
    by.reviewer.home = house
    by.reviewer.save()
    pool.answer(member=member, accepts=True, ties={}, by=by, now=AFTER)
    assert _standing(member) == [("domain", "detected"), ("institution", "detected")]
    assert {one.case_id for one in Conflict.objects.all()} == {case.pk}
    assert [one.evidence for one in Conflict.objects.order_by("rule")] == [
        {"domain": "labs.sample-robotics.kr"},
        {"institution": house.pk},
    ]


def test_a_sanction_keeps_from_everything() -> None:
    member, by = _asked()
    member.reviewer.sanctions.create(
        reason="Told a result.", starts_on=AFTER.date() - timedelta(days=1), decided_by=by.person, decided_at=AFTER
    )
    pool.answer(member=member, accepts=True, ties={}, by=by, now=AFTER)
    assert _standing(member) == [("sanctioned", "detected")] * 2


def test_what_is_set_aside_stays_aside_and_needs_a_reason() -> None:
    member, by = _asked()
    startup = member.selection.cases.order_by("pk")[0].application.startup
    Membership.objects.create(startup=startup, person=make_person(email="a@own-domain.kr"), role="owner")
    by.person.email = "b@own-domain.kr"
    by.person.save()
    pool.answer(member=member, accepts=True, ties={}, by=by, now=AFTER)
    conflict = Conflict.objects.get(rule="domain")
    manager = make_manager(member.selection.call)
    with pytest.raises(Refused, match="Say why"):
        pool.set_aside(conflict=conflict, reason=" ", by=manager, now=AFTER)
    pool.set_aside(conflict=conflict, reason="A shared office, nothing more.", by=manager, now=AFTER)
    pool.look_again(selection=member.selection, by=manager, now=AFTER)
    conflict.refresh_from_db()
    assert (conflict.state, conflict.reason) == ("waived", "A shared office, nothing more.")


def test_what_a_reviewer_named_cannot_be_set_aside() -> None:
    member, by = _asked()
    startup = member.selection.cases.order_by("pk")[0].application.startup_id
    pool.answer(member=member, accepts=True, ties={startup: "kin"}, by=by, now=AFTER)
    with pytest.raises(Refused, match="It stands"):
        pool.set_aside(conflict=Conflict.objects.get(), reason="No.", by=make_manager(member.selection.call), now=AFTER)
    assert Conflict.objects.get().state == "standing"


@settings(max_examples=200, deadline=None)
@given(
    since=st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    length=st.none() | st.integers(0, 4000),
    years=st.none() | st.integers(0, 12),
    later=st.integers(0, 4000),
)
def test_a_tie_that_has_faded_does_not_come_back(
    since: date | None, length: int | None, years: int | None, later: int
) -> None:
    until = None if length is None else (since or date(2010, 2, 28)) + timedelta(days=length)
    today = date(2026, 11, 23)
    if since is None or since <= today:
        counts = still_counts(since, until, years, today)
        assert counts or not still_counts(since, until, years, today + timedelta(days=later))
        assert counts == (until is None or until >= today or years is None or still_counts(None, until, years, today))


def test_someone_outside_the_pool_joins_by_a_link_once(client: Client, django_capture_on_commit_callbacks) -> None:
    selection = make_running(1)
    person = make_person(email="judge@example.test")
    with django_capture_on_commit_callbacks(execute=True):
        pool.invite(selection=selection, email=" Judge@example.test", by=make_manager(selection.call), now=AFTER)
    [letter] = mail.outbox
    assert letter.to == ["judge@example.test"]
    assert ReviewerInvitation.objects.get().email == "judge@example.test"
    link = next(word for word in letter.body.split() if "/review/join/" in word)
    path = "/" + link.split("/", 3)[3]
    stranger = make_person(email="someone-else@example.test")
    client.force_login(stranger)
    assert client.get(path).status_code == 410
    client.force_login(person)
    assert client.get(path).status_code == 200
    answer = client.post(path)
    member = PanelMember.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("reviews:invited", args=[member.public_id]))
    assert (member.selection, member.reviewer.person, member.state) == (selection, person, "invited")
    assert [client.get(path).status_code, client.post(path).status_code] == [410, 409]
    assert (Reviewer.objects.count(), PanelMember.objects.count()) == (1, 1)


def test_declining_is_kept_with_its_reason() -> None:
    member, by = _asked()
    pool.answer(member=member, accepts=False, reason="Away in December.", by=by, now=AFTER)
    member.refresh_from_db()
    assert (member.state, member.decline_reason) == ("declined", "Away in December.")


def test_a_profile_finds_its_concepts_in_three_languages() -> None:
    reviewer = make_reviewer()
    said = Text(ko="협동로봇과 보행 로봇 제어", source="ko")
    work = {"title": "机器人视觉检测", "text": "", "year": 2024}
    kept = pool.save_profile(
        reviewer=reviewer, fields={"expertise": said}, works=[work], by=_capacity(reviewer), now=AFTER
    )
    assert kept.concepts == ["bin-picking-vision", "collaborative-robot", "quadruped-robot", "test-service"]


def test_the_invited_answer_on_a_page(client: Client) -> None:
    member, by = _asked()
    client.force_login(by.person)
    address = reverse("reviews:invited", args=[member.public_id])
    html = client.get(address).content.decode()
    startups = [case.application.startup for case in member.selection.cases.all()]
    for startup in startups:
        assert f'name="tie-{startup.pk}"' in html
    assert client.post(address, {"answer": "yes", f"tie-{startups[0].pk}": "kin"}).status_code == 302
    member.refresh_from_db()
    assert (member.state, _standing(member)) == ("accepted", [("kin", "declared")])


@pytest.mark.parametrize("count", [1, 20])
def test_panel_and_pool_ask_the_same_number_of_questions(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    selection = make_running(1)
    for _one in range(count):
        make_panel_member(selection)
        make_reviewer()
    by = make_manager(selection.call)
    client.force_login(by.person)
    with django_assert_num_queries(9):
        page = client.get(reverse("reviews:reviewers", args=[by.institution.slug, selection.call.public_id]))
    assert page.content.decode().count('name="reviewer"') == count


@pytest.mark.parametrize("route", ["profile", "work"])
def test_the_reviewers_own_pages_open(client: Client, route: str) -> None:
    reviewer = make_reviewer()
    client.force_login(reviewer.person)
    assert client.get(reverse(f"reviews:{route}")).status_code == 200
    client.force_login(make_person())
    assert client.get(reverse(f"reviews:{route}")).status_code == 404


def test_staff_pages_of_the_pool_open(client: Client) -> None:
    member, by = _asked()
    pool.answer(
        member=member,
        accepts=True,
        ties={member.selection.cases.all()[0].application.startup_id: "kin"},
        by=by,
        now=AFTER,
    )
    manager = make_manager(member.selection.call)
    client.force_login(manager.person)
    where = [manager.institution.slug, member.selection.call.public_id]
    for route, more in (("conflicts", []), ("member", [member.public_id])):
        page = client.get(reverse(f"reviews:{route}", args=[*where, *more]))
        assert page.status_code == 200
        assert page.content.decode().count("is related to a founder by family") == 1

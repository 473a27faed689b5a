"""Invitations: once, in time, for the one who was invited, and never twice even in a race."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from madang.core.policy import Refused
from madang.institutions.models import Institution, Invitation
from madang.people import invitations
from madang.people.models import Person
from tests.factories.people import NOW, as_self, make_person


@pytest.fixture
def institution(db: None) -> Institution:
    return Institution.objects.create(slug="sample-house", name={"en": "Sample House"}, kind="incubator")


def invite(institution: Institution, email: str = "guest@example.test", **fields: Any) -> tuple[Invitation, str]:
    values: dict[str, Any] = {"by": as_self(make_person()), "now": NOW, "role": "viewer"} | fields
    return invitations.issue(Invitation, email=email, institution=institution, **values)


def redeem(token: str, person: Person, now: datetime = NOW) -> Invitation:
    return invitations.redeem(Invitation, token=token, person=person, now=now)


def test_an_invitation_is_used_once_by_the_one_invited(institution: Institution) -> None:
    guest = make_person("guest@example.test")
    invitation, token = invite(institution, email=" Guest@Example.test ")
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values().get())

    used = redeem(token, guest)

    assert (used.pk, used.used_by, used.used_at, used.role) == (invitation.pk, guest, NOW, "viewer")
    with pytest.raises(Refused, match="already been used"):
        redeem(token, guest)


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("has expired", {"expires_at": NOW}),
        ("has been withdrawn", {"withdrawn_at": NOW}),
        ("leads to no invitation", {"digest": "0" * 64}),
    ],
)
def test_an_invitation_that_no_longer_holds_is_refused_and_stays_unused(
    institution: Institution, reason: str, change: dict[str, Any]
) -> None:
    guest = make_person("guest@example.test")
    invitation, token = invite(institution)
    Invitation.objects.filter(pk=invitation.pk).update(**change)

    with pytest.raises(Refused, match=reason):
        redeem(token, guest)

    invitation.refresh_from_db()
    assert (invitation.used_at, invitation.used_by) == (None, None)


@pytest.mark.parametrize(("email", "verified"), [("other@example.test", True), ("guest@example.test", False)])
def test_another_address_or_an_unconfirmed_one_does_not_open_it(
    institution: Institution, email: str, verified: bool
) -> None:
    _invitation, token = invite(institution)

    with pytest.raises(Refused, match="another e-mail address"):
        redeem(token, make_person(email, verified=verified))


def test_it_holds_for_fourteen_days_and_not_a_second_longer(institution: Institution) -> None:
    guest = make_person("guest@example.test")
    _invitation, token = invite(institution)

    with pytest.raises(Refused, match="has expired"):
        redeem(token, guest, NOW + timedelta(days=14))
    assert redeem(token, guest, NOW + timedelta(days=14, seconds=-1)).used_by == guest


def test_inviting_again_ends_the_older_link(institution: Institution) -> None:
    guest = make_person("guest@example.test")
    _first, old = invite(institution)
    _second, new = invite(institution, role="manager")

    with pytest.raises(Refused, match="withdrawn"):
        redeem(old, guest)
    assert redeem(new, guest).role == "manager"


def test_an_invitation_is_forgotten_ninety_days_after_it_ended(institution: Institution) -> None:
    invite(institution)

    assert invitations.forget_old(now=NOW + timedelta(days=104)) == 0
    assert invitations.forget_old(now=NOW + timedelta(days=104, seconds=1)) == 1
    assert not Invitation.objects.exists()


@pytest.fixture
def _clean_after(transactional_db: None) -> None:
    return None


@pytest.mark.usefixtures("_clean_after")
def test_of_two_clicks_at_the_same_moment_one_wins() -> None:
    institution = Institution.objects.create(slug="sample-house", name={"en": "Sample House"}, kind="incubator")
    guest = make_person("guest@example.test")
    start = Barrier(2)

    def click(token: str) -> str:
        start.wait()
        try:
            redeem(token, guest)
        except Refused as refused:
            with translation.override("en"):
                return refused.reason
        finally:
            connection.close()
        return "in"

    for _ in range(10):
        _invitation, token = invite(institution)
        with ThreadPoolExecutor(2) as pool:
            outcomes = sorted(pool.map(click, [token, token]))
        assert outcomes == ["This invitation has already been used.", "in"]

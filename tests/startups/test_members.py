"""Who belongs: invitations that work once, owners that never run out, consent that says who agreed to what."""

import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.core.policy import Refused
from madang.journey.models import Entry
from madang.people import holdings
from madang.people.actions import erase, withdraw_consent
from madang.people.models import Consent
from madang.startups import actions
from madang.startups.models import Invitation, Membership, Startup
from tests.factories.people import as_self, make_person
from tests.factories.startups import NOW, make_member, make_startup

pytestmark = pytest.mark.django_db


def invite(owner, email="joiner@example.test", role="editor"):
    return actions.invite(startup=owner.startup, email=email, role=role, by=owner, now=NOW)


def roles(startup):
    return dict(Membership.objects.filter(startup=startup).values_list("person__email", "role"))


def test_an_invitation_is_sent_and_makes_a_member_once(owner, settings, django_capture_on_commit_callbacks):
    settings.MADANG_ADDRESS = "http://localhost:8140"  # what it is without a public address: a mail needs a whole link
    with django_capture_on_commit_callbacks(execute=True):
        _made, token = invite(owner)
    joiner = make_person("joiner@example.test")

    membership = actions.redeem_invitation(token=token, by=as_self(joiner), now=NOW)
    with pytest.raises(Refused, match="already been used"):
        actions.redeem_invitation(token=token, by=as_self(joiner), now=NOW)

    assert (membership.startup, membership.role) == (owner.startup, "editor")
    assert [message.to for message in mail.outbox] == [["joiner@example.test"]]
    assert f"http://localhost:8140/en/s/invitation/{token}/" in mail.outbox[0].body
    assert [entry.kind for entry in Entry.objects.all()] == ["startups.member_joined"]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda one: Invitation.objects.update(expires_at=NOW), "expired"),
        (lambda one: Invitation.objects.update(withdrawn_at=NOW), "withdrawn"),
        (lambda one: Invitation.objects.update(email="other@example.test"), "another e-mail"),
    ],
)
def test_a_spoiled_invitation_is_refused_and_makes_nobody_a_member(owner, spoil, reason):
    made, token = invite(owner)
    spoil(made)

    with pytest.raises(Refused, match=reason):
        actions.redeem_invitation(token=token, by=as_self(make_person("joiner@example.test")), now=NOW)

    assert len(roles(owner.startup)) == 1
    assert not Entry.objects.exists()


def test_who_is_already_a_member_keeps_the_higher_role(owner):
    joiner = make_person("joiner@example.test")
    _made, token = invite(owner, role="viewer")
    make_member(owner.startup, joiner, role="editor")

    assert actions.redeem_invitation(token=token, by=as_self(joiner), now=NOW).role == "editor"


def test_a_member_is_not_invited_again(owner, editor):
    with pytest.raises(Refused, match="already a member"):
        invite(owner, email=editor.person.email.upper())

    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["editor", "viewer", "stranger"])
def test_only_owners_decide_who_belongs(who, owner, editor, viewer, stranger):
    by = {"editor": editor, "viewer": viewer, "stranger": stranger}[who]
    other = Membership.objects.get(person=owner.person)
    made, _token = invite(owner)

    for attempt in (
        lambda: actions.invite(startup=owner.startup, email="a@example.test", role="owner", by=by, now=NOW),
        lambda: actions.remove_member(membership=other, by=by, now=NOW),
        lambda: actions.change_role(membership=other, role="viewer", by=by, now=NOW),
        lambda: actions.withdraw_invitation(invitation=made, by=by, now=NOW),
        lambda: actions.publish(startup=owner.startup, language="en", by=by, now=NOW),
        lambda: actions.change_operation(startup=owner.startup, operation="closed", by=by, now=NOW),
    ):
        with pytest.raises(Refused):
            attempt()

    assert roles(owner.startup)[owner.person.email] == "owner"
    assert Invitation.objects.get().withdrawn_at is None
    assert not Entry.objects.exists()


def test_the_last_owner_can_neither_leave_nor_step_down_and_is_told_how(owner, editor):
    mine = Membership.objects.get(person=owner.person)

    with pytest.raises(Refused, match="Make another member an owner first"):
        actions.leave(startup=owner.startup, by=owner, now=NOW)
    with pytest.raises(Refused, match="Make someone else an owner first"):
        actions.change_role(membership=mine, role="editor", by=owner, now=NOW)
    actions.change_role(membership=Membership.objects.get(person=editor.person), role="owner", by=owner, now=NOW)
    actions.leave(startup=owner.startup, by=owner, now=NOW)

    assert roles(owner.startup) == {editor.person.email: "owner"}


def test_a_withdrawn_invitation_stops_working(owner):
    made, token = invite(owner)
    actions.withdraw_invitation(invitation=made, by=owner, now=NOW)

    with pytest.raises(Refused, match="withdrawn"):
        actions.redeem_invitation(token=token, by=as_self(make_person("joiner@example.test")), now=NOW)


def race(*attempts):
    """Run the attempts at once, each on a connection of its own; returns what each gave or was refused with."""
    gate, results = threading.Barrier(len(attempts)), [None] * len(attempts)

    def run(index, attempt):
        gate.wait()
        try:
            results[index] = attempt()
        except Refused as refusal:
            results[index] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_taking_up_an_invitation_locks_the_startup_first_as_withdrawing_it_does(owner):
    _made, token = invite(owner)
    joiner = as_self(make_person("joiner@example.test"))

    with CaptureQueriesContext(connection) as queries:
        actions.redeem_invitation(token=token, by=joiner, now=NOW)

    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert ['"startups_startup"' in sql for sql in locks[:2]] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_on_one_invitation_one_wins():
    owner = make_member()
    _made, token = invite(owner)
    joiner = as_self(make_person("joiner@example.test"))

    results = race(*[lambda: actions.redeem_invitation(token=token, by=joiner, now=NOW)] * 2)

    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert len(roles(owner.startup)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one_behind():
    startup = make_startup()
    owners = [make_member(startup), make_member(startup)]

    results = race(*[lambda by=by: actions.leave(startup=startup, by=by, now=NOW) for by in owners])

    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert list(roles(startup).values()) == ["owner"]


# Consent


def test_publishing_keeps_who_agreed_to_which_words(owner):
    startup = actions.publish(startup=owner.startup, language="ko", by=owner, now=NOW)

    assert startup.is_public
    consent = Consent.objects.get()
    assert (consent.person, consent.purpose, consent.about) == (owner.person, "public_page", startup.slug)
    assert (consent.text_version, consent.language, consent.given_at) == ("2026-11", "ko", NOW)
    assert Entry.objects.get().payload == {"text_version": "2026-11"}


def test_any_owner_may_hide_the_page_and_the_consent_ends(owner):
    other = make_member(owner.startup)
    actions.publish(startup=owner.startup, language="ko", by=owner, now=NOW)

    startup = actions.unpublish(startup=owner.startup, by=other, now=NOW + timedelta(days=1))

    assert not startup.is_public
    assert Consent.objects.get().withdrawn_at == NOW + timedelta(days=1)


def test_a_consent_taken_back_in_the_account_hides_the_page(owner):
    actions.publish(startup=owner.startup, language="ko", by=owner, now=NOW)
    actions.share(startup=owner.startup, language="ko", by=owner, now=NOW)

    for consent in Consent.objects.all():
        withdraw_consent(consent=consent, by=as_self(owner.person), now=NOW)

    owner.startup.refresh_from_db()
    assert (owner.startup.is_public, owner.startup.shares_with_staff) == (False, False)
    assert [entry.kind.split(".")[1] for entry in Entry.objects.order_by("pk")] == [
        "published",
        "sharing_started",
        "unpublished",
        "sharing_stopped",
    ]


def test_a_page_without_a_summary_is_not_shown_and_says_what_is_missing(db):
    bare = make_member(make_startup(summary={}))

    with pytest.raises(Refused, match="one or two sentences"):
        actions.publish(startup=bare.startup, language="en", by=bare, now=NOW)

    assert not Consent.objects.exists()


# Account


def test_what_is_held_is_exported_and_the_last_owner_cannot_be_erased(owner, editor):
    invite(owner, "friend@example.test")

    held = {holding.key: holding.as_json() for holding in holdings.of(owner.person)}

    assert held["memberships"][0]["role"] == "owner"
    assert held["startup_invitations"][0]["email"] == "friend@example.test"
    assert len(holdings.reasons_against_erasing(owner.person)) == 1
    assert holdings.reasons_against_erasing(editor.person) == []


def test_an_owner_alone_can_be_erased(owner):
    assert holdings.reasons_against_erasing(owner.person) == []


def test_a_startup_nobody_belongs_to_any_more_keeps_no_founder_and_no_page(owner):
    startup = owner.startup
    startup.founders.create(name="Example Founder", born_on=date(1990, 1, 1))
    Startup.objects.filter(pk=startup.pk).update(is_public=True)

    erase(person=owner.person, by=as_self(owner.person), now=NOW)

    startup.refresh_from_db()
    assert (startup.founders.count(), startup.is_public) == (0, False)


def test_what_an_erased_person_had_agreed_to_ends_with_the_account(owner):
    actions.publish(startup=owner.startup, language="ko", by=owner, now=NOW)
    actions.share(startup=owner.startup, language="ko", by=owner, now=NOW)

    erase(person=owner.person, by=as_self(owner.person), now=NOW)

    owner.startup.refresh_from_db()
    assert (owner.startup.is_public, owner.startup.shares_with_staff) == (False, False)
    assert not Consent.objects.standing().exists()


def test_a_page_that_another_owner_agreed_to_outlives_an_erased_one(owner):
    other = make_member(owner.startup)
    actions.publish(startup=owner.startup, language="ko", by=other, now=NOW)

    erase(person=owner.person, by=as_self(owner.person), now=NOW)

    owner.startup.refresh_from_db()
    assert owner.startup.is_public

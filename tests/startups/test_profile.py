"""Saving the profile: what is recorded, who is refused, and two people at one form."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from madang.core.edits import Stale, fingerprint
from madang.core.policy import Refused
from madang.core.text import Text
from madang.journey.models import Entry
from madang.people.capacity import AsVisitor
from madang.startups import actions
from madang.startups.models import IntellectualProperty, Membership, Round, Standing, Startup, YearFigures
from tests.factories.people import as_self, make_person
from tests.factories.startups import NOW, make_member, make_startup

pytestmark = pytest.mark.django_db


def kinds():
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def edit(startup, by, section="about", version=1, confirmed=None, **values):
    return actions.edit_section(
        startup=startup, section=section, values=values, version=version, by=by, now=NOW, confirmed=confirmed
    )


def test_who_registers_a_startup_owns_it_and_the_thread_begins():
    person = make_person()

    startup = actions.found(name=Text(en="Sample Kite"), founding_type="pre_founder", by=as_self(person), now=NOW)

    assert startup.slug == "sample-kite"
    assert list(startup.memberships.values_list("person", "role")) == [(person.pk, "owner")]
    entry = Entry.objects.get()
    assert (entry.kind, entry.startup, entry.actor, entry.capacity) == ("startups.registered", startup, person, "self")


def test_registering_twice_with_one_key_gives_one_startup():
    by, key = as_self(make_person()), uuid4()

    made = [
        actions.found(name=Text(en="Sample Kite"), founding_type="pre_founder", by=by, now=NOW, key=key)
        for _ in range(2)
    ]

    assert made[0] == made[1]
    assert Startup.objects.count() == 1
    assert kinds() == ["startups.registered"]


def test_a_key_of_another_person_is_refused():
    key = uuid4()
    actions.found(name=Text(en="A"), founding_type="pre_founder", by=as_self(make_person()), now=NOW, key=key)

    with pytest.raises(Refused, match="already used"):
        actions.found(name=Text(en="B"), founding_type="pre_founder", by=as_self(make_person()), now=NOW, key=key)


def test_two_startups_of_one_name_get_two_addresses_and_reserved_words_none():
    by = as_self(make_person())
    slugs = [
        actions.found(name=Text(**name), founding_type="pre_founder", by=by, now=NOW).slug
        for name in ({"en": "Sample Kite"}, {"en": "Sample Kite"}, {"en": "New"}, {"ko": "보기연"})
    ]

    assert len(set(slugs)) == 4
    assert slugs[0] == "sample-kite"
    assert [slug[:2] for slug in slugs[2:]] == ["s-", "s-"]


def test_an_unconfirmed_address_registers_nothing():
    with pytest.raises(Refused, match="Confirm your e-mail"):
        actions.found(
            name=Text(en="Sample"), founding_type="pre_founder", by=as_self(make_person(verified=False)), now=NOW
        )

    assert (Startup.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_saved_section_counts_a_version_and_names_the_fields_without_their_values(startup, editor):
    saved = edit(startup, editor, website="https://sample.example", name=Text(ko="보기 회사", source="ko"))

    assert (saved.version, saved.website, saved.name.ko) == (2, "https://sample.example", "보기 회사")
    assert Entry.objects.get().payload == {"section": "about", "fields": ["name", "website"], "edit": 2}


def test_saving_what_is_there_changes_nothing(startup, editor):
    saved = edit(startup, editor, name=startup.name, website="")

    assert saved.version == 1
    assert kinds() == []


def test_a_field_of_another_section_is_no_way_in(startup, owner):
    with pytest.raises(KeyError):
        edit(startup, owner, is_public=True)


@pytest.mark.parametrize("role", ["viewer", "stranger", "visitor"])
def test_who_may_not_edit_is_refused_and_leaves_no_trace(startup, role, viewer, stranger):
    by = {"viewer": viewer, "stranger": stranger, "visitor": AsVisitor()}[role]

    with pytest.raises(Refused):
        edit(startup, by, website="https://sample.example")
    with pytest.raises(Refused):
        actions.add_entry(startup=startup, kind="figures", values={"year": 2025, "revenue": 1}, by=by, now=NOW)
    with pytest.raises(Refused):
        actions.declare(startup=startup, key="own_share", answer=True, by=by, now=NOW)
    with pytest.raises(Refused):
        actions.change_founding(startup=startup, founding_type="sole_trader", by=by, now=NOW)

    startup.refresh_from_db()
    assert (startup.website, startup.version, startup.figures.count(), kinds()) == ("", 1, 0, [])


def test_a_stale_form_is_refused_with_what_is_saved_now_and_nothing_is_lost(startup, owner, editor):
    edit(startup, owner, website="https://first.example")

    with pytest.raises(Stale) as refusal:
        edit(startup, editor, website="https://second.example")

    assert refusal.value.changed == {"website": "https://first.example"}
    assert refusal.value.version == 2
    startup.refresh_from_db()
    assert (startup.website, startup.version) == ("https://first.example", 2)
    assert edit(startup, editor, version=2, website="https://second.example").version == 3


def test_an_older_form_may_write_fields_that_nobody_touched(startup, owner, editor):
    edit(startup, owner, website="https://first.example")

    saved = edit(startup, editor, summary=Text(en="New words.", source="en"))

    assert (saved.website, saved.summary.en, saved.version) == ("https://first.example", "New words.", 3)


def test_a_list_confirmed_as_complete_is_remembered_and_can_be_taken_back(startup, owner):
    assert edit(startup, owner, section="rights", confirmed={"properties": True}).confirmed == ["properties"]
    saved = edit(startup, owner, section="rights", version=2, confirmed={"properties": False})

    assert saved.confirmed == []


def test_a_new_investment_stage_stands_on_the_thread(startup, owner):
    edit(startup, owner, section="investment", investment_stage="seed")

    assert kinds() == ["startups.profile_changed", "startups.stage_changed"]


def test_founding_and_incorporating_are_events_and_a_correction_is_a_change(owner, startup):
    young = make_startup(founding_type="pre_founder", incorporated_on=None)
    by = make_member(young)

    change = {"startup": young, "by": by, "now": NOW}
    actions.change_founding(founding_type="sole_trader", opened_on=date(2026, 3, 2), **change)
    actions.change_founding(founding_type="corporation", incorporated_on=date(2026, 9, 1), **change)
    back = actions.change_founding(founding_type="pre_founder", **change)

    assert (back.opened_on, back.incorporated_on) == (None, None)
    assert [kind for kind in kinds() if kind != "startups.profile_changed"] == [
        "startups.founded",
        "startups.incorporated",
    ]


def test_a_closed_startup_is_kept_as_it_stands_until_an_owner_opens_it_again(startup, owner, editor):
    actions.change_operation(startup=startup, operation="closed", by=owner, now=NOW)

    with pytest.raises(Refused, match="closed"):
        edit(startup, editor, version=2, website="https://sample.example")

    actions.change_operation(startup=startup, operation="active", by=owner, now=NOW)
    assert edit(startup, editor, version=3, website="https://sample.example").website == "https://sample.example"


# Lists

ROUND = {"stage": "seed", "amount": 300_000_000, "currency": "KRW", "closed_on": date(2025, 4, 1), "investors": ""}


def add(startup, by, listed="rounds", **values):
    return actions.add_entry(startup=startup, kind=listed, values=values or ROUND, by=by, now=NOW)


def test_adding_a_row_twice_keeps_one(startup, editor):
    first, second = add(startup, editor), add(startup, editor)

    assert first == second
    assert Round.objects.count() == 1
    assert kinds() == ["startups.round_closed"]


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        ("founders", {"name": "Sample Founder", "traits": ["youth"], "title": Text(en="Lead")}, "profile_changed"),
        ("figures", {"year": 2025, "revenue": 10, "currency": "KRW", "headcount": None}, "figures_added"),
        ("properties", {"kind": "patent", "title": "Sample grip", "state": "registered"}, "ip_added"),
        ("products", {"name": Text(en="Sample Arm", source="en")}, "product_added"),
        ("supports", {"programme": "Sample Package", "year": 2024, "is_running": True}, "profile_changed"),
        ("sanctions", {"ends_on": date(2027, 1, 1)}, "profile_changed"),
        ("papers", {"kind": "pledge", "issued_on": date(2026, 1, 1)}, "paper_added"),
    ],
)
def test_every_list_takes_a_row_once_and_tells_it(startup, editor, kind, values, told):
    rows = [add(startup, editor, kind, **values) for _ in range(2)]

    assert rows[0] == rows[1]
    assert kinds() == [f"startups.{told}"]


def test_a_second_set_of_figures_for_a_year_says_what_to_do(startup, editor):
    add(startup, editor, "figures", year=2025, revenue=10)

    with pytest.raises(ValidationError, match="figures for this year already"):
        add(startup, editor, "figures", year=2025, revenue=20)

    assert list(YearFigures.objects.values_list("revenue", flat=True)) == [10]


def test_a_row_that_moved_under_an_open_form_is_refused(startup, owner, editor):
    row = add(startup, owner)
    seen = fingerprint(row)
    change = {"startup": startup, "kind": "rounds", "pk": row.pk, "now": NOW}
    actions.change_entry(**change, values={"amount": 400_000_000}, seen=seen, by=owner)

    with pytest.raises(Stale) as refusal:
        actions.change_entry(**change, values={"amount": 500_000_000}, seen=seen, by=editor)

    assert refusal.value.changed == {"amount": 400_000_000}
    assert Round.objects.get().amount == 400_000_000


def test_a_row_of_another_startup_cannot_be_reached(startup, owner, stranger):
    row = add(startup, owner)

    with pytest.raises(Round.DoesNotExist):
        actions.change_entry(
            startup=stranger.startup, kind="rounds", pk=row.pk, values={"amount": 1}, seen="", by=stranger, now=NOW
        )
    actions.remove_entry(startup=stranger.startup, kind="rounds", pk=row.pk, by=stranger, now=NOW)

    assert Round.objects.get().amount == 300_000_000


def test_removing_twice_tells_it_once(startup, editor):
    row = add(startup, editor, "properties", kind="patent", title="Sample grip")
    for _ in range(2):
        actions.remove_entry(startup=startup, kind="properties", pk=row.pk, by=editor, now=NOW)

    assert not IntellectualProperty.objects.exists()
    assert kinds() == ["startups.ip_added", "startups.profile_changed"]


def test_standings_keep_what_changed_and_forget_what_nobody_checked(startup, editor):
    given = {"startup": startup, "by": editor, "now": NOW}
    first = actions.set_standings(states={"local_tax": "clear", "wages": ""}, checked_on=date(2026, 10, 1), **given)
    second = actions.set_standings(states={"local_tax": "clear", "wages": "paid"}, checked_on=NOW.date(), **given)
    third = actions.set_standings(states={"local_tax": ""}, checked_on=NOW.date(), **given)

    assert (first, second, third) == (["local_tax"], ["wages"], ["local_tax"])
    assert list(Standing.objects.values_list("kind", "state")) == [("wages", "paid")]


def test_the_last_answer_to_a_statement_counts(startup, editor):
    for answer in (True, True, False):
        actions.declare(startup=startup, key="own_share", answer=answer, by=editor, now=NOW)

    assert list(startup.declarations.values_list("key", "answer")) == [("own_share", False)]
    assert kinds() == ["startups.declared", "startups.declared"]


def test_memberships_are_of_known_roles_only():
    assert Membership.Role.values == ["owner", "editor", "viewer"]

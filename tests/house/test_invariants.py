"""What must be true of the whole database: every sentence is broken here once, past all constraints, and found."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from madang.config import cli
from madang.core import clock, invariants
from madang.core.audit import sealing
from madang.core.audit.record import record_view
from madang.institutions.models import Invitation as DeskInvitation
from madang.journey.log import record
from madang.matching.models import Letter, Told
from madang.people.models import ApiToken
from madang.programmes.models import CallPartner, SourceRecord
from madang.startups import facts
from madang.startups.models import Document, Invitation, Paper
from tests.factories.imports import make_run
from tests.factories.institutions import make_institution, make_staff
from tests.factories.people import make_person
from tests.factories.programmes import make_call, make_programme, make_searchable
from tests.factories.saved import make_news, make_reader, make_search
from tests.factories.startups import make_member, make_startup

NOW, DAY = datetime(2025, 11, 3, 6, 0, tzinfo=UTC), timedelta(days=1)

PLACES = {
    "{erased}": "(SELECT max(id) FROM people_person)",
    "{other}": "(SELECT min(id) FROM people_person)",
    "{startup}": "(SELECT min(id) FROM startups_startup)",
}
# Name of the invariant -> what somebody with every right in the database does to break it.
BREAKS: dict[str, str] = {
    "audit.entries_are_chained": "UPDATE audit_entry SET recorded_at = now() - interval '1 day'; DELETE FROM audit_link",
    "audit.links_follow": "UPDATE audit_link SET previous = repeat('a', 64) WHERE place = 2",
    "audit.places_have_no_gap": "UPDATE audit_link SET place = 7 WHERE place = 3",
    "institutions.desks_have_an_owner": "UPDATE institutions_staffrole SET role = 'viewer'",
    "institutions.families_have_no_circle": """
        UPDATE institutions_institution SET family_id = (SELECT max(id) FROM institutions_institution)
        WHERE id = (SELECT min(id) FROM institutions_institution);
        UPDATE institutions_institution SET family_id = (SELECT min(id) FROM institutions_institution)
        WHERE id = (SELECT max(id) FROM institutions_institution)""",
    "institutions.invitations_end_one_way": "UPDATE institutions_invitation SET withdrawn_at = now()",
    "institutions.listed_institutions_have_a_name": "UPDATE institutions_institution SET name = '{}'",
    "institutions.no_erased_person_at_a_desk": "UPDATE institutions_staffrole SET person_id = {erased}",
    "journey.capacities_have_people": "UPDATE journey_entry SET capacity = 'member'",
    "journey.kinds_are_known": "UPDATE journey_entry SET kind = 'startups.invented'",
    "journey.nothing_is_told_in_advance": "UPDATE journey_entry SET at = recorded_at + interval '1 minute'",
    "journey.payloads_are_named_values": "UPDATE journey_entry SET payload = '[1]'",
    "matching.finds_are_told_to_their_person": "UPDATE matching_savedsearch SET person_id = {other}",
    "matching.finds_were_published": "UPDATE programmes_call SET status = 'draft', published_at = NULL",
    "matching.letters_are_sent_after_they_were_made": "UPDATE matching_letter SET sent_at = made_at - interval '1 hour'",
    "matching.letters_tell_their_reader": "UPDATE matching_letter SET person_id = {other}",
    "matching.nothing_waits_for_the_erased": "UPDATE matching_letter SET person_id = {erased}, sent_at = NULL",
    "matching.profiles_weigh_every_concept": """
        INSERT INTO matching_profileindex (startup_id, concepts, weights, of_version, lexicon, made_at)
        SELECT id, '{1,2}', '{1}', 1, '', now() FROM startups_startup LIMIT 1""",
    "matching.searches_speak_for_ones_own_startup": "UPDATE matching_savedsearch SET startup_id = {startup}",
    "people.erased_people_agree_to_nothing": "UPDATE people_consent SET withdrawn_at = NULL, person_id = {erased}",
    "people.erased_people_cannot_sign_in": "UPDATE people_apitoken SET person_id = {erased}",
    "people.erased_people_do_nothing": """
        ALTER TABLE people_person DROP CONSTRAINT people_erased_person_keeps_nothing_personal;
        UPDATE people_person SET is_operator = true WHERE erased_at IS NOT NULL""",
    "people.one_primary_address": """
        DROP INDEX unique_primary_email;
        INSERT INTO account_emailaddress (email, verified, "primary", user_id)
        SELECT 'second@example.test', false, true, min(id) FROM people_person""",
    "people.the_primary_address_signs_in": "UPDATE account_emailaddress SET email = 'x' || email",
    "people.tokens_end_after_they_began": "UPDATE people_apitoken SET expires_at = created_at",
    "programmes.calls_are_at_their_programmes_desk": """
        UPDATE programmes_call SET institution_id = (SELECT max(id) FROM institutions_institution)""",
    "programmes.calls_have_a_title": """UPDATE programmes_call SET title = '{"ko": ""}'""",
    "programmes.confirmed_rules_say_when": "UPDATE programmes_call SET rule_checked_by_id = {other}",
    "programmes.doubles_point_at_the_first": """
        UPDATE programmes_sourcerecord SET duplicate_of_id = (SELECT max(id) FROM programmes_sourcerecord)
        WHERE duplicate_of_id IS NULL""",
    "programmes.imports_count_what_they_read": "UPDATE programmes_importrun SET made = total + 1, finished_at = now()",
    "programmes.nothing_is_published_in_advance": "UPDATE programmes_call SET published_at = now() + interval '2 hours'",
    "programmes.partners_are_others": """
        UPDATE programmes_callpartner p SET institution_id = c.institution_id FROM programmes_call c WHERE c.id = p.call_id""",
    "programmes.scheduled_calls_are_published": """
        UPDATE programmes_call SET status = 'scheduled', publish_at = now() - interval '2 hours'""",
    "programmes.search_shows_what_is_public": """
        UPDATE programmes_call SET status = 'archived', updated_at = now() - interval '2 hours';
        UPDATE institutions_institution SET updated_at = now() - interval '2 hours'""",
    "startups.documents_replace_their_own": "UPDATE startups_document SET startup_id = {startup} WHERE replaces_id IS NOT NULL",
    "startups.invitations_end_one_way": "UPDATE startups_invitation SET withdrawn_at = now()",
    "startups.no_erased_person_in_a_team": "UPDATE startups_membership SET person_id = {erased}",
    "startups.papers_have_their_own_file": "UPDATE startups_paper SET startup_id = {startup}",
    "startups.replaced_documents_say_when": "UPDATE startups_document SET replaced_at = NULL",
    "startups.startups_have_an_owner": "UPDATE startups_membership SET role = 'viewer'",
}  # fmt: skip
OURS = [one.name for one in invariants.declared() if one.name.split(".")[0] not in ("applications", "reviews")]


def broken_by(name: str) -> str:
    statement = BREAKS[name]
    for place, inside in PLACES.items():
        statement = statement.replace(place, inside)
    return statement


def make_document(startup, by, **fields):
    values = {"kind": "business_registration", "size": 9, "sha256": f"{fields['title']:0>64}", "uploaded_at": NOW}
    return Document.objects.create(startup=startup, uploaded_by=by, name="a.pdf", file="a.pdf", **values | fields)


@pytest.fixture
def sound(db: None) -> None:
    """A small street that has something of everything; the newest person is erased, the oldest startup is another's."""
    make_member(make_startup())
    member = make_member(person=make_reader())
    person, startup = member.person, member.startup
    staff = make_staff()
    ApiToken.objects.create(person=person, name="t", digest="d" * 64, expires_at=clock.now() + DAY)
    ended = {
        "invited_by": person,
        "expires_at": NOW + DAY,
        "used_at": NOW,
        "used_by": person,
        "email": "a@example.test",
    }
    Invitation.objects.create(startup=startup, role="viewer", digest="1" * 64, **ended)
    DeskInvitation.objects.create(institution=staff.institution, role="viewer", digest="2" * 64, **ended)
    old = make_document(startup, person, title="1", replaced_at=NOW)
    new = make_document(startup, person, title="2", replaces=old)
    Paper.objects.create(startup=startup, document=new, kind="business_registration", issued_on=NOW.date())
    record(facts.FiguresAdded(year=2025), startup=startup, by=None, at=NOW)
    call = make_call(programme=make_programme(staff.institution), published_at=NOW)
    make_searchable(call)
    CallPartner.objects.create(call=call, institution=make_institution())
    run = make_run(total=2, done=2, made=2, finished_at=NOW)
    first = SourceRecord.objects.create(source="s", key="1", call=call, raw={}, first_run=run, last_run=run)
    SourceRecord.objects.create(source="s", key="2", call=call, raw={}, first_run=run, last_run=run, duplicate_of=first)
    search = make_search(person, startup=startup, now=NOW)
    found = make_news(search, now=NOW + DAY)
    letter = Letter.objects.create(
        person=person, kind="digest", day=NOW.date(), language="en", made_at=NOW, sent_at=NOW
    )
    Told.objects.create(person=person, search=search, call=found, kind="new", letter=letter, at=NOW)
    for _ in range(3):
        record_view(startup, by=member, at=clock.now())
    sealing.seal(now=clock.now())
    erased = make_person(is_active=False)
    erased.emailaddress_set.all().delete()
    erased.email, erased.name, erased.erased_at = f"erased-{erased.public_id}@erased.invalid", "", NOW
    erased.set_unusable_password()
    erased.save()


def test_each_of_ours_is_broken_below_and_none_is_gone():
    assert sorted(BREAKS) == sorted(OURS)


def test_every_sentence_is_said_once():
    sentences = [one.sentence for one in invariants.declared()]

    assert len(set(sentences)) == len(sentences) >= 40


@pytest.mark.usefixtures("sound")
def test_a_sound_street_breaks_none():
    assert [str(found) for found in invariants.broken() if found.name in OURS] == []


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize("name", sorted(BREAKS))
def test_what_breaks_it_is_found(name):
    one = next(one for one in invariants.declared() if one.name == name)
    assert invariants.ask(one) is None
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(broken_by(name))
        cursor.execute("SET session_replication_role = DEFAULT")

    found = invariants.ask(one)

    assert found is not None
    assert (found.name, found.count >= 1, len(found.ids) == found.count) == (name, True, True)


@pytest.mark.usefixtures("sound")
def test_the_command_lists_what_is_broken_says_how_many_were_asked_and_fails(capsys):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE startups_membership SET role = 'viewer'")
    said = io.StringIO()

    with pytest.raises(CommandError, match=rf"1 of {len(invariants.declared())} invariants are broken"):
        call_command("invariants", stdout=said)

    assert said.getvalue().startswith("startups.startups_have_an_owner: A startup has an owner. Not so for 2: ")


@pytest.mark.usefixtures("db")
def test_the_command_says_that_all_hold():
    said = io.StringIO()
    call_command("invariants", stdout=said)

    assert said.getvalue() == f"{len(invariants.declared())} invariants hold.\n"


def test_check_with_invariants_is_that_command():
    assert cli.translated("check", ["--invariants", "--list"]) == ["invariants", "--list"]


def test_only_the_first_are_named_and_all_are_counted(db):
    for _ in range(25):
        make_startup()
    one = next(one for one in invariants.declared() if one.name == "startups.startups_have_an_owner")

    found = invariants.ask(one)

    assert found is not None
    assert (found.count, len(found.ids), str(found).endswith(", ...")) == (25, invariants.NAMED, True)


def test_a_sentence_ends_in_a_full_stop():
    find: Callable[[], str] = lambda: "SELECT 1"  # noqa: E731

    with pytest.raises(ValueError, match="not a sentence"):
        invariants.invariant("Something")(find)

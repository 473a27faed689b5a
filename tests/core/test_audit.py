"""The audit log: written without waiting, chained soon, and no tampering goes unseen."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from madang.core import clock
from madang.core.audit import sealing, verifying
from madang.core.audit.models import Entry, Head, Link
from madang.core.audit.record import record_change, record_view, record_views
from madang.people.capacity import AsOperator
from tests.factories.people import as_operator, make_person

TABLES = ["audit_entry", "audit_link", "audit_head"]


@contextmanager
def tampering() -> Iterator[Any]:
    """As somebody with every right in the database would: no trigger, no foreign key stands in the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = DEFAULT")


def sealed_days(by: AsOperator, *, days: int = 3, each: int = 4) -> None:
    """A log of some days; today is the last but one, so that the database's own times fit."""
    now = clock.now()
    for day in range(days):
        moment = now + timedelta(days=day - 1)
        for number in range(each):
            record_change(by.person, by=by, at=now, action="tests.changed", after={"score": day * 100 + number})
        sealing.seal(now=moment)


@pytest.fixture
def log(db: None) -> AsOperator:
    by = as_operator()
    sealed_days(by)
    return by


def found(kept: list[verifying.KeptHead] | None = None) -> list[str]:
    return list(verifying.faults(kept or []))


def test_a_view_and_a_change_are_kept_with_ids_and_plain_values(db):
    by, at = as_operator(), datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    seen = make_person()

    record_view(seen, by=by, at=at, reason="appeal")
    record_change(
        seen, by=None, at=at, action="tests.scored", before={"score": Decimal("81.5")}, after={"on": at.date()}
    )

    rows = Entry.objects.order_by("pk").values_list("actor", "capacity", "action", "kind", "thing", "detail", "at")
    assert list(rows) == [
        (by.person.pk, "operator", "viewed", "people.person", str(seen.pk), {"reason": "appeal"}, at),
        (None, "system", "tests.scored", "people.person", str(seen.pk),
         {"before": {"score": "81.5"}, "after": {"on": "2026-11-22"}}, at),
    ]  # fmt: skip


@pytest.mark.parametrize("things", [1, 20])
def test_a_list_is_recorded_by_one_insert(db, things, django_assert_num_queries):
    by, seen = as_operator(), [make_person() for _ in range(things)]

    with django_assert_num_queries(1):
        record_views(seen, by=by, at=clock.now())

    assert Entry.objects.count() == things


@pytest.mark.parametrize("value", [1.5, object(), b"x"])
def test_what_is_not_plain_is_refused(db, value):
    by = as_operator()

    with pytest.raises(TypeError, match="plain values"):
        record_view(by.person, by=by, at=clock.now(), value=value)

    assert not Entry.objects.exists()


def test_an_entry_goes_with_its_transaction(db):
    by = as_operator()

    with transaction.atomic():
        record_view(by.person, by=by, at=clock.now())
        transaction.set_rollback(True)

    assert not Entry.objects.exists()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {}"])
def test_no_row_can_be_changed_or_deleted(log, table, change):
    column = {"audit_entry": "thing = 'x'", "audit_link": "hash = 'x'", "audit_head": "hash = 'x'"}[table]

    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table, column))

    assert found() == []


@pytest.mark.parametrize("table", TABLES)
def test_no_table_can_be_emptied(log, table):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for each in TABLES:
            cursor.execute(f"ALTER TABLE {each} ENABLE TRIGGER USER")  # the tests' own database has some off
        with pytest.raises(ProgrammingError, match="Cannot truncate"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")


def test_a_sound_log_has_no_fault_and_a_head_for_each_day_that_is_over(log):
    assert found() == []
    assert (Entry.objects.count(), Link.objects.count()) == (12, 12)
    assert list(Head.objects.order_by("day").values_list("place", flat=True)) == [4, 8]
    assert found(verifying.heads()) == []


def test_days_without_entries_and_sealing_twice_change_nothing(log):
    before = verifying.heads()

    assert sealing.seal(now=clock.now() + timedelta(days=1)) == 0
    assert verifying.heads() == before
    sealing.seal(now=clock.now() + timedelta(days=9))
    assert list(Head.objects.order_by("day").values_list("place", flat=True)) == [4, 8, 12]
    assert found(before) == []


CHANGES = {
    "at": "at = at + interval '1 second'",
    "recorded_at": "recorded_at = recorded_at - interval '1 second'",
    "actor": "actor = actor + 1",
    "capacity": "capacity = 'staff'",
    "action": "action = 'viewed'",
    "kind": "kind = 'people.other'",
    "thing": "thing = '0'",
    "detail": """detail = '{"after": {"score": 99}}'""",
}


@pytest.mark.parametrize("place", [1, 6, 12])
@pytest.mark.parametrize("field", sorted(CHANGES))
def test_an_edit_of_any_field_is_found_where_it_is(log, field, place):
    entry = Link.objects.get(place=place).entry_id

    with tampering() as cursor:
        cursor.execute(f"UPDATE audit_entry SET {CHANGES[field]} WHERE id = %s", [entry])

    assert [line.split(" is not what")[0] for line in found()] == [f"Entry {entry} at place {place}"]


@pytest.mark.parametrize("place", [1, 5, 12])
def test_a_deleted_entry_is_found(log, place):
    entry = Link.objects.get(place=place).entry_id

    with transaction.atomic():
        with tampering() as cursor:
            cursor.execute("DELETE FROM audit_entry WHERE id = %s", [entry])
        told = found()
        transaction.set_rollback(True)  # a link to nothing would fail the test itself

    assert told == [f"Entry {entry} at place {place} was deleted."]


@pytest.mark.parametrize("place", [1, 5, 11])
def test_an_entry_deleted_with_its_link_is_found(log, place):
    link = Link.objects.get(place=place)

    with tampering() as cursor:
        cursor.execute("DELETE FROM audit_link WHERE place = %s", [place])
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [link.entry_id])

    assert f"Places {place} to {place} are gone from the chain." in found()


def test_closing_the_gap_of_a_deleted_link_does_not_hide_it(log):
    with tampering() as cursor:
        cursor.execute("DELETE FROM audit_link WHERE place = 6")
        cursor.execute("UPDATE audit_link SET place = place + 1000 WHERE place > 6")
        cursor.execute("UPDATE audit_link SET place = place - 1001 WHERE place > 1000")

    assert any(line.startswith("Place 6 does not follow") for line in found())


def test_an_inserted_entry_is_found_when_it_is_put_into_the_chain(log):
    link = Link.objects.get(place=6)

    with tampering() as cursor:
        cursor.execute("UPDATE audit_link SET place = place + 1000 WHERE place >= 6")
        cursor.execute("UPDATE audit_link SET place = place - 999 WHERE place >= 1000")
        cursor.execute(
            "INSERT INTO audit_entry (at, recorded_at, actor, capacity, action, kind, thing, detail)"
            " SELECT at, recorded_at, actor, capacity, action, kind, '77', detail FROM audit_entry WHERE id = %s"
            " RETURNING id",
            [link.entry_id],
        )
        (forged,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO audit_link (place, entry_id, day, previous, hash, sealed_at) VALUES (6, %s, %s, %s, %s, %s)",
            [forged, link.day, "b" * 64, "a" * 64, link.sealed_at],
        )

    assert any(line.startswith("Place 6 does not follow") for line in found())


@pytest.mark.parametrize("moment", ["at", "recorded_at"])
def test_an_entry_dated_back_is_found(log, moment):
    by = log
    with tampering() as cursor:
        cursor.execute(
            "INSERT INTO audit_entry (at, recorded_at, actor, capacity, action, kind, thing, detail) VALUES"
            f" ({'now() - interval $$9 days$$' if moment == 'at' else 'now()'},"
            f"  {'now() - interval $$9 days$$' if moment == 'recorded_at' else 'now()'},"
            " %s, 'operator', 'viewed', 'people.person', '1', '{}')",
            [by.person.pk],
        )
    sealing.seal(now=clock.now() + timedelta(days=1))

    assert len(found()) == 1


def test_entries_that_change_places_are_found(log):
    with tampering() as cursor:
        cursor.execute("UPDATE audit_link SET entry_id = -entry_id WHERE place IN (5, 6)")
        cursor.execute(
            "UPDATE audit_link a SET entry_id = -b.entry_id FROM audit_link b"
            " WHERE a.place IN (5, 6) AND b.place IN (5, 6) AND a.place <> b.place"
        )

    assert [line.split(" is not what")[0].split(" at ")[1] for line in found()] == ["place 5", "place 6"]


def test_links_that_change_places_are_found(log):
    with tampering() as cursor:
        cursor.execute("UPDATE audit_link SET place = 100 WHERE place = 5")
        cursor.execute("UPDATE audit_link SET place = 5 WHERE place = 6")
        cursor.execute("UPDATE audit_link SET place = 6 WHERE place = 100")

    assert any(line.startswith("Place 5 does not follow") for line in found())


@pytest.mark.parametrize(
    "change", ["hash = repeat('0', 64)", "place = place + 1", "previous = repeat('1', 64)", "day = day - 9"]
)
def test_a_changed_head_is_found(log, change):
    with tampering() as cursor:
        cursor.execute(f"UPDATE audit_head SET {change} WHERE day = (SELECT min(day) FROM audit_head)")

    assert found() != []


def test_a_deleted_head_is_found(log):
    with tampering() as cursor:
        cursor.execute("DELETE FROM audit_head WHERE day = (SELECT min(day) FROM audit_head)")

    assert any(line.endswith("is gone.") for line in found())


@pytest.mark.parametrize("cut", [1, 4, 7, 12])
def test_a_tail_cut_off_is_found_by_the_heads_kept_elsewhere(log, cut):
    kept = verifying.heads()

    with tampering() as cursor:
        cursor.execute(
            "DELETE FROM audit_entry e USING audit_link l WHERE l.entry_id = e.id AND l.place > %s", [12 - cut]
        )
        cursor.execute("DELETE FROM audit_link WHERE place > %s", [12 - cut])
        cursor.execute("DELETE FROM audit_head WHERE place > %s", [12 - cut])

    assert any("was cut off or made anew" in line for line in found(kept))


def test_a_log_made_anew_is_found_by_the_heads_kept_elsewhere(log):
    kept = verifying.heads()

    with tampering() as cursor:
        cursor.execute("DELETE FROM audit_head")
        cursor.execute("DELETE FROM audit_link")
        cursor.execute(
            """UPDATE audit_entry SET detail = '{"after": {"score": 99}}' WHERE id = (SELECT min(id) FROM audit_entry)"""
        )
    for day in (-1, 0, 1):
        sealing.seal(now=clock.now() + timedelta(days=day))

    assert found() == []
    assert len(found(kept)) == len(kept)


def test_a_guard_that_is_off_is_told(log):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")

    assert found() == ["The trigger that guards audit_entry (is_append_only) is off or gone."]


def test_the_command_prints_heads_and_checks_against_them(log, tmp_path):
    said = io.StringIO()
    call_command("audit", "heads", stdout=said)
    file = tmp_path / "heads.txt"
    file.write_text("# kept on paper\n\n" + said.getvalue())

    checked = io.StringIO()
    call_command("audit", "verify", "--head", str(file), stdout=checked)

    assert len(said.getvalue().splitlines()) == 3
    assert checked.getvalue() == "12 entries are as they were sealed and 3 kept heads.\n"


def test_the_command_lists_faults_and_fails(log):
    with tampering() as cursor:
        cursor.execute("UPDATE audit_entry SET thing = '0' WHERE id = (SELECT min(id) FROM audit_entry)")

    said = io.StringIO()
    with pytest.raises(CommandError, match="1 faults in 12 entries; no kept heads were given"):
        call_command("audit", "verify", stdout=said)

    assert "at place 1 is not what was sealed" in said.getvalue()


def test_a_file_that_holds_no_heads_is_refused(log, tmp_path):
    file = tmp_path / "heads.txt"
    file.write_text("2026-11-22 4 nothing")

    with pytest.raises(CommandError, match="Line 1 is not a head"):
        call_command("audit", "verify", "--head", str(file))


@pytest.mark.django_db(transaction=True)
def test_writers_wait_neither_for_each_other_nor_for_the_sealer_and_late_commits_are_chained_too():
    by = as_operator()
    at = clock.now()
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record_view(by.person, by=by, at=at, who="slow")
            written.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(10)
    record_view(by.person, by=by, at=at, who="quick")
    first = sealing.seal(now=at)
    go_on.set()
    thread.join()
    second = sealing.seal(now=clock.now())

    chained = Link.objects.order_by("place").values_list("entry__detail__who", flat=True)
    assert (first, second, list(chained)) == (1, 1, ["quick", "slow"])
    assert found() == []


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_chain_each_entry_once():
    by = as_operator()
    record_views([by.person] * 50, by=by, at=clock.now())
    chained: list[int] = []

    def run() -> None:
        chained.append(sealing.seal(now=clock.now()))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(chained) + sealing.seal(now=clock.now()) == 50
    assert found() == []

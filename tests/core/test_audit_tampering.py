"""`madang audit verify` against somebody with every right in the database, who may know the arithmetic of the chain too."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from madang.core import clock
from madang.core.audit import chain, sealing
from madang.core.audit.models import Entry, Head, Link
from madang.core.audit.record import record_change
from tests.factories.people import as_operator

Verify = Callable[[bool], str]
# Three days of four entries: places 1 to 12, and a head for each of the first two.
DAYS, EACH = 3, 4

# What is done to the log -> how the command tells of it, without any head kept elsewhere.
TOLD: dict[str, tuple[str, str]] = {
    "a row is edited": (
        "UPDATE audit_entry SET thing = '0' WHERE id = {5}",
        "Entry {5} at place 5 is not what was sealed",
    ),
    "the last row is edited": (
        "UPDATE audit_entry SET actor = NULL WHERE id = {12}",
        "Entry {12} at place 12 is not what was sealed",
    ),
    "a row in the middle is deleted": ("DELETE FROM audit_entry WHERE id = {6}", "Entry {6} at place 6 was deleted."),
    "the first row is deleted": ("DELETE FROM audit_entry WHERE id = {1}", "Entry {1} at place 1 was deleted."),
    "the last row is deleted": ("DELETE FROM audit_entry WHERE id = {12}", "Entry {12} at place 12 was deleted."),
    "a row in the middle is deleted with its place": (
        "DELETE FROM audit_link WHERE place = 6; DELETE FROM audit_entry WHERE id = {6}",
        "Places 6 to 6 are gone from the chain.",
    ),
    "two rows change places": (
        """UPDATE audit_link SET entry_id = -entry_id WHERE place IN (5, 6);
           UPDATE audit_link SET entry_id = {6} WHERE place = 5; UPDATE audit_link SET entry_id = {5} WHERE place = 6""",
        "Entry {6} at place 5 is not what was sealed",
    ),
    "two links change places": (
        """UPDATE audit_link SET place = 100 WHERE place = 5; UPDATE audit_link SET place = 5 WHERE place = 6;
           UPDATE audit_link SET place = 6 WHERE place = 100""",
        "Place 5 does not follow the one before it",
    ),
    "a row is put into another day": ("UPDATE audit_link SET day = day - 1 WHERE place = 6", "Place 6 goes back from"),
    "a head is edited": ("UPDATE audit_head SET hash = repeat('0', 64) WHERE place = 4", "is not the end of that day's"),
    "a head is deleted": ("DELETE FROM audit_head WHERE place = 4", "is gone."),
    "the last head is deleted": ("DELETE FROM audit_head WHERE place = 8", "is gone."),
    "a day is cut off, its head left": (
        """DELETE FROM audit_entry e USING audit_link l WHERE l.entry_id = e.id AND l.place > 4;
           DELETE FROM audit_link WHERE place > 4""",
        "ends a day that the chain does not have",
    ),
    "a guard is taken away": ("DROP TRIGGER {trigger} ON audit_entry", "The trigger that guards audit_entry"),
}  # fmt: skip
# What only heads kept elsewhere tell of.
CUT: dict[str, str] = {
    "the last row is deleted with its place": """
        DELETE FROM audit_link WHERE place = 12; DELETE FROM audit_entry WHERE id = {12}""",
    "the whole last day is cut off": """
        DELETE FROM audit_entry e USING audit_link l WHERE l.entry_id = e.id AND l.place > 8;
        DELETE FROM audit_link WHERE place > 8""",
    "the log is emptied": "DELETE FROM audit_link; DELETE FROM audit_head; DELETE FROM audit_entry",
}


@pytest.fixture
def log(db: None) -> dict[int, int]:
    """Place -> entry."""
    by, now = as_operator(), clock.now()
    for day in range(DAYS):
        for number in range(EACH):
            record_change(by.person, by=by, at=now, action="tests.changed", after={"score": day * EACH + number})
        sealing.seal(now=now + timedelta(days=day - 1))
    return dict(Link.objects.values_list("place", "entry_id"))


@pytest.fixture
def verify(log: dict[int, int], tmp_path: Path) -> Verify:
    """What the command says, held to the heads as they stand now or to none; faults are said too."""
    said = io.StringIO()
    call_command("audit", "heads", stdout=said)
    file = tmp_path / "heads.txt"
    file.write_text(said.getvalue())

    def run(with_heads: bool) -> str:
        told = io.StringIO()
        try:
            call_command("audit", "verify", *(["--head", str(file)] if with_heads else []), stdout=told)
        except CommandError as error:
            return f"{told.getvalue()}{error}"
        return ""

    assert (run(False), run(True)) == ("", "")
    return run


def tamper(log: dict[int, int], statement: str) -> None:
    """As somebody would before whom no trigger and no foreign key stands."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(said(log, statement))
        cursor.execute("SET session_replication_role = DEFAULT")


def said(log: dict[int, int], words: str) -> str:
    """The words with the ids of the entries in their places, and the name of the guard."""
    for place, entry in log.items():
        words = words.replace(f"{{{place}}}", str(entry))
    if "{trigger}" in words:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE '%audit_entry_is_append_only%' LIMIT 1")
            words = words.replace("{trigger}", cursor.fetchone()[0])
    return words


@pytest.mark.parametrize("what", TOLD)
def test_the_command_tells_when(log: dict[int, int], verify: Verify, what: str):
    statement, words = TOLD[what]
    words = said(log, words)
    with transaction.atomic():
        tamper(log, statement)
        told = verify(False)
        transaction.set_rollback(True)  # a link to nothing would fail the test itself

    assert words in told
    assert "no kept heads were given" in told


@pytest.mark.parametrize("what", CUT)
def test_heads_kept_elsewhere_tell_when(log: dict[int, int], verify: Verify, what: str):
    with transaction.atomic():
        tamper(log, CUT[what])
        alone, held = verify(False), verify(True)
        transaction.set_rollback(True)

    assert alone == ""
    assert "was cut off or made anew" in held


def rehashed(places: range, *, heads: bool) -> None:
    """The links of some places made anew over what the entries say now, and the heads too: as one would who knows how."""
    previous = Link.objects.get(place=places[0] - 1).hash if places[0] > 1 else chain.START
    last_head = Head.objects.filter(place__lt=places[0]).order_by("-place").first()
    head_hash: Any = last_head.hash if last_head else chain.START
    for place in places:
        link = Link.objects.select_related("entry").get(place=place)
        hashed = chain.link_hash(previous, place, link.day, link.entry)
        Link.objects.filter(place=place).update(previous=previous, hash=hashed)
        previous = hashed
        if heads and (head := Head.objects.filter(place=place).first()):
            made = chain.head_hash(head_hash, hashed, head.day, place)
            Head.objects.filter(pk=head.pk).update(previous=head_hash, hash=made)
            head_hash = previous = made


@pytest.mark.parametrize(
    ("places", "heads", "words"),
    [
        (range(2, 3), False, "Place 3 does not follow the one before it"),
        (range(2, 5), False, "is not the end of that day's chain."),
        (range(2, 13), False, "is not the end of that day's chain."),
    ],
)
def test_a_link_made_anew_over_an_edited_row_is_told_where_the_rest_begins(
    log: dict[int, int], verify: Verify, places: range, heads: bool, words: str
):
    tamper(log, """UPDATE audit_entry SET detail = '{"after": {"score": 99}}' WHERE id = {2}""")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        rehashed(places, heads=heads)
        cursor.execute("SET session_replication_role = DEFAULT")

    assert words in verify(False)


def test_a_whole_chain_made_anew_is_sound_in_itself_and_told_by_every_kept_head(log: dict[int, int], verify: Verify):
    tamper(log, """UPDATE audit_entry SET detail = '{"after": {"score": 99}}' WHERE id = {2}""")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        rehashed(range(1, 13), heads=True)
        cursor.execute("SET session_replication_role = DEFAULT")

    assert verify(False) == ""
    assert verify(True).count("was cut off or made anew") == DAYS
    assert Entry.objects.count() == DAYS * EACH

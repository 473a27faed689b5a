"""From the sample street to one of at least 5,000 published calls, by copying rows: the same rows every time."""

from django.db import connection

from benchmarks.figures import Figure
from madang.programmes.models import Call

WANTED = 5_000
LEFT_OUT = {"id", "public_id", "number", "copied_from_id"}


def measure(rounds: int) -> list[Figure]:
    """Copy open calls until `WANTED` are open; returns how many there are."""
    with connection.cursor() as cursor:
        for copy in range(1, 40):
            if opened() >= WANTED:
                break
            _copy(cursor, copy)
        cursor.execute("ANALYZE")
    return [
        Figure("catalogue", "open calls in the list", opened(), "calls", WANTED, at_least=True),
        Figure("catalogue", "calls in all", Call.objects.count(), "calls"),
    ]


def opened() -> int:
    return Call.objects.filter(status="published", copied_from=None).count()


def _copy(cursor: object, copy: int) -> None:
    columns = ", ".join(f'"{field.column}"' for field in Call._meta.concrete_fields if field.column not in LEFT_OUT)
    original = "number NOT LIKE 'copy-%%' AND status = 'published' AND copied_from_id IS NULL"
    name = f"substr(md5('copy {copy} of ' || c.public_id), 1, 16)"
    cursor.execute(  # type: ignore[attr-defined]
        f"INSERT INTO programmes_call ({columns}, public_id, number)"
        f" SELECT {columns}, {name}, 'copy-{copy}-' || id FROM programmes_call c WHERE {original}",
        [],
    )
    cursor.execute(  # type: ignore[attr-defined]
        "INSERT INTO programmes_callpartner (call_id, institution_id, accepted_at)"
        " SELECT n.id, p.institution_id, p.accepted_at FROM programmes_callpartner p"
        f" JOIN programmes_call c ON c.id = p.call_id JOIN programmes_call n ON n.public_id = {name}",
        [],
    )

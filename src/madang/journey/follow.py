"""Following the journey by cursor, without missing a line that was written first and committed later (ADR 0006)."""

from typing import Final

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from .models import Entry

# True for a row whose transaction was over, and every older one with it, when this statement began. `xmin` is a counter
# of 32 bits that goes round: the distance to the oldest running transaction, taken round the circle, is what counts.
_SETTLED: Final = """
    (journey_entry.xmin::text::bigint <= 2
     OR ((pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 - journey_entry.xmin::text::bigint) & 4294967295)
        < 2147483648)
"""


def after(cursor: int, *, limit: int = 500) -> list[Entry]:
    """The next lines after the one with id `cursor` (0: from the start), in id order; never one that could still be overtaken.

    Keep the id of the last line you handled, in the transaction that handled it. A running transaction only delays:
    its own line and every later one are given once it is over.
    """
    settled = Entry.objects.annotate(settled=RawSQL(_SETTLED, (), output_field=BooleanField()))  # noqa: S611
    return list(settled.filter(pk__gt=cursor, settled=True).order_by("pk")[:limit])

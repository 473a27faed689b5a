"""Which calls a reader may see, and what is held of each.

Every page asks the database for the calls its reader may see, each with the version of its row and of its institution's
(one query). What is held counts under that version alone, and what is new or changed is read before the page is made. So
nothing hidden and nothing out of date is ever counted or shown, and no writer has to tell anyone what it changed.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

import numpy as np
from django.db import connection
from django.db.models import BinaryField, F
from django.db.models.expressions import RawSQL
from numpy.typing import NDArray

from madang.programmes.models import Call
from madang.programmes.queries import CallQuerySet
from madang.programmes.queries.catalogue import FACETS, among

# A row's version is who wrote it and where it lies: no two versions of a row have both in common.
_VERSIONS: Final = " || ".join(
    f'xidsend("{table}".xmin) || tidsend("{table}".ctid)' for table in ("programmes_call", "institutions_institution")
)
_FOUND: Final = np.dtype([("id", ">i8"), ("version", "S20")])
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
NEVER: Final = np.iinfo(np.int64).max
LONG_AGO: Final = -NEVER

STATUS: Final[Mapping[str, int]] = {"published": 0, "closed": 1, "decided": 1}
COLUMNS: Final = ("status", "opens_at", "closes_at", "published_at", *(column for column, _codes in FACETS.values()))


@cache
def places() -> Mapping[tuple[str, str], int]:
    """The column of `Held.flags` for each (facet, code). Regions have none: they are held as whole lists."""
    every = [(name, code) for name, (_column, codes) in FACETS.items() if name != "region" for code in codes]
    return {one: place for place, one in enumerate(every)}


def moment(at: datetime) -> int:
    """A moment as it is held: microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Held:
    """Columns by row. A change makes a new one, so that whoever reads the old one is not disturbed.

    `ids` rise; `flags`, bool (N, places), says which codes a call has; `regions` is the number of its list in `lists`.
    """

    ids: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    versions: NDArray[np.bytes_] = field(default_factory=lambda: np.zeros(0, dtype="S20"))
    status: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, dtype=np.int8))
    opens: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    closes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    published: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    regions: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    flags: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, len(places())), dtype=np.bool_))
    lists: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    def rows_of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of each call, -1 for one that is not held."""
        if not len(self.ids):
            return np.full(len(ids), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[at] == ids, at, -1)

    def with_rows(self, read: Sequence[tuple[Any, ...]]) -> "Held":
        """These rows (version, id, `COLUMNS`) added, or in place of what is held of the same calls."""
        lists = dict(self.lists)
        new = _columns(read, lists)
        kept = ~np.isin(self.ids, new.ids)
        order = np.argsort(np.concatenate([self.ids[kept], new.ids]), kind="stable")
        names = ("ids", "versions", "status", "opens", "closes", "published", "regions", "flags")
        joined = {name: np.concatenate([getattr(self, name)[kept], getattr(new, name)])[order] for name in names}
        return replace(self, **joined, lists=lists)


def _columns(read: Sequence[tuple[Any, ...]], lists: dict[tuple[str, ...], int]) -> Held:
    """The rows as columns; lists of regions that are new get the next number."""
    versions, ids, status, opens, closes, published, *_codes = zip(*read, strict=True)
    flags = np.zeros((len(read), len(places())), dtype=np.bool_)
    regions = np.zeros(len(read), dtype=np.int32)
    for row, one in enumerate(read):
        for name, held in zip(FACETS, one[6:], strict=True):
            if name == "region":
                regions[row] = lists.setdefault(tuple(held), len(lists))
                continue
            for code in held if isinstance(held, list) else [held]:
                if (place := places().get((name, code))) is not None:
                    flags[row, place] = True
    return Held(
        ids=np.array(ids, dtype=np.int64),
        versions=np.array([bytes(version) for version in versions], dtype="S20"),
        status=np.array([STATUS.get(one, 2) for one in status], dtype=np.int8),
        opens=_moments(opens, LONG_AGO),
        closes=_moments(closes, NEVER),
        published=_moments(published, LONG_AGO),
        regions=regions,
        flags=flags,
    )


def _moments(values: Iterable[datetime | None], none: int) -> NDArray[np.int64]:
    return np.array([none if value is None else moment(value) for value in values], dtype=np.int64)


@dataclass(frozen=True)
class Shown:
    """The calls a reader may see: their ids, int64 (N,), and their rows in `held`."""

    held: Held
    ids: NDArray[np.int64]
    rows: NDArray[np.int64]


_lock = threading.Lock()
_held = Held()


def shown(calls: CallQuerySet) -> Shown:
    """The calls of a queryset. One query, and one more where a row is new or has changed since it was last read."""
    found = _found(calls)
    ids = found["id"].astype(np.int64)
    held = _held
    rows = held.rows_of(ids)
    if len(ids) and len(held.ids):
        rows = np.where(held.versions[rows] == found["version"], rows, -1)
    if (rows < 0).any():
        held = _take(ids[rows < 0])
        rows = held.rows_of(ids)
    there = rows >= 0  # one deleted between the two queries is gone
    return Shown(held, ids[there], rows[there])


def _marked(calls: CallQuerySet) -> Any:
    """The calls with the versions of their rows; naming the institution's kind joins its table."""
    return calls.order_by().annotate(written=RawSQL(_VERSIONS, [], BinaryField()), of_kind=F("institution__kind"))  # noqa: S611


def _found(calls: CallQuerySet) -> NDArray[Any]:
    query = _marked(calls).values_list("pk", "written", "of_kind").query
    sql, params = query.sql_with_params()
    packing = f"SELECT string_agg(int8send(f.pk) || f.written, ''::bytea) FROM ({sql}) f(pk, written, kind)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(packing, params)
        packed = cursor.fetchone()[0]
    return np.frombuffer(bytes(packed or b""), dtype=_FOUND)


def _take(ids: NDArray[np.int64]) -> Held:
    """Read calls anew. Whoever may see them is asked again at the next page."""
    global _held
    calls = Call.objects.filter(among(ids.tolist()))
    read = [(version, *rest) for version, *rest in _marked(calls).values_list("written", "pk", *COLUMNS)]
    with _lock:
        if read:
            _held = _held.with_rows(read)
        return _held


def hold_nothing() -> None:
    """Read every call anew the next time."""
    global _held
    with _lock:
        _held = Held()

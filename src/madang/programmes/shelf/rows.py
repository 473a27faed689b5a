"""The calls of a page as its rows show them, kept for as long as no part of them changes."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from django.db import connection
from django.db.models import BinaryField
from django.db.models.expressions import RawSQL

from madang.programmes.models import Call
from madang.programmes.queries.catalogue import among

KEPT: Final = 2_000
"""Rows kept by a process: about 10 MB."""

# The versions of every row that a call's line in a list is made of: its own, its institution's, its programme's, its partners'.
_VERSIONS: Final = """
    xidsend(programmes_call.xmin) || tidsend(programmes_call.ctid)
    || xidsend(institutions_institution.xmin) || tidsend(institutions_institution.ctid)
    || xidsend(programmes_programme.xmin) || tidsend(programmes_programme.ctid)
    || coalesce((
        SELECT string_agg(xidsend(k.xmin) || tidsend(k.ctid) || xidsend(h.xmin) || tidsend(h.ctid), '' ORDER BY k.id)
        FROM programmes_callpartner k JOIN institutions_institution h ON h.id = k.institution_id
        WHERE k.call_id = programmes_call.id
    ), '')
"""
_LOOK: Final = f"""
    SELECT programmes_call.id, {_VERSIONS}
    FROM programmes_call
    JOIN institutions_institution ON institutions_institution.id = programmes_call.institution_id
    JOIN programmes_programme ON programmes_programme.id = programmes_call.programme_id
    WHERE programmes_call.id = ANY(%s::bigint[])
"""  # noqa: S608

_lock = threading.Lock()
_kept: "OrderedDict[tuple[int, bool], tuple[bytes, Call]]" = OrderedDict()


def rows(ids: list[int], *, with_rules: bool) -> list[Call]:
    """Calls with institution, programme and partners, in the order of their ids. To be read only: others hold the same.

    One query for those that are kept, two or three for those that are not. `with_rules`: with all that `for_list` has.
    """
    with _lock:
        kept = {pk: _kept[pk, with_rules] for pk in ids if (pk, with_rules) in _kept}
    now = _versions(kept) if kept else {}
    found = {pk: call for pk, (version, call) in kept.items() if now.get(pk) == version}
    for call in _read([pk for pk in ids if pk not in found], with_rules):
        found[call.pk] = call
    _keep(found.values(), with_rules)
    return [found[pk] for pk in ids if pk in found]


def _versions(ids: Iterable[int]) -> dict[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [list(ids)])
        return {pk: bytes(version) for pk, version in cursor.fetchall()}


def _read(ids: list[int], with_rules: bool) -> list[Call]:
    if not ids:
        return []
    calls = Call.objects.filter(among(ids))
    found = calls.for_list() if with_rules else calls.for_rows()
    return list(found.annotate(written=RawSQL(_VERSIONS, [], BinaryField())).prefetch_related("partners__institution"))  # noqa: S611


def _keep(calls: Iterable[Call], with_rules: bool) -> None:
    """The last seen stay longest."""
    with _lock:
        for call in calls:
            key = (call.pk, with_rules)
            _kept[key] = (bytes(call.written), call)  # type: ignore[attr-defined]
            _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def keep_nothing() -> None:
    """Read every row anew the next time."""
    with _lock:
        _kept.clear()

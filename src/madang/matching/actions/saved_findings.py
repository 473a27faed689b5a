"""Looking through the catalogue for every saved search: what appeared since is found, once."""

from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db.models import Q

from madang.core import clock
from madang.core.jobs import job
from madang.matching.models import Finding, Lookout, SavedSearch
from madang.matching.queries.saved import asked, matching
from madang.people.capacity import AsVisitor
from madang.programmes.models import Call

from . import digests
from .saved import KNOWN_MOST

log = structlog.get_logger("madang.matching")

_MARK: Final = "findings"
# Changes are seen by the times written on calls; what commits late, or by a clock a little off, is looked at again.
OVERLAP: Final = timedelta(minutes=5)
WEEK: Final = timedelta(days=7)


@job("matching.look_out", every="* * * * *")
def look_out() -> None:
    """Each minute: if the catalogue changed, look through all saved searches; mail those that want it at once.

    May run twice or die half way: a finding is kept once, and the mark moves on only at the end.
    """
    now = clock.now()
    mark, _new = Lookout.objects.get_or_create(name=_MARK, defaults={"until": now - timedelta(hours=1)})
    if has_changed(mark.until - OVERLAP, now):
        asked_last, found_last = None, frozenset[int]()
        for search in SavedSearch.objects.live().order_by("address", "pk").iterator(chunk_size=200):
            try:
                if search.address != asked_last:  # many keep the same search: it is asked once
                    found_last, asked_last = in_it(search, now=now), search.address
                find(search, now=now, found=found_last)
            except Exception as error:
                log.warning("matching.search_not_looked_through", search=search.pk, error=type(error).__name__)
    Lookout.objects.filter(pk=mark.pk).update(until=now)
    digests.plan_at_once_all(now=now)


def has_changed(since: datetime, now: datetime) -> bool:
    """Whether a search could give something new: a call was written or indexed, opened, or came near its closing time.

    Once an hour it is taken to be so, for what leaves no trace on a call (an institution that is listed again). One query.
    """
    if since.astimezone(now.tzinfo).hour != now.hour:
        return True
    near = Q(closes_at__gt=since + WEEK, closes_at__lte=now + WEEK)
    opened = Q(opens_at__gt=since, opens_at__lte=now)
    closed = Q(closes_at__gt=since, closes_at__lte=now)
    written = Q(updated_at__gt=since) | Q(indexed_at__gt=since)
    return Call.objects.visible_to(AsVisitor()).filter(near | opened | closed | written).exists()


def in_it(search: SavedSearch, *, now: datetime) -> frozenset[int]:
    """The ids of all calls that a search gives now; none, one or three queries."""
    return frozenset(matching(asked(search.address), now=now).order_by().values_list("pk", flat=True))


def find(search: SavedSearch, *, now: datetime, found: frozenset[int] | None = None) -> int:
    """Keep what is in a search now and was not before; `found` is what it gives, if that is known. Returns how many.

    Two queries, and those of `in_it`.
    """
    new = set(in_it(search, now=now) if found is None else found).difference(search.known)
    if len(search.known) >= KNOWN_MOST:
        late = Call.objects.filter(pk__in=new, published_at__gt=search.created_at)
        new = set(late.values_list("pk", flat=True))
    new -= set(Finding.objects.filter(search=search, call__in=new).values_list("call_id", flat=True))
    rows = [Finding(search=search, call_id=pk, found_at=now) for pk in sorted(new)]
    Finding.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)

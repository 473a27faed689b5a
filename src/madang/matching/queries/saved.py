"""What saved searches ask of the catalogue, and what a person's own list of them shows."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict

from madang.people.capacity import AsVisitor
from madang.programmes.finding import find
from madang.programmes.models import Call
from madang.programmes.queries import CallQuerySet, catalogue
from madang.programmes.queries.calls import PUBLIC
from madang.programmes.queries.catalogue import Search

if TYPE_CHECKING:
    # A capacity needs the sign-in pages, those need the person model.
    from madang.core.capacity import Capacity

# A call that a reader may see now: what was found earlier may have been taken back since.
SEEN_BY_ALL = Q(findings__call__status__in=PUBLIC, findings__call__institution__is_listed=True)


def asked(address: str) -> Search:
    """The search behind a kept address, whatever has changed in the lists of codes since."""
    return catalogue.read(QueryDict(address))


def kept_address(search: Search) -> str:
    """What is kept of a search: words and filters. How it was sorted, shown and paged is not part of what is looked for."""
    return replace(search, view="list", sort="relevance" if search.text else "closing").address()


def matching(search: Search, *, now: datetime) -> CallQuerySet:
    """The calls that the page of results would show to anyone now; up to three queries for words, none for filters alone.

    A visitor's eyes for everybody: a draft must never reach a mail, a feed or a count.
    """
    calls = Call.objects.visible_to(AsVisitor())
    if search.text:
        calls = calls.filter(catalogue.among(find(calls, search.text).scores))
    return catalogue.within(calls, search, now)


class OwnedQuerySet(models.QuerySet[Any]):
    """Rows with a `person`: everyone's own, acting as themselves."""

    def visible_to(self, capacity: "Capacity") -> Self:
        """One's own, acting as oneself; nobody else's, in no capacity."""
        if capacity.name == "self" and capacity.person is not None:
            return self.filter(person_id=capacity.person.pk)
        return self.none()


class SavedSearchQuerySet(OwnedQuerySet):
    def live(self) -> Self:
        """Searches that are looked through: of people who are still here."""
        return self.filter(person__is_active=True)

    def mailed(self) -> Self:
        """Searches that may lead to a mail."""
        return self.live().filter(paused_at__isnull=True).exclude(pace="never")

    def for_list(self) -> Self:
        """Everything a row of one's list shows, in one query: what is new, when it was last in a mail. Newest first."""
        sent = self.model.told.rel.related_model.objects.filter(search=OuterRef("pk"), letter__sent_at__isnull=False)
        return (
            self.select_related("startup")
            .defer("known")
            .annotate(
                new=Count("findings", filter=Q(findings__found_at__gt=F("looked_at")) & SEEN_BY_ALL),
                last_sent=Subquery(sent.order_by("-letter__sent_at").values("letter__sent_at")[:1]),
            )
            .order_by("-created_at", "-pk")
        )


class FindingQuerySet(models.QuerySet[Any]):
    def untold(self) -> Self:
        """Not in any mail yet, and found since the person wanted mail about the search."""
        return self.filter(found_at__gt=F("search__mail_since")).exclude(
            pk__in=self.model.objects.filter(search__told__kind="new", search__told__call=F("call")).values("pk")
        )


def findings_to_show(search: Any, *, fresh: int, earlier: int) -> tuple[list[Call], list[Call]]:
    """Calls found since the search was looked at, and those before, newest first; only what a reader may see. Four queries."""

    def rows(**when: Any) -> CallQuerySet:
        calls = Call.objects.visible_to(AsVisitor()).filter(findings__search=search, **when).for_list()
        return calls.prefetch_related("partners__institution").order_by("-findings__found_at", "-pk")

    new = rows(findings__found_at__gt=search.looked_at)[:fresh]
    return list(new), list(rows(findings__found_at__lte=search.looked_at)[:earlier])


def feed_calls(kept: Any, search: Search, *, now: datetime, most: int) -> list[tuple[Call, datetime]]:
    """Calls that are in a search now, each with when it came in: when it was found, or published if it was there already.

    Newest first; the same as the page of results shows to anyone. Two queries besides those for words.
    """
    came = Coalesce(
        Subquery(kept.findings.filter(call=OuterRef("pk")).values("found_at")[:1]), F("published_at"), F("created_at")
    )
    rows = matching(search, now=now).for_list().annotate(came=came).order_by("-came", "-pk")[:most]
    return [(call, call.came) for call in rows]

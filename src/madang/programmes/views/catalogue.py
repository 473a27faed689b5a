"""The catalogue: one page for everyone, and the same page for a member with what fits the startup."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from madang.core.capacity import Capacity, Request, acting
from madang.core.text import reader_language
from madang.engines.eligibility import Facts
from madang.engines.retrieval.query import Query
from madang.institutions.models import Institution
from madang.people.capacity import AsVisitor
from madang.programmes import fit, shelf
from madang.programmes.asked import note
from madang.programmes.facets import Choice, Facet, facets, label, times
from madang.programmes.finding import find
from madang.programmes.models import Call
from madang.programmes.queries import CallQuerySet, catalogue
from madang.programmes.queries.catalogue import Search
from madang.programmes.reasons import Reason, reason
from madang.programmes.resident import Mode
from madang.programmes.shelf import Shown
from madang.startups.capacity import AsMember
from madang.startups.models import Startup
from madang.startups.rules import facts_of

PER_PAGE = {"list": 20, "table": 50}
_FIT_ORDER = {"met": 0, "unknown": 1, "unmet": 2}


@dataclass(frozen=True)
class Found:
    """What a search came to: the page of calls, how many in all, the words it was understood as."""

    page: "Page[Any]"
    total: int
    query: Query | None
    meant: str
    why: Mapping[int, Reason]
    # The calls that hold the words: all of them, and those a reader sees before the filters, which facets count.
    base: CallQuerySet
    shown: Shown
    mode: Mode = "lexical"


def look(
    search: Search, capacity: Capacity, *, now: datetime, facts: Facts | None = None, most: int | None = None
) -> Found:
    """Run a search for a capacity; `most` rows of the page are read. Four queries at most, six where few calls answer."""
    calls = Call.objects.visible_to(capacity)
    finding = find(calls, search.text) if search.text else None
    scores = finding.scores if finding else None
    if scores is not None:
        calls = calls.filter(catalogue.among(scores))
    shown = shelf.shown(catalogue.within(calls, Search(institution=search.institution, when="all"), now))
    found = shelf.passing(shown, search, now)
    if search.sort == "fit" and facts is not None:
        stands = fit.stands(Call.objects.filter(catalogue.among(shown.ids[found].tolist())), facts, now=now)
        stands.sort(key=lambda one: (_FIT_ORDER[one.outcome], one.closes_at is None, one.closes_at or now, one.call))
        ids = [one.call for one in stands]
    elif search.sort == "relevance" and scores:
        ids = shelf.best_first(shown, found, scores)
    else:
        ids = shelf.in_order(shown, found, search.sort)
    page = _page_of(ids, search, facts, most)
    if finding is None:
        return Found(page, len(ids), None, "", {}, calls, shown)
    hits = finding.answer.why(call.pk for call in page.object_list)
    why = {call.pk: reason(call, hits[call.pk], finding.answer.read) for call in page.object_list if call.pk in hits}
    return Found(page, len(ids), finding.query, finding.meant, why, calls, shown, finding.answer.mode)


def _page_of(ids: list[int], search: Search, facts: Facts | None, most: int | None) -> "Page[Any]":
    """A page of calls in the order of their ids; only a startup's are weighed against their rules."""
    page: Page[Any] = Paginator(ids, PER_PAGE[search.view]).get_page(search.page)
    page.object_list = shelf.rows(list(page.object_list)[:most], with_rules=facts is not None)
    return page


def sorts(search: Search, *, member: bool) -> list[Choice]:
    """The orders that make sense here: relevance only for words, fit only for a startup."""
    words = {
        "relevance": _("Best match"),
        "closing": _("Closing soon"),
        "newest": _("Newest"),
        "fit": _("What fits us"),
    }
    left_out = {"relevance"} - ({"relevance"} if search.text else set()) | ({"fit"} if not member else set())
    return [Choice(code, words[code], 0, search.sort == code) for code in words if code not in left_out]


def chosen(search: Search, shown: list[Facet]) -> list[tuple[str, str]]:
    """What is filtered by, as (label, address without it), so that each can be taken off by one click."""
    out = []
    for facet in shown:
        for choice in (*facet.choices, *facet.more):
            if choice.chosen:
                rest = {**search.chosen, facet.name: tuple(c for c in search.chosen[facet.name] if c != choice.code)}
                out.append((choice.label, "?" + search.address(chosen=rest)))
    return out


@dataclass(frozen=True)
class Ease:
    """A filter that keeps calls away: its name, how many it keeps away, and the address without it."""

    label: str
    count: int
    address: str


def eases(search: Search, found: Found, *, now: datetime) -> list[Ease]:
    """For a search that shows nothing: which filter emptied it. One query, and none where something was found."""
    if found.total:
        return []
    lang = reader_language()
    titles = {facet: ", ".join(label(facet, code, lang) for code in codes) for facet, codes in search.chosen.items()}
    titles |= {"when": _("the application period"), "institution": _("one institution only")}
    out = []
    for name, n in catalogue.relaxed(found.base, search, now).items():
        changes: dict[str, Any] = {"when": "all"} if name == "when" else {"institution": ""}
        if name in search.chosen:
            changes = {"chosen": {facet: codes for facet, codes in search.chosen.items() if facet != name}}
        out.append(Ease(titles[name], n, "?" + search.address(**changes)))
    return out


@acting(AsVisitor)
def index(request: Request) -> HttpResponse:
    """The catalogue for everyone."""
    return _page(request, startup=None)


@acting(AsMember)
def for_startup(request: Request) -> HttpResponse:
    """The catalogue for a member: each row says how the startup stands to it."""
    assert isinstance(request.capacity, AsMember)
    startup = Startup.objects.with_facts().get(pk=request.capacity.startup.pk)
    return _page(request, startup=startup)


def _page(request: Request, *, startup: Startup | None) -> HttpResponse:
    search = catalogue.read(request.GET)
    if search.sort == "fit" and startup is None:
        search = replace(search, sort="relevance" if search.text else "closing")
    facts = facts_of(startup) if startup else None
    found = look(search, request.capacity, now=request.now, facts=facts)
    note(request, search, place="startup" if startup else "catalogue", found=found.total)
    counts = shelf.count(found.shown, search, request.now)
    shown = facets(counts)
    stand = {}
    if facts is not None:
        stand = {call.pk: fit.short(call, facts, now=request.now) for call in found.page.object_list}
    houses = Institution.objects.visible_to(request.capacity)
    context = {
        "search": search,
        "found": found,
        "rows": [(call, stand.get(call.pk), found.why.get(call.pk)) for call in found.page.object_list],
        "facets": shown,
        "times": times(search, counts),
        "sorts": sorts(search, member=startup is not None),
        "chosen": chosen(search, shown),
        "eases": eases(search, found, now=request.now),
        "startup": startup,
        "institution": houses.filter(slug=search.institution).first() if search.institution else None,
        "feed_query": search.address(view="list", sort="closing"),
    }
    template = "programmes/catalogue.html"
    if request.htmx:
        template += "#catalogue"
    return render(request, template, context)

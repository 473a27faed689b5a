"""How the street is searched, for its office: numbers only, and texts that enough people typed."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.core.capacity import Request, acting
from madang.core.moments import day as day_in_words
from madang.core.moments import day_of
from madang.core.templatetags.ui import Bar
from madang.core.text import reader_language
from madang.engines.taxonomy import LANGUAGES
from madang.matching.actions.searches_tally import ENOUGH
from madang.matching.models import Tally
from madang.matching.queries.searches import Share, last_days
from madang.people.capacity import AsOperator
from madang.programmes.queries.catalogue import Search

from .saved_words import filter_words

WINDOW: Final = 28
DRAWN: Final = 14
SHOWN: Final = 20
RANKS: Final = 10


@acting(AsOperator)
@require_safe
def street(request: Request) -> HttpResponse:
    """Four weeks of counts. Two queries, however much was searched."""
    days = last_days(day_of(request.now), WINDOW)
    sums = Tally.objects.between(days[0], days[-1]).sums()
    by_day = Tally.objects.by_day("search", days[-DRAWN:])
    searches, zero = _one(sums, "search"), _one(sums, "zero")
    context = {
        "searches": searches,
        "zero": zero,
        "zero_share": zero / searches if searches else None,
        "opened": sum(sums.get("rank", {}).values()),
        "rare": _one(sums, "rare"),
        "withheld": _one(sums, "withheld"),
        "enough": ENOUGH,
        "window": WINDOW,
        "by_day": [Bar(day_in_words(day, form="short"), n) for day, n in zip(days[-DRAWN:], by_day, strict=True)],
        "queries": _queries(sums),
        "nothing": _nothing(sums),
        "words": [Bar(_language(code), n) for code, n in sums.get("words", {}).items()],
        "pages": [Bar(_language(code), n) for code, n in sums.get("page", {}).items()],
        "places": [Bar(_place(code), n) for code, n in sums.get("place", {}).items()],
        "filters": _filters(sums.get("filter", {})),
        "ranks": _ranks(sums.get("rank", {})),
    }
    return render(request, "matching/searches/street.html", context)


def _one(sums: Mapping[str, Mapping[str, int]], kind: str) -> int:
    return sums.get(kind, {}).get("", 0)


def _queries(sums: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """The texts asked most, with how often they found nothing and the address that asks them again."""
    nothing = sums.get("nothing", {})
    return [
        {"text": text, "n": n, "nothing": nothing.get(text, 0), "address": Search(text=text).address()}
        for text, n in list(sums.get("query", {}).items())[:SHOWN]
    ]


def _nothing(sums: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """The texts that found nothing most often: what people need and no open call gives, or says in other words."""
    found = [(text, n) for text, n in sums.get("nothing", {}).items() if n]
    return [{"text": text, "n": n, "address": Search(text=text).address()} for text, n in found[:SHOWN]]


def _language(code: str) -> str:
    return LANGUAGES[code].said(reader_language()) if code in LANGUAGES else _("other")


def _place(code: str) -> str:
    words = {
        "catalogue": _("the list of calls"),
        "startup": _("a startup’s desk"),
        "street": _("search of the whole street"),
    }
    return words.get(code, code)


def _filters(counts: Mapping[str, int]) -> list[Share]:
    whole = sum(counts.values())
    return [Share(filter_words(name), n, whole) for name, n in list(counts.items())[:SHOWN]]


def _ranks(counts: Mapping[str, int]) -> list[Bar]:
    """How often a call was opened from each of the first places, and from all later ones together."""
    bars = [Bar(str(rank), counts.get(str(rank), 0)) for rank in range(1, RANKS + 1)]
    later = sum(n for rank, n in counts.items() if int(rank) > RANKS)
    return [*bars, Bar(_("later"), later)] if counts else []

"""Counts searches once the answer has gone out, without people. What goes wrong here is logged and goes no further."""

import re
from collections.abc import Callable
from functools import partial
from typing import Final

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from madang.core.api.limits import caller
from madang.programmes.asked import Asked

from .actions import searches
from .actions.searches import Asker

log = structlog.get_logger("madang.matching")

CALL_PAGES: Final = frozenset({"programmes:call", "programmes:startup_call"})
_MACHINE: Final = re.compile(r"bot|crawl|spider|slurp|monitor|curl|python|feed", re.IGNORECASE)
MOST_RANK: Final = 200


class CountSearches:
    """Adds what is to be counted to the end of the response: it is written when the reader already has the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.MADANG_COUNT_SEARCHES and response.status_code == 200:
            count = _to_count(request)
            if count is not None:
                after = partial(_safely, count, translation.get_language() or "ko")
                response._resource_closers.append(after)  # type: ignore[attr-defined]
        return response


def _to_count(request: HttpRequest) -> Callable[[], None] | None:
    """What is to be counted of a request, or None: a plain list, a later page of the same search, and machines are not."""
    browser = request.headers.get("User-Agent", "")
    if _MACHINE.search(browser):
        return None
    asker = Asker(caller(request), browser)
    now = request.now  # type: ignore[attr-defined]
    asked: Asked | None = getattr(request, "asked", None)
    if asked is not None:
        if asked.search.is_plain or asked.search.page > 1:
            return None
        return partial(searches.record, asked, asker=asker, now=now)
    rank, match = request.GET.get("from", ""), request.resolver_match
    if match and match.view_name in CALL_PAGES and rank.isdecimal() and len(rank) < 4 and 0 < int(rank) <= MOST_RANK:
        return partial(searches.record_opened, int(rank), asker=asker, now=now)
    return None


def _safely(count: Callable[[], None], language: str) -> None:
    try:
        with translation.override(language):
            count()
    except Exception as error:
        log.warning("matching.search_not_counted", error=type(error).__name__)

"""Giving way under load: what a page can do again by itself steps back, so that handing in always finds room."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase

from madang.core import load

P = ParamSpec("P")

AGAIN_AFTER_S: Final = 5
_busy = threading.Lock()
_within = 0


def sheds(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """At most half of a process's threads (`MADANG_THREADS`) save drafts, and none while all of them are at work: 429.

    Where every thread is busy others wait for one already, and a draft that is put off is the cheapest answer there is.
    For saving while someone writes, and for nothing else: the page keeps what was written and tries again. No request
    that a person waits for is ever shed.
    """

    @wraps(view)
    def wrapped(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if load.answering() > settings.MADANG_DRAFTS_BESIDE or not _enter():
            return HttpResponse(status=429, headers={"Retry-After": str(AGAIN_AFTER_S)})
        try:
            return view(request, *args, **kwargs)
        finally:
            _leave()

    return wrapped


def _enter() -> bool:
    global _within
    with _busy:
        if _within >= settings.MADANG_DRAFTS_AT_ONCE:
            return False
        _within += 1
        return True


def _leave() -> None:
    global _within
    with _busy:
        _within -= 1

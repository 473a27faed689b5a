"""How many requests one caller may make: a fixed window of a minute, counted in this process's memory.

A request to the API must not cost a write, so the counts are not shared: with n web processes a caller gets up to n times
as many. It keeps one client from starving the others; it is no accounting.
"""

import hashlib
import time
from typing import Final

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .problems import ApiError

WINDOW_SECONDS: Final = 60
PER_ADDRESS: Final = 300
PER_TOKEN: Final = 1200

_counts = LocMemCache("madang-api-limits", {"MAX_ENTRIES": 20_000})


def caller(request: HttpRequest) -> str:
    """The network address: the one our own proxies saw, counted from the right; never what the client claims."""
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(chain) >= proxies:
        return str(chain[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


def count(request: HttpRequest) -> None:
    """Count this request; raises `ApiError` 429 above the limit.

    With a token, token and address are counted, each to the larger limit, so that guessing tokens is limited too.
    """
    token = request.headers.get("Authorization", "")
    address = "address:" + caller(request)
    counted = [("token:" + token, PER_TOKEN), (address + ":token", PER_TOKEN)] if token else [(address, PER_ADDRESS)]
    for who, most in counted:
        _count(who, most)


def _count(who: str, most: int) -> None:
    moment = time.time()
    window = int(moment // WINDOW_SECONDS)
    key = f"{window}:{hashlib.sha256(who.encode()).hexdigest()}"
    _counts.add(key, 0, timeout=WINDOW_SECONDS)
    if _counts.incr(key) > most:
        wait = max(1, round((window + 1) * WINDOW_SECONDS - moment))
        words = _("Too many requests in this minute. Please wait %(seconds)d seconds.") % {"seconds": wait}
        raise ApiError(429, "too_many", words, headers={"Retry-After": str(wait)})


def forget() -> None:
    """Start counting anew (for tests)."""
    _counts.clear()

"""Links that carry their own proof: a private feed, and stopping a mail without signing in. Signed, so nothing is kept."""

import re
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from .models import SavedSearch

_FEED: Final = Signer(salt="madang.matching.feed", sep=".")
_STOP: Final = Signer(salt="madang.matching.stop", sep=".")
_SCOPE: Final = re.compile(r"([0-9a-f]{16})-(all|reminders|[0-9a-f]{16})")


def absolute(path: str) -> str:
    """An address for mail and feeds; never from a request's Host header."""
    return f"{settings.MADANG_ADDRESS}{path}"


def feed(search: SavedSearch) -> str:
    """The path of a search's feed, in the active language. It changes with each turn."""
    return reverse("matching:feed", args=[_FEED.sign(f"{search.public_id}-{search.feed_turn}")])


def search_of_feed(token: str) -> SavedSearch | None:
    """The search of a feed link that still works. One query."""
    try:
        public_id, _dash, turn = _FEED.unsign(token).partition("-")
    except BadSignature:
        return None
    found: SavedSearch | None = (
        SavedSearch.objects.live()
        .filter(public_id=public_id, feed_turn=int(turn), feed_is_open=True)
        .select_related("person", "startup")
        .first()
    )
    return found


def stop(person_id: str, scope: str) -> str:
    """The path that stops mail of a person (by public id). `scope`: "all", "reminders", or a search's public id."""
    return reverse("matching:stop", args=[_STOP.sign(f"{person_id}-{scope}")])


def read_stop(token: str) -> tuple[str, str] | None:
    """The person's public id and the scope of such a link, or None for one that was not made here."""
    try:
        found = _SCOPE.fullmatch(_STOP.unsign(token))
    except BadSignature:
        return None
    return (found[1], found[2]) if found else None

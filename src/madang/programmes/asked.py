"""What a reader asked of the catalogue, left on the request for whoever counts searches; nobody here knows who that is."""

from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest

from .queries.catalogue import Search

Place = Literal["catalogue", "startup", "street"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One search: what was asked, on which page, how many calls it found."""

    search: Search
    place: Place
    found: int


def note(request: HttpRequest, search: Search, *, place: Place, found: int) -> None:
    """Remember the search until the answer has gone out. Costs nothing, keeps nothing."""
    request.asked = Asked(search, place, found)  # type: ignore[attr-defined]

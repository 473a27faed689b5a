"""What the frame of every page needs: where one can go, this page in the other languages, who is acting, how it looks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.core.text import DJANGO_CODES, HTML_CODES, reader_language
from madang.people import desks
from madang.people.desks import Desk
from madang.people.models import Person

from .desk_nav import tabs

# The main ways of the street, in reading order: the route, its words, the first part of the addresses beneath it.
WAYS: Final[tuple[tuple[str, Promise | str, str], ...]] = (
    ("street:home", _("Street"), ""),
    ("programmes:index", _("Calls"), "calls"),
    ("institutions:index", _("Institutions"), "institutions"),
    ("startups:index", _("Startups"), "startups"),
)
LANGUAGE_NAMES: Final = {"ko": "한국어", "zh": "中文", "en": "English"}
THEMES: Final = ("light", "dark")
TEXT_SIZES: Final = ("l", "xl")
LOOK_COOKIE: Final = "look"


@dataclass(frozen=True)
class Way:
    """One entry of the main navigation."""

    label: Promise | str
    address: str
    here: bool


@dataclass(frozen=True)
class Tongue:
    """This page in one of the three languages."""

    code: str
    html: str
    django: str
    name: str
    address: str
    here: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of `base.html`. Asks the database nothing; what might is a callable the template need not call."""
    return {
        "ways": _ways(request),
        "tongues": languages(request.get_full_path()),
        "page_lang": HTML_CODES[reader_language()],
        "acting": acting_words(getattr(request, "capacity", None)),
        "desk_tabs": tabs(getattr(request, "capacity", None), request.path),
        "look": look(request),
        "desks": lambda: desks_of(request),
    }


def _ways(request: HttpRequest) -> list[Way]:
    inner = request.path.strip("/").split("/")[1:]
    head = inner[0] if inner else ""
    known = _known(reader_language(), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return [Way(label, address, head == under) for label, address, under in known]


@lru_cache(maxsize=20)
def _known(*_where: str) -> list[tuple[str, str, str]]:
    """Words, address and first part of each way there is: the same at every page in one language."""
    return [(str(label), address, under) for name, label, under in WAYS if (address := _address(name))]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""  # error pages are drawn even where the routes are not


def languages(path: str) -> list[Tongue]:
    """The same address in each language; an address without a language leads to that language's home."""
    current = reader_language()
    return [
        Tongue(code, HTML_CODES[code], prefix, LANGUAGE_NAMES[code], _in_language(path, prefix), code == current)
        for code, prefix in DJANGO_CODES.items()
    ]


def _in_language(path: str, prefix: str) -> str:
    _root, first, *rest = path.split("/", 2) if path.startswith("/") else ("", "")
    if first in DJANGO_CODES.values():
        return f"/{prefix}/{rest[0] if rest else ''}"
    return f"/{prefix}/"


def desks_of(request: HttpRequest) -> list[Desk]:
    """The desks of the person signed in; a template that asks for them pays a query for each app that has some."""
    person = getattr(request, "user", None)
    return desks.of(person) if isinstance(person, Person) else []


def acting_words(capacity: object) -> dict[str, Any] | None:
    """Who is acting, for the bar above the page; None for a visitor, whose page says nothing about anyone."""
    person = getattr(capacity, "person", None)
    if capacity is None or getattr(capacity, "open_to_all", False) or person is None:
        return None
    house: Any = getattr(capacity, "startup", None) or getattr(capacity, "institution", None)
    return {"kind": getattr(capacity, "name", ""), "person": person, "house": house, "hue": getattr(house, "hue", None)}


def look(request: HttpRequest) -> dict[str, str]:
    """Theme and text size as this reader once chose them (cookie `look`, such as "dark.xl"); empty: as the system says."""
    chosen = request.COOKIES.get(LOOK_COOKIE, "").split(".")
    pick: Callable[[tuple[str, ...]], str] = lambda known: next((c for c in chosen if c in known), "")  # noqa: E731
    return {"theme": pick(THEMES), "text": pick(TEXT_SIZES)}

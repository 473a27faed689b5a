"""Choices of select fields and ticks in the reader's language. Each is asked when the form is made, not when it is read."""

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _

from madang.core.forms import ANY_CHOICE, CHOOSE
from madang.core.text import reader_language
from madang.engines import taxonomy
from madang.engines.eligibility import lists
from madang.engines.taxonomy.terms import Terms, choices

Choices = Callable[[], list[Any]]


def of(terms: Terms) -> Choices:
    return lambda: choices(terms, reader_language())


def or_none(terms: Terms) -> Choices:
    """The same with an empty first choice."""
    return lambda: [CHOOSE, *choices(terms, reader_language())]


def regions() -> list[Any]:
    """Regions grouped by the wider one: provinces of each nation, then the districts of a city under its name."""
    lang = reader_language()
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, term in taxonomy.REGIONS.items():
        if term.parent:
            groups.setdefault(term.parent, []).append((code, term.said(lang)))
    named = [(taxonomy.name(taxonomy.REGIONS, parent, lang), options) for parent, options in groups.items()]
    return [("", _("Please choose")), *named]


def any_sector() -> list[Any]:
    return [ANY_CHOICE, *sectors()]


def any_region() -> list[Any]:
    return [ANY_CHOICE, *regions()[1:]]


sectors: Final = of(taxonomy.SECTORS)
currencies: Final = of(taxonomy.CURRENCIES)
nations: Final = of(taxonomy.NATIONS)
certificates: Final = of(lists.CERTIFICATES)
sizes: Final = or_none(lists.SIZES)
rounds: Final = or_none(taxonomy.ROUNDS)
rights: Final = or_none(taxonomy.IP_KINDS)
documents: Final = or_none(taxonomy.DOCUMENTS)
traits: Final = of(taxonomy.FOUNDER_TRAITS)

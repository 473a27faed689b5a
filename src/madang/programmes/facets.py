"""What a search can be narrowed by, in the reader's language, and its boxes to tick, drawn without a template: there are 60."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.core.text import reader_language
from madang.engines.taxonomy import LANGUAGES, Terms

from .models import Programme
from .queries import catalogue
from .queries.catalogue import Search
from .shelf import Counts

# Values shown before "more".
SHOWN = {"sector": 8, "region": 8}


@dataclass(frozen=True)
class Choice:
    """One line of a facet as the page shows it."""

    code: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A facet of the page; `more` are its rarer values, folded away."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]


def facets(counts: Counts) -> list[Facet]:
    """Every facet with its counts."""
    lang = reader_language()
    titles = {
        "support": _("Kind of support"),
        "sector": _("Sector"),
        "region": _("Region"),
        "stage": _("Stage"),
        "language": _("Working language"),
        "funding": _("Whose money"),
        "kind": _("Kind of institution"),
    }
    out = []
    for name, title in titles.items():
        choices = [Choice(o.code, label(name, o.code, lang), o.count, o.chosen) for o in counts.facets[name]]
        shown = SHOWN.get(name, 12)
        head = [choice for place, choice in enumerate(choices) if place < shown or choice.chosen]
        more = [choice for place, choice in enumerate(choices) if place >= shown and not choice.chosen]
        out.append(Facet(name, title, tuple(head), tuple(more)))
    return [facet for facet in out if facet.choices]


def label(name: str, code: str, lang: str) -> str:
    """A facet value's name in the reader's language."""
    match name:
        case "funding":
            return str(Programme.Funding(code).label)
        case "language":
            return LANGUAGES[code].said(lang)
        case _:
            terms: Terms = catalogue.FACETS[name][1]
            return terms[code].said(lang)


def times(search: Search, counts: Counts) -> list[Choice]:
    """The choices of time with their counts."""
    words = {
        "open": _("Open now"),
        "week": _("Closes within 7 days"),
        "upcoming": _("Opens later"),
        "closed": _("Closed"),
        "all": _("All"),
    }
    return [Choice(code, words[code], counts.times[code], search.when == code) for code in catalogue.WHENS]


def boxes(times: list[Choice], facets: list[Facet]) -> SafeString:
    """The times and every facet as groups of boxes to tick."""
    groups = [(_("Application period"), _ticks("radio", "when", times), "")]
    groups += [(facet.title, _ticks("checkbox", facet.name, facet.choices), _folded(facet)) for facet in facets]
    return format_html_join("", '<fieldset class="facet"><legend>{}</legend>{}{}</fieldset>', groups)


def _folded(facet: Facet) -> SafeString | str:
    if not facet.more:
        return ""
    return format_html(
        '<details><summary class="small">{}<span class="vh"> {}</span></summary>{}</details>',
        ngettext("%(n)s more", "%(n)s more", len(facet.more)) % {"n": len(facet.more)},
        facet.title,
        _ticks("checkbox", facet.name, facet.more),
    )


def _ticks(kind: str, name: str, choices: list[Choice] | tuple[Choice, ...]) -> SafeString:
    drawn = []
    for choice in choices:
        box, words = _box(kind, name, choice.code, choice.label)
        drawn.append(
            f'{box}{" checked" if choice.chosen else ""}{words}<span class="num">{choice.count:d}</span></label>'
        )
    return mark_safe("".join(drawn))  # noqa: S308 (a number, and what `_box` has escaped)


@lru_cache(maxsize=2_000)
def _box(kind: str, name: str, code: str, label: str) -> tuple[SafeString, SafeString]:
    """What stands before and after "checked" in a box; there are as many as codes and languages."""
    box = format_html(
        '<label class="tick"><input type="{}" name="{}" id="{}-{}" value="{}"', kind, name, name, code, code
    )
    return box, format_html(">{}", label)

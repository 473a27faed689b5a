"""Choices of the desk's fields in the reader's language, asked when a form is made."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core.forms import TicksField
from madang.core.text import reader_language
from madang.engines import taxonomy
from madang.engines.taxonomy import Terms

Choices = Callable[[], list[tuple[str, Any]]]


def of(terms: Terms) -> Choices:
    """The list as (code, name) pairs; parts stand under their whole."""
    return lambda: [(code, term.said(reader_language())) for code, term in terms.items()]


def or_none(terms: Terms, empty: Any) -> Choices:
    """The same with an empty first choice, in words that say what it means."""
    return lambda: [("", empty), *of(terms)()]


def by_part(terms: Terms) -> list[Any]:
    """Codes under the name of what they lie in, each group opened by the wider code itself."""
    lang = reader_language()
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, term in terms.items():
        groups.setdefault(term.parent or code, []).append((code, term.said(lang)))
    return [(terms[code].said(lang), options) for code, options in groups.items()]


def ticks(
    label: Any, choices: Choices | Callable[[], list[Any]], *, required: bool = False, help_text: Any = ""
) -> TicksField:
    widget = forms.CheckboxSelectMultiple(attrs={"class": "across"})
    return TicksField(label=label, choices=choices, required=required, widget=widget, help_text=help_text)


def regions() -> list[Any]:
    return by_part(taxonomy.REGIONS)


LANGUAGE_CHOICES: Final = of(taxonomy.LANGUAGES)
WORDS: Final = {
    "supports": _("Kinds of support"),
    "sectors": _("Sectors"),
    "stages": _("Stages of the startup"),
    "regions": _("Regions"),
    "languages": _("Working languages"),
    "funding": _("Whose money"),
}

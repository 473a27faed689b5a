"""Words of the answer bank for templates."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from madang.core.forms import LANGUAGE_LABELS
from madang.core.policy import Reason

register = template.Library()

_SOURCES: Final[Mapping[str, Reason]] = {
    "typed": _("typed here"),
    "application": _("from an application"),
    "profile": pgettext_lazy("of an answer", "from the profile"),
    "import": _("imported"),
    "wallet": _("from the documents"),
}
_MONTH, _YEAR = 30.44, 365.25


@register.simple_tag
def age(as_of: date, today: date) -> str:
    """How old an answer is: of today, 3 days old, 2 months old, 1 year old."""
    days = max(0, (today - as_of).days)
    if days == 0:
        return str(_("of today"))
    if days < 31:
        return ngettext("%(n)d day old", "%(n)d days old", days) % {"n": days}
    if days < 365:
        months = max(1, int(days / _MONTH))
        return ngettext("%(n)d month old", "%(n)d months old", months) % {"n": months}
    years = int(days / _YEAR) or 1
    return ngettext("%(n)d year old", "%(n)d years old", years) % {"n": years}


@register.simple_tag
def answer_source(source: str) -> Reason:
    """Where an answer came from."""
    return _SOURCES.get(source, source)


@register.simple_tag
def language_name(lang: str) -> Reason:
    return LANGUAGE_LABELS[lang]

"""Tags of the pages that run a selection."""

from decimal import Decimal
from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.text import Text
from madang.reviews.forms.setting_up import RULE_WORDS

register = template.Library()

# The pages of one selection, in the order of the work. Each: key, route, words.
PAGES: Final = (
    ("index", "reviews:selection", _("Overview")),
    ("cases", "reviews:cases", _("Applications")),
    ("reviewers", "reviews:reviewers", _("Reviewers")),
    ("conflicts", "reviews:conflicts", _("Conflicts")),
    ("plan", "reviews:plan", _("Sharing out")),
    ("board", "reviews:board", _("Review board")),
    ("presentations", "reviews:presentations", _("Presentations")),
    ("decision", "reviews:decisions", _("Decision")),
    ("settings", "reviews:settings", pgettext_lazy("of a selection", "Rules")),
)


@register.inclusion_tag("reviews/desk/_nav.html")
def selection_nav(institution: Any, call: Any, here: str) -> dict[str, Any]:
    """The row of tabs under the title; `here` is the key of the page that is open."""
    tabs = [
        (reverse(route, args=[institution.slug, call.public_id]), words, key == here) for key, route, words in PAGES
    ]
    return {"tabs": tabs}


@register.filter
def as_text(words: Any) -> Text:
    """{"ko": ..., "zh": ..., "en": ...} as words that `said` shows in the reader's language."""
    return Text.from_json(words) if isinstance(words, dict) else Text()


@register.filter
def marks(value: Any) -> str:
    """Points as people write them: 20, 12.5, without idle zeros."""
    return "" if value is None else f"{Decimal(value).normalize():f}"


@register.filter
def rule_words(rule: str) -> str:
    """A rule of conflicts in words."""
    return str(RULE_WORDS.get(rule) or (_("named by the applicant") if rule == "challenged" else _("another tie")))

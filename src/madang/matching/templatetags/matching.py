"""Small words of matching: a phrase in its own language, a count that singles nobody out."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.core.figures import number
from madang.core.text import HTML_CODES, reader_language
from madang.engines.retrieval.ranking.affinity import Phrase

register = template.Library()


@register.simple_tag
def phrase(one: Phrase) -> SafeString | str:
    """The words of a phrase, with `lang` where they are in another language than the page."""
    if one.lang == reader_language():
        return one.text
    return format_html('<span lang="{}">{}</span>', HTML_CODES[one.lang], one.text)


@register.simple_tag
def few(count: int | None, *, sign: bool = False) -> str:
    """A rounded count; None is told as fewer than five. `sign` for what would be added."""
    if count is None:
        return _("under 5")
    return f"+{number(count)}" if sign and count else number(count)

"""Small words of suggestions: a phrase as it was written, in its own language."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from madang.core.text import HTML_CODES, reader_language
from madang.engines.retrieval.ranking.affinity import Phrase

register = template.Library()


@register.simple_tag
def phrase(one: Phrase) -> SafeString | str:
    """The words of a phrase, with `lang` where they are in another language than the page."""
    if one.lang == reader_language():
        return one.text
    return format_html('<span lang="{}">{}</span>', HTML_CODES[one.lang], one.text)

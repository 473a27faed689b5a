"""Small words of calls: the first few of its codes, hits marked in a title."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from madang.core.text import HTML_CODES, Said, Text, reader_language
from madang.engines import taxonomy
from madang.engines.retrieval.highlight import marks, merged
from madang.engines.retrieval.query import Query
from madang.programmes.history import OTHER_FIELDS
from madang.programmes.models import Call, Programme
from madang.programmes.reasons import Reason
from madang.programmes.spotted import remembering

register = template.Library()

# Set phrases for "no closing time" that portals and the importers write, whatever the language of the notice.
_NO_CLOSING = {
    words: said
    for said, several in (
        (_("Rolling admission"), ("상시 접수", "상시 모집", "상시모집", "常年受理", "Rolling admission")),
        (
            _("Until the budget is used up"),
            ("예산 소진 시까지", "예산 소진시까지", "预算用完为止", "Until the budget is used up"),
        ),
        (_("See the notice"), ("공고문 확인", "以公告原文为准", "See the notice")),
    )
    for words in several
}


@register.simple_tag
def until(call: Call) -> str:
    """Why a call has no closing time: a set phrase in the reader's language, anything else as its institution wrote it."""
    return str(_NO_CLOSING.get(call.window_note.strip(), call.window_note or "–"))


@register.simple_tag
def some_terms(list_name: str, codes: list[str], most: int = 3) -> list[str]:
    """The names of the first few codes of a list: `{% some_terms "SUPPORTS" call.supports 2 as names %}`."""
    return taxonomy.names(getattr(taxonomy, list_name), codes[:most], reader_language())


@register.simple_tag
def marked(text: Text | Said, query: Query | str | None, reason: Reason | None = None) -> SafeString | str:
    """A text in the reader's language with the words that were searched for marked, `lang` set where it differs.

    With the reason of a hit, the words of another language that answer are marked, too.
    """
    said = text.said() if isinstance(text, Text) else text
    words: SafeString | str = said.text
    if isinstance(query, Query):
        spans = marks(said.text, query)
        if reason:
            spots = remembering().spot(said.text, said.lang)  # type: ignore[arg-type]
            spans = merged([*spans, *((spot.start, spot.end) for spot in spots if spot.concept in reason.concepts)])
        words = _marked(said.text, spans)
    if said.text and said.lang != reader_language():
        return format_html('<span lang="{}">{}</span>', HTML_CODES[said.lang], words)
    return words


def _marked(text: str, spans: list[tuple[int, int]]) -> SafeString:
    pieces: list[tuple[str, str]] = []
    at = 0
    for start, end in spans:
        pieces.append((text[at:start], text[start:end]))
        at = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:])


@register.simple_tag
def field_names(fields: list[str]) -> list[str]:
    """What staff call the fields that a journey fact names by their columns; an unknown one is left out."""
    known = {
        field.name: str(field.verbose_name) for model in (Programme, Call) for field in model._meta.concrete_fields
    }
    known |= {name: str(words) for name, words in OTHER_FIELDS.items()}
    return [known[name] for name in fields if name in known]

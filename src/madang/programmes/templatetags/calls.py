"""Small words of calls: the first few of its codes, hits marked in a title."""

from collections.abc import Iterable

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from madang.core.text import reader_language
from madang.engines import taxonomy
from madang.engines.retrieval.query import Query
from madang.programmes import facets, rows
from madang.programmes.history import OTHER_FIELDS
from madang.programmes.models import Call, Programme
from madang.programmes.reasons import Reason

Listed = tuple[Call, rows.Stand | None, Reason | None]

register = template.Library()

register.simple_tag(rows.until)
register.simple_tag(rows.marked)
register.simple_tag(facets.boxes, name="facet_boxes")


@register.simple_tag(takes_context=True)
def call_row(context: Context) -> SafeString:
    """`call` as a row. Of the context: `base`, and where they are known `query`, `reason` and `stand`."""
    now = context["request"].now
    return rows.row(
        context["call"],
        base=context["base"],
        now=now,
        query=context.get("query"),
        reason=context.get("reason"),
        stand=context.get("stand"),
    )


@register.simple_tag(takes_context=True)
def call_rows(context: Context, calls: Iterable[Listed], base: str, query: Query | None, first: int = 0) -> SafeString:
    """Rows of a search: (call, how a startup stands to it, why it was found). `first`: the place of the first one, from 1."""
    now, sought = context["request"].now, context["search"].text if first else ""
    drawn = (
        (rows.row(call, base=base, now=now, sought=sought, rank=first and first + at, query=query, reason=reason, stand=stand),)
        for at, (call, stand, reason) in enumerate(calls)
    )  # fmt: skip
    return format_html_join("", "{}", drawn)


@register.simple_tag
def some_terms(list_name: str, codes: list[str], most: int = 3) -> list[str]:
    """The names of the first few codes of a list: `{% some_terms "SUPPORTS" call.supports 2 as names %}`."""
    return taxonomy.names(getattr(taxonomy, list_name), codes[:most], reader_language())


@register.simple_tag
def field_names(fields: list[str]) -> list[str]:
    """What staff call the fields that a journey fact names by their columns; an unknown one is left out."""
    known = {
        field.name: str(field.verbose_name) for model in (Programme, Call) for field in model._meta.concrete_fields
    }
    known |= {name: str(words) for name, words in OTHER_FIELDS.items()}
    return [known[name] for name in fields if name in known]

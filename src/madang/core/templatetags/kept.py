"""Parts of a page that are the same for every reader, drawn once for each language and kept."""

from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST: Final = 100
"""Drawings kept of one part: three languages times the few values it may depend on."""


class Kept(Node):
    """Draws its content in a context of its own that holds nothing but the values named in the tag.

    Nothing of the page's context goes in, neither reader nor request, so nothing of one reader can stand in another's page.
    """

    def __init__(self, nodelist: NodeList, values: Mapping[str, FilterExpression]) -> None:
        self.nodelist = nodelist
        self.values = values
        self._drawn: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        where = get_language(), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()
        key = (*where, *values.values())
        if key not in self._drawn:
            apart = Context(values, autoescape=context.autoescape)
            with apart.bind_template(context.template):  # type: ignore[arg-type]  # one is being drawn
                drawn = self.nodelist.render(apart)
            if len(self._drawn) >= MOST:
                return drawn
            self._drawn[key] = drawn
        return self._drawn[key]


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept %}…{% endkept %}`, or `{% kept theme=look.theme %}` for what also depends on a value of a short list."""
    _tag, *bits = token.split_contents()
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError("kept takes only name=value.")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist, values)

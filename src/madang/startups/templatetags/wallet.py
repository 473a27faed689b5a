"""Words of the document wallet for templates."""

from collections.abc import Mapping
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.policy import Reason
from madang.core.templatetags.ui import state as draw_state
from madang.startups.actions.documents import kind_name
from madang.startups.models import Document
from madang.startups.wallet.standing import State

register = template.Library()

_STATES: Final[Mapping[str, tuple[str, Reason]]] = {
    State.HELD: ("met", _("In order")),
    State.LAPSING: ("waiting", _("Ends soon")),
    State.LAPSED: ("urgent", _("Expired")),
    State.LISTED: ("unknown", _("File missing")),
    State.MISSING: ("unknown", pgettext_lazy("of a document", "Missing")),
    State.LATER: ("quiet", _("After founding")),
    State.OPTIONAL: ("quiet", _("If you have one")),
}


@register.simple_tag
def document_kind(kind: str) -> str:
    """A kind of document by its name."""
    return kind_name(kind)


@register.simple_tag
def document_title(document: Document) -> str:
    """What the team calls it, else its kind."""
    return document.title or kind_name(document.kind)


@register.simple_tag
def document_state(state: str) -> SafeString:
    """How things stand with a document, shape first."""
    tone, label = _STATES[state]
    return draw_state(tone, label)

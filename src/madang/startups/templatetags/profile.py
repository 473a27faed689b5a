"""Words of a startup's profile for templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from madang.core.policy import Reason
from madang.startups.models import Membership
from madang.startups.sections import SECTIONS

register = template.Library()


@dataclass(frozen=True, slots=True)
class Words:
    """What a list is called, what its button says, and what stands where it is empty."""

    title: Reason
    add: Reason
    empty: Reason


_LISTS: Final[Mapping[str, Words]] = {
    "founders": Words(_("Founders"), _("Add a founder"), _("Nobody named yet.")),
    "figures": Words(_("Figures by year"), _("Add a year"), _("No year yet.")),
    "rounds": Words(_("Rounds"), _("Add a round"), _("No round yet.")),
    "properties": Words(_("Rights"), _("Add a right"), _("No right yet.")),
    "products": Words(_("Products"), _("Add a product"), _("No product yet.")),
    "supports": Words(_("Support received"), _("Add support received"), _("None listed yet.")),
    "sanctions": Words(_("Bars from public programmes"), _("Add a bar"), _("None listed.")),
    "papers": Words(_("Documents"), _("Add a document"), _("None listed yet.")),
}


@register.simple_tag
def list_words(name: str) -> Words:
    return _LISTS[name]


@register.simple_tag
def list_row(name: str, item: Model) -> SafeString:
    """One row of a list by its own small template."""
    return render_to_string(f"startups/rows/{name}.html", {"item": item})


@register.simple_tag
def section_title(key: str) -> Reason:
    """A section's heading; nothing for a key that left the profile."""
    return SECTIONS[key].title if key in SECTIONS else ""


@register.simple_tag
def role_name(role: str) -> Reason:
    """A member's role in the reader's language."""
    return dict(Membership.Role.choices).get(role, role)


@register.filter
def host(address: str) -> str:
    """The host of a web address, which is all that a narrow column can show of it."""
    return urlsplit(address).netloc.removeprefix("www.") or address

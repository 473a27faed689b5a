"""Words of a desk's lists for templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from madang.core.policy import Reason
from madang.institutions.models import StaffRole

register = template.Library()


@dataclass(frozen=True, slots=True)
class Words:
    """What a list is called, what it is for, what its button says, and what stands where it is empty."""

    title: Reason
    lead: Reason
    add: Reason
    empty: Reason


_LISTS: Final[Mapping[str, Words]] = {
    "aliases": Words(
        _("Other names"),
        _("Short forms, former names, and names that a source got wrong, with what is right."),
        _("Add a name"),
        _("No other name yet"),
    ),
    "facts": Words(
        _("Facts"),
        _("Statements that come from outside, each with its source, its date and how sure it is."),
        _("Add a fact"),
        _("No fact yet"),
    ),
    "sites": Words(_("Sites"), _("The buildings and floors you run, in brief."), _("Add a site"), _("No site yet")),
}


@register.simple_tag
def list_words(name: str) -> Words:
    return _LISTS[name]


@register.simple_tag
def list_row(name: str, item: Model) -> SafeString:
    """One row of a list by its own small template."""
    return render_to_string(f"institutions/rows/{name}.html", {"item": item})


@register.simple_tag
def staff_role(role: str) -> Reason:
    """A role at a desk in the reader's language."""
    return dict(StaffRole.Role.choices).get(role, role)

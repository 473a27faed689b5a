"""Words of a startup's profile for templates."""

from django import template

from madang.core.policy import Reason
from madang.startups.models import Membership
from madang.startups.sections import SECTIONS

register = template.Library()


@register.simple_tag
def section_title(key: str) -> Reason:
    """A section's heading; a key that left the profile is shown as it stands."""
    return SECTIONS[key].title if key in SECTIONS else key


@register.simple_tag
def role_name(role: str) -> Reason:
    """A member's role in the reader's language."""
    return dict(Membership.Role.choices).get(role, role)

"""The pages of a desk, in one row under the bar that says who is acting. One place for all apps, so that none is forgotten."""

from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Kind of capacity -> (route, words), and the argument that names the house in every address of the row.
PAGES: Final[dict[str, tuple[tuple[str, Promise | str], ...]]] = {
    "member": (
        ("street:startup_desk", _("Desk")),
        ("matching:suggestions", _("Suggestions")),
        ("programmes:startup_index", _("Calls")),
        ("applications:index", _("Applications")),
        ("startups:profile", _("Profile")),
        ("startups:answers", _("Answers")),
        ("startups:documents", _("Documents")),
        ("startups:team", _("Team")),
        ("startups:thread", _("Thread")),
        ("startups:settings", _("Settings")),
    ),
    "staff": (
        ("street:institution_desk", _("Desk")),
        ("programmes:desk", _("Calls")),
        ("programmes:desk_programmes", _("Programmes")),
        ("matching:desk_gaps", _("Gaps")),
        ("programmes:imports", _("Import")),
        ("institutions:profile", _("Profile")),
        ("institutions:names", _("Other names")),
        ("institutions:facts", _("Facts")),
        ("institutions:sites", _("Sites")),
        ("institutions:members", _("Members")),
    ),
    "operator": (
        ("street:operator_desk", _("Desk")),
        ("matching:street_gaps", _("Gaps")),
        ("programmes:street_imports", _("Import")),
        ("matching:street_searches", _("Searches")),
        ("applications:extensions", _("More time")),
        ("reviews:street_reviewers", _("Reviewers")),
        ("street:audit", _("Audit log")),
    ),
}


@dataclass(frozen=True)
class Tab:
    """One page of the row."""

    label: Promise | str
    address: str
    here: bool


def tabs(capacity: Any, path: str) -> list[Tab]:
    """The row for who is acting; empty for visitors and people at their own account. Asks the database nothing."""
    house = getattr(capacity, "startup", None) or getattr(capacity, "institution", None)
    arguments = [house.slug] if house else []
    links = [(reverse(name, args=arguments), label) for name, label in PAGES.get(getattr(capacity, "name", ""), ())]
    # The longest address that the page lies under is the one that is open: the desk's own address is under all.
    here = max((address for address, _label in links if path.startswith(address)), key=len, default="")
    return [Tab(label, address, address == here) for address, label in links]

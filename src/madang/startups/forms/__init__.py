"""Forms of the startup's pages: fields with their hints, bad input said beside the field."""

from .entries import ENTRY_FORMS, StandingsForm, entry_form
from .sections import FoundForm, FoundingForm, InviteForm, OperationForm, RoleForm, SearchForm, section_form

__all__ = [
    "ENTRY_FORMS",
    "FoundForm",
    "FoundingForm",
    "InviteForm",
    "OperationForm",
    "RoleForm",
    "SearchForm",
    "StandingsForm",
    "entry_form",
    "section_form",
]

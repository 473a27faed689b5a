"""Pages of the institutions."""

from .entries import add_entry, change_entry, entries, remove_entry
from .members import change_role, invitation, leave, members, remove_member, withdraw_invitation
from .profile import profile, remove_logo, set_logo
from .public import index, logo

__all__ = [
    "add_entry",
    "change_entry",
    "change_role",
    "entries",
    "index",
    "invitation",
    "leave",
    "logo",
    "members",
    "profile",
    "remove_entry",
    "remove_logo",
    "remove_member",
    "set_logo",
    "withdraw_invitation",
]

"""Pages of the startups."""

from .entries import add_entry, change_entry, remove_entry
from .founding import founding, invitation, new
from .profile import profile, section
from .public import index, page
from .settings import operation, publish, settings, share, stop_sharing, unpublish
from .team import change_role, leave, remove_member, team, withdraw_invitation
from .thread import thread

__all__ = [
    "add_entry",
    "change_entry",
    "change_role",
    "founding",
    "index",
    "invitation",
    "leave",
    "new",
    "operation",
    "page",
    "profile",
    "publish",
    "remove_entry",
    "remove_member",
    "section",
    "settings",
    "share",
    "stop_sharing",
    "team",
    "thread",
    "unpublish",
    "withdraw_invitation",
]

"""What changes a startup. Views, API, jobs and commands write through here and nowhere else."""

from .consents import publish, register_consequences, share, stop_sharing, unpublish
from .entries import add_entry, change_entry, declare, remove_entry, set_standings
from .founding import change_founding, change_operation, found
from .members import change_role, invite, leave, redeem_invitation, remove_member, withdraw_invitation
from .profile import edit_section
from .record import edit_record

__all__ = [
    "add_entry",
    "change_entry",
    "change_founding",
    "change_operation",
    "change_role",
    "declare",
    "edit_record",
    "edit_section",
    "found",
    "invite",
    "leave",
    "publish",
    "redeem_invitation",
    "register_consequences",
    "remove_entry",
    "remove_member",
    "set_standings",
    "share",
    "stop_sharing",
    "unpublish",
    "withdraw_invitation",
]

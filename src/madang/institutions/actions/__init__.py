"""What changes an institution. Views, API, jobs and commands write through here and nowhere else."""

from .entries import add_entry, change_entry, remove_entry
from .members import change_role, invite, leave, redeem_invitation, remove_member, withdraw_invitation
from .profile import edit_profile, open_institution, set_listing, set_logo

__all__ = [
    "add_entry",
    "change_entry",
    "change_role",
    "edit_profile",
    "invite",
    "leave",
    "open_institution",
    "redeem_invitation",
    "remove_entry",
    "remove_member",
    "set_listing",
    "set_logo",
    "withdraw_invitation",
]

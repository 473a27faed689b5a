"""What changes a startup. Views, API, jobs and commands write through here and nowhere else."""

from .answers import keep_answers, remove_answer, write_answer
from .consents import publish, register_consequences, share, stop_sharing, unpublish
from .documents import (
    describe_document,
    forget_documents,
    keep_document,
    remove_document,
    replace_document,
    restore_document,
)
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
    "describe_document",
    "edit_record",
    "edit_section",
    "forget_documents",
    "found",
    "invite",
    "keep_answers",
    "keep_document",
    "leave",
    "publish",
    "redeem_invitation",
    "register_consequences",
    "remove_answer",
    "remove_document",
    "remove_entry",
    "remove_member",
    "replace_document",
    "restore_document",
    "set_standings",
    "share",
    "stop_sharing",
    "unpublish",
    "withdraw_invitation",
    "write_answer",
]

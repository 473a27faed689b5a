"""Pages of the startups."""

from .answers import answer, answers, remove_answer
from .documents import (
    add_document,
    document,
    document_file,
    documents,
    remove_document,
    replace_document,
    restore_document,
)
from .entries import add_entry, change_entry, remove_entry
from .founding import founding, invitation, new
from .profile import profile, section
from .public import index, page
from .settings import operation, publish, settings, share, stop_sharing, unpublish
from .team import change_role, leave, remove_member, team, withdraw_invitation
from .thread import thread

__all__ = [
    "add_document",
    "add_entry",
    "answer",
    "answers",
    "change_entry",
    "change_role",
    "document",
    "document_file",
    "documents",
    "founding",
    "index",
    "invitation",
    "leave",
    "new",
    "operation",
    "page",
    "profile",
    "publish",
    "remove_answer",
    "remove_document",
    "remove_entry",
    "remove_member",
    "replace_document",
    "restore_document",
    "section",
    "settings",
    "share",
    "stop_sharing",
    "team",
    "thread",
    "unpublish",
    "withdraw_invitation",
]

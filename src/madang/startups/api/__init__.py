"""The startups of the caller in the API: the profile, the answer bank, the document wallet."""

from . import answers, documents
from .profile import FactName, MemberRequest, router

__all__ = ["FactName", "MemberRequest", "answers", "documents", "router"]

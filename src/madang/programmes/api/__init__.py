"""Programmes, calls, the search over both and the eligibility check, as the API tells of them."""

from . import calls, eligibility, programmes, search, terms

__all__ = ["calls", "eligibility", "programmes", "search", "terms"]

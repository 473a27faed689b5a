"""The answer bank as others read it: what a startup has answered before, from the bank, the profile and the wallet."""

from .known import Entry, bank, known
from .questions import GROUPS, answerable, question_of

__all__ = ["GROUPS", "Entry", "answerable", "bank", "known", "question_of"]

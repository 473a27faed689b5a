"""What the sample holds of selections: which call stands where, and who may judge. Part of `records`, in a file of its own."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A call whose selection stands at a step.

    `step`: "open", "tonight", "eligibility", "documents", "presentation", "proposed" or "released".
    """

    call: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Someone of the pool; `expertise` by language, `works` are (title, text, year) in the reviewer's own."""

    email: str
    languages: tuple[str, ...]
    sectors: tuple[str, ...]
    expertise: Mapping[str, str]
    employer: str
    most: int
    works: tuple[tuple[str, str, int], ...] = ()

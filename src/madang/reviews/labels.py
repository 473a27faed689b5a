"""Names that tell nothing: what people call a case aloud, and how an applicant may speak of a reviewer."""

import hashlib
import secrets
from collections.abc import Collection
from typing import Final

# No 0 and O, no 1, I and L: read aloud and written by hand they are mistaken for each other.
LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_OF_REVIEWERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ"


def case_labels(count: int, taken: Collection[str]) -> list[str]:
    """So many new labels of three signs (four beyond some thousands), at random: their order tells nothing."""
    size = 3 if (count + len(taken)) * 4 < len(LETTERS) ** 3 else 4
    used = set(taken)
    made: list[str] = []
    while len(made) < count:
        label = "".join(secrets.choice(LETTERS) for _sign in range(size))
        if label not in used:
            used.add(label)
            made.append(label)
    return made


def reviewer_label(key: str, case: str, reviewer: int, taken: Collection[str]) -> str:
    """The letter by which an applicant may speak of one reviewer of a case. A keyed shuffle: the same reviewer has another
    letter in another case, and the order of letters is not that of assignment."""
    order = sorted(_OF_REVIEWERS, key=lambda sign: hashlib.sha256(f"{key}/{case}/{reviewer}/{sign}".encode()).digest())
    return next((sign for sign in order if sign not in taken), None) or f"{order[0]}{len(taken)}"

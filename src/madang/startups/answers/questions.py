"""The questions of the shared library as the bank asks them: each by itself, outside any form."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.policy import Reason
from madang.engines.forms import Meaning, Question, meanings, read

# Groups of the library in its own order; documents are the wallet's, consents are given anew each time.
GROUPS: Final[Mapping[str, Reason]] = {
    "company": _("The firm"),
    "figures": _("Figures"),
    "product": pgettext_lazy("heading", "Product and technology"),
    "problem": _("Problem and market"),
    "solution": _("Solution"),
    "scale_up": _("Growth"),
    "team": pgettext_lazy("heading", "Team"),
    "money": pgettext_lazy("heading", "Money"),
    "residency": _("Moving in"),
    "robot": _("Robots and demonstration"),
    "contest": _("Contests"),
}
_MOST: Final = 40


@cache
def _questions() -> Mapping[str, Question]:
    """Every question by its meaning, read as a form would read it."""
    codes = list(meanings())
    found: dict[str, Question] = {}
    for start in range(0, len(codes), _MOST):
        asked = [{"id": code, "meaning": code} for code in codes[start : start + _MOST]]
        title = {"en": "Answer bank"}
        form = read({"version": 1, "title": title, "sections": [{"id": "bank", "title": title, "questions": asked}]})
        found |= {question.id: question for question in form.questions()}
    return MappingProxyType(found)


def question_of(meaning: str) -> Question:
    """The question of a meaning with the limits of the library; its id is the meaning. Raises KeyError."""
    return _questions()[meaning]


def answerable(meaning: str) -> Meaning | None:
    """The meaning if the bank keeps answers to it: files stand in the wallet, and consents are given anew."""
    found = meanings().get(meaning)
    return found if found and found.group in GROUPS and found.kind not in ("file", "consent") else None

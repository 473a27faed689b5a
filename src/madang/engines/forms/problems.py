"""What is wrong with a form or with an answer: where, what, and how to mend it, in three languages."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from .words import Words

DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `code` and `params` say it in any language; `path` leads to it.

    In a form: `sections[0].questions[2].limits.max`. In answers: the question's id, then row and column
    (`figures[1].revenue`, rows from 0).
    """

    path: str
    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    def below(self, path: str) -> "Problem":
        """The same fault seen from further out."""
        joint = "" if not self.path or self.path.startswith("[") or not path else "."
        return replace(self, path=f"{path}{joint}{self.path}")

    @property
    def question(self) -> str:
        """The id of the question an answer's fault belongs to."""
        return self.path.partition("[")[0].partition(".")[0]

    def text(self, lang: str = "en") -> str:
        """What is wrong and how to mend it, without the path."""
        return problem_text(self, lang)


class FormError(ValueError):
    """A form that cannot be used. `problems` holds every fault that could be told apart, never none."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.path or 'form'}: {problem_text(p, 'en')}" for p in self.problems))


@cache
def messages() -> Mapping[str, Words]:
    """Every code with its wording; `{name}` stands for a parameter."""
    with (DATA / "messages.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Words(row["ko"], row["zh"], row["en"]) for row in csv.DictReader(file)}


def problem_text(problem: Problem, lang: str) -> str:
    """What is wrong and how to mend it, without the path, in ko, zh or en."""
    return messages()[problem.code].said(lang).format(**problem.params)

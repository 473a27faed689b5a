"""Conditions, read from JSON and held against the questions that come before."""

from collections.abc import Collection, Mapping
from typing import Any as Anything
from typing import Final

from madang.engines.forms import values
from madang.engines.forms.conditions import DEEPEST, MOST_PARTS, OPERATORS, All, Any, Condition, Not, Test
from madang.engines.forms.definition import Question
from madang.engines.forms.problems import Problem

from .primitives import Reader

_GROUPS: Final = ("all", "any", "not")
_BY_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "number": OPERATORS,
    "money": OPERATORS,
    "date": OPERATORS,
    "choice": ("equals", "any_of", "filled"),
    "consent": ("equals", "filled"),
}


def read_condition(
    reader: Reader, path: str, form: object, earlier: Mapping[str, Question], everything: Collection[str]
) -> Condition | None:
    """The condition, or None with its faults. `earlier`: questions it may look at; `everything`: every id of the form."""
    return _Reading(reader, earlier, everything).condition(path, form, 1)


class _Reading:
    def __init__(self, reader: Reader, earlier: Mapping[str, Question], everything: Collection[str]) -> None:
        self.reader = reader
        self.earlier = earlier
        self.everything = everything
        self.seen = 0

    def condition(self, path: str, form: object, depth: int) -> Condition | None:
        self.seen += 1
        if self.seen > MOST_PARTS or depth > DEEPEST:
            if self.seen <= MOST_PARTS + 1:
                self.reader.fault(path, "condition_size", deep=DEEPEST, high=MOST_PARTS)
            return None
        if not isinstance(form, Mapping):
            self.reader.fault(path, "not_object")
            return None
        shapes = [key for key in (*_GROUPS, "question") if key in form]
        if len(shapes) != 1:
            self.reader.fault(path, "condition_shape")
            return None
        shape = shapes[0]
        if shape == "question":
            return self.test(path, form)
        self.reader.mapping(path, form, (shape,))
        if shape == "not":
            part = self.condition(f"{path}.not", form["not"], depth + 1)
            return Not(part) if part else None
        rows = self.reader.rows(f"{path}.{shape}", form[shape], least=1, most=MOST_PARTS)
        parts = [self.condition(f"{path}.{shape}[{at}]", row, depth + 1) for at, row in enumerate(rows)]
        found = tuple(part for part in parts if part)
        if not found:
            return None
        return All(found) if shape == "all" else Any(found)

    def test(self, path: str, form: Mapping[str, Anything]) -> Condition | None:
        operators = [key for key in OPERATORS if key in form]
        if len(operators) != 1:
            self.reader.fault(path, "condition_operator", choices=", ".join(OPERATORS))
            return None
        operator = operators[0]
        self.reader.mapping(path, form, ("question", operator))
        name = form["question"]
        question = self.earlier.get(name) if isinstance(name, str) else None
        if question is None:
            later = isinstance(name, str) and name in self.everything
            code = "not_earlier" if later else "unknown_question"
            self.reader.fault(f"{path}.question", code, value=values.shortened(name))
            return None
        allowed = _BY_KIND.get(question.kind, ("filled",))
        if operator not in allowed:
            self.reader.fault(f"{path}.{operator}", "operator_kind", kind=question.kind, choices=", ".join(allowed))
            return None
        return self.value(f"{path}.{operator}", question, operator, form[operator])

    def value(self, path: str, question: Question, operator: str, raw: object) -> Condition | None:
        if operator == "filled" or question.kind == "consent":
            return Test(question.id, operator, raw) if self.flag(path, raw) else None
        if operator != "any_of":
            found = self.comparable(path, question, raw)
            return None if found is None else Test(question.id, operator, found)
        rows = self.reader.rows(path, raw, least=1, most=200)
        several = [self.comparable(f"{path}[{at}]", question, row) for at, row in enumerate(rows)]
        wanted = tuple(value for value in several if value is not None)
        return Test(question.id, operator, wanted) if wanted else None

    def flag(self, path: str, raw: object) -> bool:
        if isinstance(raw, bool):
            return True
        self.reader.fault(path, "not_flag")
        return False

    def comparable(self, path: str, question: Question, raw: object) -> Anything:
        """The canonical value an answer is compared with: one code where several may be picked."""
        found = values.clean(question, raw, lang="en")
        if isinstance(found, Problem):
            self.reader.fault(path, found.code, **found.params)
            return None
        if isinstance(found, list):
            if len(found) == 1:
                return found[0]
            self.reader.fault(path, "one_pick")
            return None
        if found is None:
            self.reader.fault(path, "condition_value")
        return found

"""A whole form, read from JSON."""

from collections.abc import Mapping
from typing import Any as Anything
from typing import Final

from madang.engines.forms.conditions import Condition
from madang.engines.forms.definition import KINDS, OPTIONAL, SUBMIT, VERSION, Form, Question, Section
from madang.engines.forms.library import Meaning, meanings
from madang.engines.forms.problems import FormError

from .conditions import read_condition
from .limits import read_limits
from .primitives import Reader

MOST_SECTIONS: Final = 40
MOST_QUESTIONS: Final = 300
MOST_STAGES: Final = 12
_FORM: Final = ("version", "title", "help", "stages", "sections")
_SECTION: Final = ("id", "title", "help", "shown_if", "questions")
_QUESTION: Final = (
    *("id", "kind", "label", "help", "meaning", "required", "shown_if", "hidden_from_reviewers", "limits"),
)


def read(data: object) -> Form:
    """The form that JSON values hold.

    A question with a `meaning` takes what it leaves out (kind, label, help, limits, whether it is hidden from
    reviewers) from the shared library; `definition.write` then writes it out, so a stored form changes with no library.

    Raises
    ------
    FormError : with every fault found, each with its path, what is wrong and how to mend it. Unknown keys are refused.
    """
    reading = _Reading()
    form = reading.form(data)
    if reading.problems or form is None:
        raise FormError(reading.problems)
    return form


class _Reading(Reader):
    def __init__(self) -> None:
        super().__init__()
        self.earlier: dict[str, Question] = {}
        self.everything: frozenset[str] = frozenset()
        self.ids: set[str] = set()
        self.stages: tuple[str, ...] = (SUBMIT,)
        self.count = 0

    def form(self, data: object) -> Form | None:
        found = self.mapping("", data, _FORM, ("version", "title", "sections"))
        if found is None:
            return None
        version = found.get("version", VERSION)
        if version != VERSION or isinstance(version, bool):
            self.fault("version", "version", known=VERSION)
        title = self.words("title", found["title"]) if "title" in found else self.words("title", None, optional=True)
        self.stages = self._stages(found.get("stages", [SUBMIT]))
        rows = self.rows("sections", found.get("sections", [0]), least=1, most=MOST_SECTIONS)
        self.everything = _ids(rows)
        seen: set[str] = set()
        sections = []
        for at, row in enumerate(rows):
            section = self._section(f"sections[{at}]", row, seen)
            if section:
                sections.append(section)
        return Form(
            title=title,
            help=self.words("help", found.get("help"), prose=True, optional=True),
            stages=self.stages,
            sections=tuple(sections),
        )

    def _stages(self, form: object) -> tuple[str, ...]:
        rows = self.rows("stages", form, least=1, most=MOST_STAGES)
        codes = tuple(code for at, row in enumerate(rows) if (code := self.code(f"stages[{at}]", row)))
        if codes and (codes[0] != SUBMIT or OPTIONAL in codes or len(set(codes)) < len(codes)):
            self.fault("stages", "stages")
        return codes or (SUBMIT,)

    def _section(self, path: str, form: object, seen: set[str]) -> Section | None:
        found = self.mapping(path, form, _SECTION, ("id", "title", "questions"))
        if found is None or any(key not in found for key in ("id", "title", "questions")):
            return None
        code = self.code(f"{path}.id", found["id"])
        if code and code in seen:
            self.fault(f"{path}.id", "twice", value=code)
        seen.add(code)
        shown_if = self._condition(path, found)
        rows = self.rows(f"{path}.questions", found["questions"], most=MOST_QUESTIONS)
        read = [self._question(f"{path}.questions[{at}]", row) for at, row in enumerate(rows)]
        return Section(
            id=code,
            title=self.words(f"{path}.title", found["title"]),
            help=self.words(f"{path}.help", found.get("help"), prose=True, optional=True),
            shown_if=shown_if,
            questions=tuple(question for question in read if question),
        )

    def _condition(self, path: str, found: Mapping[str, Anything]) -> Condition | None:
        if found.get("shown_if") is None:
            return None
        return read_condition(self, f"{path}.shown_if", found["shown_if"], self.earlier, self.everything)

    def _question(self, path: str, form: object) -> Question | None:
        self.count += 1
        if self.count > MOST_QUESTIONS:
            if self.count == MOST_QUESTIONS + 1:
                self.fault(path, "many_questions", high=MOST_QUESTIONS)
            return None
        found = self.mapping(path, form, _QUESTION, ("id",))
        if found is None or "id" not in found:
            return None
        meaning = self._meaning(path, found)
        whole = _with_meaning(found, meaning) if meaning else dict(found)
        for key in ("kind", "label"):
            if key not in whole:
                self.fault(path, "missing_key", value=key)
        code = self.code(f"{path}.id", whole["id"])
        if code and code in self.ids:
            self.fault(f"{path}.id", "twice", value=code)
        self.ids.add(code)
        kind = self.one_of(f"{path}.kind", whole["kind"], KINDS) if "kind" in whole else None
        if kind and meaning and not meaning.fits(kind):
            self.fault(f"{path}.kind", "meaning_kind", value=kind, kind=meaning.kind, meaning=meaning.code)
        question = self._built(path, code, kind, whole)
        if question:
            self.earlier.setdefault(question.id, question)
        return question

    def _meaning(self, path: str, found: Mapping[str, Anything]) -> Meaning | None:
        code = found.get("meaning", "")
        if code == "":
            return None
        known = meanings()
        if isinstance(code, str) and code in known:
            return known[code]
        self.fault(f"{path}.meaning", "unknown_meaning", value=code[:40] if isinstance(code, str) else "?")
        return None

    def _built(self, path: str, code: str, kind: str | None, whole: dict[str, Anything]) -> Question | None:
        label = self.words(f"{path}.label", whole["label"]) if "label" in whole else None
        hint = self.words(f"{path}.help", whole.get("help"), prose=True, optional=True)
        needed = (OPTIONAL, *self.stages)
        required = self.one_of(f"{path}.required", whole.get("required", OPTIONAL), needed) or OPTIONAL
        shown_if = self._condition(path, whole)
        hidden = self.flag(f"{path}.hidden_from_reviewers", whole.get("hidden_from_reviewers", False))
        limits = read_limits(self, f"{path}.limits", kind, whole.get("limits", {})) if kind else None
        if not code or kind is None or limits is None or label is None:
            return None
        return Question(
            id=code,
            kind=kind,
            label=label,
            help=hint,
            meaning=str(whole.get("meaning", "")),
            required=required,
            shown_if=shown_if,
            hidden_from_reviewers=hidden,
            limits=limits,
        )


def _ids(rows: list[Anything]) -> frozenset[str]:
    """Every id a section's questions claim, before they are read: to tell a later question from an unknown one."""
    found: set[str] = set()
    for row in rows:
        questions = row.get("questions") if isinstance(row, Mapping) else None
        for question in questions if isinstance(questions, list) else ():
            if isinstance(question, Mapping) and isinstance(question.get("id"), str):
                found.add(question["id"])
    return frozenset(found)


def _with_meaning(found: Mapping[str, Anything], meaning: Meaning) -> dict[str, Anything]:
    """The question with what it leaves out, taken from the library; limits are merged key by key."""
    whole = {**meaning.defaults(), **found}
    given, shared = found.get("limits"), dict(meaning.limits)
    if isinstance(given, Mapping):
        if given.get("options"):
            shared.pop("terms", None)
        if given.get("terms"):
            shared.pop("options", None)
        whole["limits"] = {**shared, **given} if meaning.kind == whole.get("kind") else given
    return whole

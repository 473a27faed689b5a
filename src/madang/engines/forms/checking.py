"""What is still missing or wrong in an application: the checklist before it is handed in."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from .conditions import holds, named
from .definition import OPTIONAL, ConsentLimits, Form, Question, Section
from .problems import Problem
from .values import Value, take
from .weighing import weigh
from .words import LANGUAGES


def visible(form: Form, answers: Mapping[str, Anything]) -> tuple[str, ...]:
    """The ids of the questions that are shown, in the form's order. An answer left behind under a hidden one does not count."""
    return tuple(question.id for section, questions in shown(form, answers) for question in questions)


def shown(form: Form, answers: Mapping[str, Anything]) -> list[tuple[Section, tuple[Question, ...]]]:
    """The sections that are shown, each with its shown questions (there may be none)."""
    seen: dict[str, Anything] = {}
    found = []
    for section in form.sections:
        if section.shown_if is not None and not holds(section.shown_if, seen):
            continue
        questions = []
        for question in section.questions:
            if question.shown_if is None or holds(question.shown_if, seen):
                questions.append(question)
                if (value := answers.get(question.id)) is not None:
                    seen[question.id] = value
        found.append((section, tuple(questions)))
    return found


def depending(form: Form, questions: Collection[str]) -> tuple[str, ...]:
    """Questions whose being shown hangs on these, over however many steps, in the form's order; these left out."""
    moved = set(questions)
    found = []
    for section in form.sections:
        whole = section.shown_if is not None and not moved.isdisjoint(named(section.shown_if))
        for question in section.questions:
            own = question.shown_if is not None and not moved.isdisjoint(named(question.shown_if))
            if (whole or own) and question.id not in moved:
                moved.add(question.id)
                found.append(question.id)
    return tuple(found)


def check(
    form: Form, answers: Mapping[str, Anything], *, stage: str, today: date, lang: str | None = None
) -> list[Problem]:
    """Everything that keeps the answers from being handed in at `stage`, in the form's order.

    `answers` are canonical values by question id. An answer required at an earlier stage is required at a later one.
    `lang`: the language the application is written in, for lengths; None: each text counts as the language its script
    tells. Raises ValueError for a stage the form does not have.
    """
    if stage not in form.stages:
        raise ValueError(f"not a stage of this form: {stage!r}")
    due = form.stages[: form.stages.index(stage) + 1]
    problems: list[Problem] = []
    for _section, questions in shown(form, answers):
        for question in questions:
            problems += faults(question, answers.get(question.id), today=today, lang=lang, due=question.required in due)
    return problems


def faults(
    question: Question, value: Value, *, today: date, lang: str | None = None, due: bool = True
) -> Iterator[Problem]:
    """The faults of one canonical answer, for the line beside its field.

    `due`: whether it has to be there by now. What is only begun (too few rows, too short a text) is a fault once it is
    due, or where it never will be: an optional answer is given whole or not at all.
    """
    consent = isinstance(question.limits, ConsentLimits)
    if value is None:
        if due:
            yield Problem(question.id, "consent_needed" if consent else "required")
        return
    read = take(question, value, lang=lang or "en")
    yield from read.problems
    if read.value is None or read.problems:
        return
    if consent and due and isinstance(read.value, dict) and not read.value["accepted"]:
        yield Problem(question.id, "consent_needed")
    whole = due or question.required == OPTIONAL
    for problem in weigh(question, read.value, today=today, lang=lang if lang in LANGUAGES else None, whole=whole):
        yield problem.below(question.id)


@dataclass(frozen=True, slots=True)
class Share:
    """How far one section is. `missing`: the ids of shown questions required at any stage up to now and unanswered."""

    section: str
    answered: int
    asked: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an application is: counts of shown questions, over all and by section."""

    sections: tuple[Share, ...]

    @property
    def answered(self) -> int:
        return sum(share.answered for share in self.sections)

    @property
    def asked(self) -> int:
        return sum(share.asked for share in self.sections)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for share in self.sections for name in share.missing)


def progress(form: Form, answers: Mapping[str, Anything], *, stage: str | None = None) -> Progress:
    """What is answered and what is still required at `stage` (default: the first). A section without questions is left out."""
    due = form.stages[: form.stages.index(stage) + 1] if stage else form.stages[:1]
    shares = []
    for section, questions in shown(form, answers):
        if not questions:
            continue
        done = [question.id for question in questions if _answered(question, answers.get(question.id))]
        missing = tuple(q.id for q in questions if q.required != OPTIONAL and q.required in due and q.id not in done)
        shares.append(Share(section.id, len(done), len(questions), missing))
    return Progress(tuple(shares))


def _answered(question: Question, value: Value) -> bool:
    if isinstance(question.limits, ConsentLimits) and question.required != OPTIONAL:  # an optional no is an answer
        return isinstance(value, dict) and value.get("accepted") is True
    return value is not None

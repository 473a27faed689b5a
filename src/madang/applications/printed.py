"""An application as text, section by section: for the page that is read, for paper, and for the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from madang.core.text import reader_language
from madang.engines.forms import show, shown
from madang.engines.forms.definition import Form, Question, TableLimits, TeamLimits
from madang.engines.forms.words import Words

from .controls import Worded, worded
from .models import Application, Submission
from .reading import Sheet, form_of

_MEMBER: Final = (("name", Words("이름", "姓名", "Name")), ("role", Words("역할", "职责", "Role")),
                  ("career", Words("경력", "经历", "Career")))  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One question and its answer: `lines` of text, or a `table` of heads and rows. Neither: not answered."""

    id: str
    label: Worded
    lines: tuple[str, ...] = ()
    heads: tuple[Worded, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.rows or self.files)


@dataclass(frozen=True)
class Part:
    """One section."""

    id: str
    title: Worded
    told: tuple[Told, ...]

    @property
    def answered(self) -> tuple[Told, ...]:
        return tuple(one for one in self.told if not one.is_empty)

    @property
    def unanswered(self) -> tuple[Told, ...]:
        return tuple(one for one in self.told if one.is_empty)


def parts(sheet: Sheet, lang: str | None = None) -> list[Part]:
    """What stands in it now, in the reader's language or in `lang`."""
    return _parts(sheet.form, sheet.answers, lang or reader_language())


def parts_of(submission: Submission, application: Application, lang: str | None = None) -> list[Part]:
    """What was handed in, as it was."""
    return _parts(form_of(submission.form), submission.content["answers"], lang or reader_language())


def _parts(form: Form, answers: Mapping[str, Any], lang: str) -> list[Part]:
    return [
        Part(section.id, worded(section.title, lang), tuple(_told(one, answers.get(one.id), lang) for one in questions))
        for section, questions in shown(form, answers)
        if questions
    ]


def _told(question: Question, value: Any, lang: str) -> Told:
    told = Told(question.id, worded(question.label, lang))
    if value is None:
        return told
    match question.limits:
        case TableLimits(columns=columns) if isinstance(value, list):
            heads = tuple(worded(column.label, lang) for column in columns)
            rows = tuple(tuple(_cell(column, row.get(column.id), lang) for column in columns) for row in value)
            return Told(told.id, told.label, heads=heads, rows=rows)
        case TeamLimits() if isinstance(value, list):
            heads = tuple(worded(words, lang) for _key, words in _MEMBER)
            rows = tuple(tuple(str(member.get(key, "")) for key, _words in _MEMBER) for member in value)
            return Told(told.id, told.label, heads=heads, rows=rows)
    if question.kind == "file" and isinstance(value, list):
        return Told(told.id, told.label, files=tuple(value), lines=tuple(show(question, value, lang).split("\n")))
    return Told(told.id, told.label, lines=tuple(show(question, value, lang).split("\n")))


def _cell(column: Any, value: Any, lang: str) -> str:
    return "" if value is None else show(column, value, lang)

"""What a reviewer reads of an application: what was handed in, without what a blind stage hides.

Hidden are questions that the form marks as telling who applies, those the stage names, and words or whole answers that staff
have covered. Of files a blind stage shows only what can be stripped of names: PDF and pictures, under a neutral name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from madang.applications.models import Submission
from madang.applications.printed import Part, Told, parts_of
from madang.applications.reading import form_of

from .models import Case, Redaction, Stage

BAR: Final = "█████"
# Kinds of files whose inside can be cleaned of who wrote them.
CLEANABLE: Final = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True)
class Paper:
    """One file as a reviewer meets it. `place`: its number under the question, from 1; `is_shown` False: it may not be opened."""

    question: str
    place: int
    name: str
    pages: int | None
    is_shown: bool


@dataclass(frozen=True)
class Answer:
    """One question with its answer, covered where it must be; `covered`: the whole answer is hidden from blind review."""

    told: Told
    papers: tuple[Paper, ...] = ()
    covered: bool = False


@dataclass(frozen=True)
class Page:
    """One section of the application."""

    id: str
    title: Any
    answers: tuple[Answer, ...]


def newest(case: Case) -> Submission:
    """What was handed in last. One query."""
    found: Submission = case.application.submissions.select_related("form").order_by("-number")[0]
    return found


def pages(case: Case, stage: Stage, submission: Submission, redactions: Iterable[Redaction]) -> list[Page]:
    """The application as this stage shows it to reviewers, in the reader's language. No query."""
    hidden = hidden_questions(stage, submission)
    covers = {one.question: one for one in redactions} if stage.is_blind else {}
    found = []
    for part in parts_of(submission, case.application):
        answers = tuple(_answer(told, stage, covers) for told in part.told if told.id not in hidden)
        if answers:
            found.append(Page(part.id, part.title, answers))
    return found


def hidden_questions(stage: Stage, submission: Submission) -> set[str]:
    """Ids of the questions that this stage keeps from reviewers."""
    hidden = set(stage.hidden_questions)
    if stage.is_blind:
        hidden |= {question.id for question in form_of(submission.form).questions() if question.hidden_from_reviewers}
    return hidden


def staff_parts(case: Case, submission: Submission) -> list[Part]:
    """The application whole, as staff read it."""
    return parts_of(submission, case.application)


def _answer(told: Told, stage: Stage, covers: Mapping[str, Redaction]) -> Answer:
    cover = covers.get(told.id)
    if cover is not None and cover.whole:
        return Answer(Told(told.id, told.label), covered=True)
    if told.files:
        return Answer(replace(told, lines=(), files=()), papers=tuple(_papers(told, stage)))
    if cover is not None:
        passages = [passage for passage in cover.passages if passage]
        told = replace(
            told,
            lines=tuple(covered(line, passages) for line in told.lines),
            rows=tuple(tuple(covered(cell, passages) for cell in row) for row in told.rows),
        )
    return Answer(told)


def covered(text: str, passages: Iterable[str]) -> str:
    """The text with every such passage under a bar, longest first, so that no part of a longer one is left standing."""
    for passage in sorted(set(passages), key=len, reverse=True):
        text = text.replace(passage, BAR)
    return text


def _papers(told: Told, stage: Stage) -> Iterable[Paper]:
    for place, file in enumerate(told.files, start=1):
        name = str(file.get("name", ""))
        ending = name.rpartition(".")[2].lower()
        if stage.is_blind:
            is_shown = ending in CLEANABLE.values() or ending == "jpeg"
            yield Paper(told.id, place, f"{told.id}-{place}.{ending}", file.get("pages"), is_shown)
        else:
            yield Paper(told.id, place, name, file.get("pages"), True)

"""The startup's answer bank as forms ask it, and what a form could give back to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madang.engines.forms import Form, Known, Prefill, Question, meanings, prefill, shown
from madang.startups.answers import answerable, bank, known
from madang.startups.models import Startup

from .models import Submission
from .reading import form_of

Bank = Mapping[tuple[str, str], Known]


def bank_of(startup: Startup, *, today: date) -> Bank:
    """What the startup has answered before, in the bank, the profile and the wallet. A fixed number of queries."""
    return known(startup, today=today)


def offers(form: Form, held: Bank, *, today: date, lang: str) -> Prefill:
    """What the bank holds for each question of a form that is shown, consents aside."""
    return prefill(form, held, today=today, lang=lang)


@dataclass(frozen=True, slots=True)
class Fresh:
    """An answer that the bank does not hold, or holds otherwise: `before`, of the day `as_of`."""

    question: Question
    value: Any
    lang: str
    version: int
    before: Any = None
    as_of: date | None = None


def fresh(submission: Submission, *, today: date) -> list[Fresh]:
    """What was handed in and is worth keeping, in the form's order: not what the bank or the profile says already."""
    application = submission.application
    held, form = bank(application.startup, today=today), form_of(submission.form)
    answers, found = submission.content["answers"], []
    for _section, questions in shown(form, answers):
        for question in questions:
            value = answers.get(question.id)
            if value is None or answerable(question.meaning) is None:
                continue
            lang = application.language if meanings()[question.meaning].by_language else ""
            there = held.get((question.meaning, lang))
            if there and (there.fixed or there.known.value == value):
                continue
            version = there.answer.version if there and there.answer else 0
            before, as_of = (there.known.value, there.known.as_of) if there else (None, None)
            found.append(Fresh(question, value, lang, version, before, as_of))
    return found

"""What a startup has answered before, put into a new form: how old it is, and what is left to ask."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any as Anything
from typing import Final

from .checking import faults, visible
from .definition import Column, ConsentLimits, Form, Question, TableLimits
from .library import Meaning, meanings
from .problems import Problem
from .values import Taken, Value, take
from .words import LANGUAGES

FILLED: Final = "filled"
EXPIRED: Final = "expired"
LIMITS: Final = "limits"
LANGUAGE: Final = "language"
MISMATCH: Final = "mismatch"
MISSING: Final = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One answer of the bank. `as_of`: the day it was true; `valid_until`: its last day, None: by the library's period."""

    value: Anything
    as_of: date
    valid_until: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the bank holds for one question.

    `state`: "filled" (fits and fresh); "expired" (fits, too old to be taken unasked); "limits" (readable, but breaks a
    limit of this form: `problems`); "language" (written in `lang`, not in the application's language); "mismatch" (the
    bank's value is of another type: `problems`, no value); "missing" (nothing known, or the question has no meaning).
    """

    question: str
    state: str
    value: Value = None
    lang: str = ""
    as_of: date | None = None
    age_days: int | None = None
    valid_until: date | None = None
    source: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Prefill:
    """One offer for each question that is shown, consents aside: those are given anew each time."""

    offers: tuple[Offer, ...]

    @property
    def answers(self) -> dict[str, Value]:
        """The values that may be filled in unasked."""
        return {offer.question: offer.value for offer in self.offers if offer.state == FILLED}

    @property
    def answered(self) -> int:
        """The 7 of "7 of 9 already answered"."""
        return sum(offer.state == FILLED for offer in self.offers)

    @property
    def asked(self) -> int:
        """The 9 of "7 of 9 already answered"."""
        return len(self.offers)

    @property
    def rest(self) -> tuple[Offer, ...]:
        """What still has to be asked or looked at, in the form's order."""
        return tuple(offer for offer in self.offers if offer.state != FILLED)


def prefill(
    form: Form,
    known: Mapping[tuple[str, str], Known],
    *,
    today: date,
    lang: str,
    answers: Mapping[str, Anything] | None = None,
) -> Prefill:
    """Answer a form from the bank.

    `known` by (meaning, language); the language is "" for figures, codes and names, which serve every language. A
    condition is followed with the answers filled so far, so a question they hide is not asked; `answers`, those a draft
    holds already, come before them.
    """
    offers = {
        question.id: _offer(question, known, today, lang)
        for question in form.questions()
        if not isinstance(question.limits, ConsentLimits)
    }
    filled = {name: offer.value for name, offer in offers.items() if offer.state == FILLED} | dict(answers or {})
    return Prefill(tuple(offers[name] for name in visible(form, filled) if name in offers))


def _offer(question: Question, known: Mapping[tuple[str, str], Known], today: date, lang: str) -> Offer:
    meaning = meanings().get(question.meaning)
    if meaning is None:
        return Offer(question=question.id, state=MISSING)
    spoken = next((code for code in _order(meaning, lang) if (meaning.code, code) in known), None)
    if spoken is None:
        return Offer(question=question.id, state=MISSING)
    answer = known[meaning.code, spoken]
    until = answer.valid_until or meaning.valid_until(answer.as_of)
    offer = Offer(
        question=question.id,
        state=FILLED,
        lang=spoken,
        as_of=answer.as_of,
        age_days=max(0, (today - answer.as_of).days),
        valid_until=until,
        source=answer.source,
    )
    return _weighed(offer, question, meaning, answer, today=today, lang=lang)


def _weighed(offer: Offer, question: Question, meaning: Meaning, answer: Known, *, today: date, lang: str) -> Offer:
    taken = _taken(question, answer.value, lang)
    if taken.problems or taken.value is None:
        problems = taken.problems or (Problem(question.id, "empty_answer"),)
        return replace(offer, state=MISMATCH, problems=problems)
    offer = replace(offer, value=taken.value)
    if meaning.by_language and offer.lang not in ("", lang):
        return replace(offer, state=LANGUAGE)
    broken = tuple(faults(question, taken.value, today=today, lang=lang if meaning.by_language else None))
    if broken:
        return replace(offer, state=LIMITS, problems=broken)
    if offer.valid_until is not None and offer.valid_until < today:
        return replace(offer, state=EXPIRED)
    return offer


def _order(meaning: Meaning, lang: str) -> tuple[str, ...]:
    return (lang, "", *(code for code in LANGUAGES if code != lang))


def _taken(question: Question, raw: object, lang: str) -> Taken:
    """The bank's value as this question reads it; a table is cut to the columns the question has."""
    if isinstance(question.limits, TableLimits) and isinstance(raw, list):
        raw = [_cut(row, question.limits.columns) for row in raw]
    return take(question, raw, lang=lang)


def _cut(row: object, columns: tuple[Column, ...]) -> object:
    if not isinstance(row, Mapping):
        return row
    return {column.id: row[column.id] for column in columns if column.id in row}

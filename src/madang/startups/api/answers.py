"""The answer bank in the API: what is known, and keeping more."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from madang.core import moments
from madang.core.api import Day, OneOf, serving
from madang.core.api import answers as answering
from madang.core.text import reader_language
from madang.engines.forms import meanings, problem_text
from madang.people.api_auth import signed_in
from madang.startups import actions
from madang.startups.actions.answers import Given
from madang.startups.answers import answerable, bank
from madang.startups.capacity import AsMember
from madang.startups.knowledge import Strict

from .profile import MemberRequest, router

LANGS = ("", "ko", "zh", "en")


class KnownAnswer(Schema):
    """One answer, by its question's meaning and language."""

    meaning: str = Field(examples=["pitch"])
    label: str
    lang: Literal["", "ko", "zh", "en"] = Field(description="Empty for figures, codes and names.")
    value: Any = Field(description="In the canonical form of its kind of question.")
    as_of: date
    valid_until: date | None
    source: Literal["typed", "application", "profile", "import", "wallet"]
    version: int | None = Field(description="Send it back with a change; null where the profile or the wallet answers.")


class KnownAnswers(Schema):
    """Everything known."""

    items: list[KnownAnswer]


def _meaning(code: str) -> str:
    if answerable(code) is None:
        raise PydanticCustomError("meaning", "no question of the bank")
    return code


class BankAnswerForm(Strict):
    """An answer to keep. `version` is the one you read, 0 for a first answer; left out, the later day counts."""

    meaning: Annotated[str, Field(max_length=60), AfterValidator(_meaning)]
    lang: Annotated[str, OneOf(LANGS)] = ""
    value: Any
    as_of: Day | None = None
    version: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)] | None = None


class BankAnswersForm(Strict):
    """Answers to keep, each by itself."""

    answers: list[BankAnswerForm] = Field(min_length=1, max_length=150)


class KeptAnswer(Schema):
    """What became of one answer: `kept`; `same` (it was there); `clash` (another was saved meanwhile or is of a later day);
    `profile` (the profile says something else: change it there); `faulty` (`detail` says how to mend it).
    """

    meaning: str
    lang: str
    outcome: Literal["kept", "same", "clash", "profile", "faulty"]
    version: int | None = None
    detail: str = ""


class KeptAnswers(Schema):
    """One row for each answer that said something."""

    items: list[KeptAnswer]


@router.get(
    "/{startup}/answers", response=answering(KnownAnswers, 304, 404), auth=signed_in("startups"), summary="My answers"
)
@serving(AsMember)
def my_answers(request: MemberRequest) -> dict[str, Any]:
    """The answer bank with what profile and wallet answer, in the order of the question library. Scope `startups`."""
    lang, order = reader_language(), list(meanings())
    held = bank(request.capacity.startup, today=moments.day_of(request.now))
    rows = sorted(held.items(), key=lambda item: (order.index(item[0][0]) if item[0][0] in order else 999, item[0]))
    return {
        "items": [
            {
                "meaning": meaning,
                "label": meanings()[meaning].label.said(lang) if meaning in meanings() else meaning,
                "lang": spoken,
                "value": entry.known.value,
                "as_of": entry.known.as_of,
                "valid_until": entry.known.valid_until,
                "source": entry.known.source,
                "version": entry.answer.version if entry.answer else None,
            }
            for (meaning, spoken), entry in rows
        ]
    }


@router.post(
    "/{startup}/answers",
    response=answering(KeptAnswers, 404, 409, 413, 415),
    auth=signed_in("startups", "write"),
    summary="Keep answers",
)
@serving(AsMember)
def keep_my_answers(request: MemberRequest, body: BankAnswersForm) -> dict[str, Any]:
    """Keep answers for the next form. Each is judged by itself; one that clashes holds no other up. Scopes `startups` and
    `write`; owners and editors only."""
    given = [_given(one) for one in body.answers]
    outcome = actions.keep_answers(
        startup=request.capacity.startup, answers=given, source="import", by=request.capacity, now=request.now
    )
    told: list[dict[str, Any]] = [
        {"meaning": row.meaning, "lang": row.lang, "outcome": "kept", "version": row.version} for row in outcome.saved
    ]
    told += [{"meaning": one.meaning, "lang": one.lang, "outcome": "same"} for one in outcome.same]
    told += [{"meaning": one.meaning, "lang": one.lang, "outcome": "profile"} for one in outcome.elsewhere]
    for clash in outcome.clashes:
        told.append(
            {
                "meaning": clash.given.meaning,
                "lang": clash.given.lang,
                "outcome": "clash",
                "version": clash.there.version,
            }
        )
    for one, problem in outcome.faulty:
        detail = problem_text(problem, reader_language())
        told.append({"meaning": one.meaning, "lang": one.lang, "outcome": "faulty", "detail": detail})
    return {"items": told}


def _given(form: BankAnswerForm) -> Given:
    """Prose without a language is taken in the reader's."""
    meaning = answerable(form.meaning)
    lang = form.lang or (reader_language() if meaning and meaning.by_language else "")
    return Given(meaning=form.meaning, lang=lang, value=form.value, as_of=form.as_of, version=form.version)

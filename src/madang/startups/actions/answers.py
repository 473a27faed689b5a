"""The answer bank: keeping what was typed once, merged answer by answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core import moments
from madang.core.capacity import Capacity
from madang.core.edits import Stale
from madang.core.policy import Refused, require
from madang.core.text import LANGUAGES, reader_language
from madang.engines.forms import Meaning, Problem, clean
from madang.journey.log import record
from madang.people.models import Person
from madang.startups import facts, policy
from madang.startups.answers.known import profile_says
from madang.startups.answers.questions import answerable, question_of
from madang.startups.models import Answer, Startup

from .profile import locked

Source = Answer.Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer to keep. `value` as it was cleaned or typed. `version`: of the answer it was written over, 0 for none.

    `version` None, where nobody looked: the answer of the later day stays. `valid_until` None: by the library's period.
    """

    meaning: str
    value: Any
    lang: str = ""
    as_of: date | None = None
    valid_until: date | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer that was not kept, because another was saved meanwhile or is of a later day: `there`."""

    given: Given
    there: Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each answer. `elsewhere`: the profile is the home of the fact and says something else;
    `faulty`: it could not be read as an answer to its question; `same`: it was there already.
    """

    saved: tuple[Answer, ...] = ()
    same: tuple[Given, ...] = ()
    clashes: tuple[Clash, ...] = ()
    elsewhere: tuple[Given, ...] = ()
    faulty: tuple[tuple[Given, Problem], ...] = ()


@transaction.atomic
def keep_answers(
    *,
    startup: Startup,
    answers: Sequence[Given],
    source: str = Source.TYPED,
    source_ref: str = "",
    by: Capacity,
    now: datetime,
) -> Outcome:
    """Keep answers for the next form, each by itself: one that clashes holds no other up. Raises `Refused` by policy.

    Files, consents, questions outside the library and empty answers are left out. What the profile says already is not
    kept twice. One line on the thread for all that was saved, without what was said.
    """
    startup = locked(startup)
    require(policy.can_edit(by, startup))
    told = profile_says(startup, moments.day_of(now))
    held = {(one.meaning, one.lang): one for one in Answer.objects.select_for_update().filter(startup=startup)}
    found: dict[str, list[Any]] = {"saved": [], "same": [], "clashes": [], "elsewhere": [], "faulty": []}
    for given in answers:
        meaning = answerable(given.meaning)
        if meaning is None or given.value in (None, "", [], {}):
            continue
        lang = _language(meaning, given.lang)
        value = clean(question_of(meaning.code), given.value, lang=lang or "ko")
        if isinstance(value, Problem):
            found["faulty"].append((given, value))
            continue
        there, says = held.get((meaning.code, lang)), told.get((meaning.code, lang))
        if value is None:
            continue
        if says and (says.value == value or says.as_of is None):
            found["same" if says.value == value else "elsewhere"].append(given)
        elif there and there.value == value and there.as_of >= (given.as_of or moments.day_of(now)):
            found["same"].append(given)
        elif there and there.value != value and _moved(there, given, now):
            found["clashes"].append(Clash(given, there))
        else:
            row = there or Answer(startup=startup, meaning=meaning.code, lang=lang, version=0)
            held[meaning.code, lang] = _put(row, given, value, source, source_ref, by=by, now=now)
            found["saved"].append(row)
    if found["saved"]:
        fact = facts.AnswersKept(meanings=tuple(dict.fromkeys(one.meaning for one in found["saved"])), source=source)
        record(fact, startup=startup, by=by, at=now)
    return Outcome(**{name: tuple(rows) for name, rows in found.items()})


@transaction.atomic
def write_answer(*, startup: Startup, given: Given, by: Capacity, now: datetime) -> Answer:
    """Save one answer as a person typed it into the bank. `given.version` is the one the form was opened on.

    Raises `Stale` where another saved meanwhile, `Refused` by policy, for what the profile answers, and for what cannot be
    read (the reason says how to mend it).
    """
    startup = locked(startup)
    require(policy.can_edit(by, startup))
    outcome = keep_answers(startup=startup, answers=[given], by=by, now=now)
    if outcome.clashes:
        there = outcome.clashes[0].there
        raise Stale({"value": there.value}, there.version)
    if outcome.elsewhere:
        raise Refused(_("The profile answers this. Change it there."))
    if outcome.faulty:
        raise Refused(outcome.faulty[0][1].text(reader_language()))
    meaning = answerable(given.meaning)
    found = Answer.objects.filter(startup=startup, meaning=given.meaning)
    row = found.filter(lang=_language(meaning, given.lang)).first() if meaning else None
    if row is None:
        raise Refused(_("Nothing to keep: the answer is empty, or the profile says the same already."))
    kept: Answer = row
    return kept


@transaction.atomic
def remove_answer(*, startup: Startup, meaning: str, lang: str, by: Capacity, now: datetime) -> None:
    """Take an answer out of the bank. One that is already gone stays gone: a second click is no error."""
    startup = locked(startup)
    require(policy.can_edit(by, startup))
    deleted, _by_model = Answer.objects.filter(startup=startup, meaning=meaning, lang=lang).delete()
    if deleted:
        record(facts.AnswerRemoved(meaning=meaning, lang=lang), startup=startup, by=by, at=now)


def _language(meaning: Meaning, lang: str) -> str:
    """Prose has a language, the rest none. Raises ValueError for prose without one."""
    if not meaning.by_language:
        return ""
    if lang not in LANGUAGES:
        raise ValueError(f"an answer to {meaning.code} is written in one of {LANGUAGES}, not {lang!r}")
    return lang


def _moved(there: Answer, given: Given, now: datetime) -> bool:
    if given.version is not None:
        return there.version != given.version
    return there.as_of > (given.as_of or moments.day_of(now))


def _put(row: Answer, given: Given, value: Any, source: str, source_ref: str, *, by: Capacity, now: datetime) -> Answer:
    assert isinstance(by.person, Person)
    row.value = value
    row.as_of = given.as_of or moments.day_of(now)
    row.valid_until = given.valid_until
    row.source, row.source_ref = source, source_ref
    row.written_by, row.written_at = by.person, now
    row.version += 1
    row.full_clean(exclude=["value"])
    row.save()
    return row

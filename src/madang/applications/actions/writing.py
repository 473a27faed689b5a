"""Saving answers one by one, so that of two people who write one application neither overwrites the other unseen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from madang.applications.deadline import deadline_of
from madang.applications.models import Application, Entry, Presence
from madang.applications.policy.writing import can_apply, can_write
from madang.applications.reading import form_of
from madang.core.capacity import Capacity
from madang.core.policy import Reason, require
from madang.core.text import LANGUAGES
from madang.engines.forms.definition import FileLimits, Question
from madang.engines.forms.problems import Problem
from madang.engines.forms.values import take
from madang.people.models import Person

from .locking import locked, standing_correction, touch

# The question whose answer names the project in lists.
TITLE: Final = "plan_title"


@dataclass(frozen=True)
class Change:
    """One answer as it came in, and the version of the entry that the writer had before them (0: none yet)."""

    raw: object
    seen: int


@dataclass(frozen=True)
class Clash:
    """Someone else saved this answer meanwhile. `mine` was not saved, `theirs` stands."""

    mine: Any
    theirs: Entry


@dataclass
class Saved:
    """What became of each answer: now in `entries`, or not saved because of a `clash`, a fault or a refusal."""

    application: Application
    entries: dict[str, Entry] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    clashes: dict[str, Clash] = field(default_factory=dict)
    faults: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    refused: dict[str, Reason] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return not (self.clashes or self.faults or self.refused)


@transaction.atomic
def save_answers(*, application: Application, changes: Mapping[str, Change], by: Capacity, now: datetime) -> Saved:
    """Save what can be saved, each answer by itself; the rest is told and stays as it was.

    An answer is refused as a clash if someone saved another since `Change.seen`, as a fault if it cannot be read; one that
    breaks a limit is saved, for a draft may be too long. Questions of no such form, and files, are passed over. The first
    save gives the number. Locks the application's row; raises `Refused` where nothing may be written at all.
    """
    application = locked(application)
    window, correction = deadline_of(application.call), standing_correction(application)
    require(can_write(by, application, window, now=now, correction=correction))
    assert isinstance(by.person, Person)
    asked = {question.id: question for question in form_of(application.form).questions()}
    held = {entry.question: entry for entry in application.entries.filter(question__in=changes)}
    done = Saved(application)
    for key, change in changes.items():
        question = asked.get(key)
        if question is None or isinstance(question.limits, FileLimits):
            continue
        may = can_write(by, application, window, now=now, correction=correction, question=key)
        if not may:
            done.refused[key] = may.reason
            continue
        _weigh(done, question, change, held.get(key), by=by.person, now=now)
    if done.changed or not application.number:
        fields = touch(application, now=now)
        for key in done.changed:
            if asked[key].meaning == TITLE:
                application.title = str(done.entries[key].value or "")[:200]
                fields.add("title")
        application.save(update_fields=fields)
    return done


def _weigh(done: Saved, question: Question, change: Change, entry: Entry | None, *, by: Person, now: datetime) -> None:
    taken = take(question, change.raw, lang=done.application.language)
    if taken.problems:
        done.faults[question.id] = taken.problems
        return
    stands = entry.value if entry else None
    if taken.value == stands:
        if entry:
            done.entries[question.id] = entry
        return
    if entry is not None and entry.version != change.seen:
        done.clashes[question.id] = Clash(taken.value, entry)
        return
    entry = entry or Entry(application=done.application, question=question.id, version=0)
    entry.value, entry.source, entry.as_of = taken.value, Entry.Source.TYPED, None
    entry.version += 1
    entry.edited_by, entry.edited_at = by, now
    entry.save()
    done.entries[question.id] = entry
    done.changed.add(question.id)


@transaction.atomic
def choose_language(*, application: Application, language: str, by: Capacity, now: datetime) -> Application:
    """Say in which language the answers are written; lengths are counted in it."""
    if language not in LANGUAGES:
        raise ValueError(f"not a language of the street: {language!r}")
    application = locked(application)
    require(can_write(by, application, deadline_of(application.call), now=now))
    if application.language != language:
        application.language = language
        application.save(update_fields=[*touch(application, now=now), "language"])
    return application


def be_here(*, application: Application, question: str, by: Capacity, now: datetime) -> None:
    """Say that a person is writing, and at which question. Nothing of it is kept longer than it is of use."""
    require(can_apply(by, application.startup))
    assert isinstance(by.person, Person)
    known = any(one.id == question for one in form_of(application.form).questions())
    here = Presence(application=application, person=by.person, question=question if known else "", seen_at=now)
    Presence.objects.bulk_create(
        [here],
        update_conflicts=True,
        unique_fields=["application", "person"],
        update_fields=["question", "seen_at"],
    )

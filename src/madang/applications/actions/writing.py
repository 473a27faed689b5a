"""Saving answers one by one, so that of two people who write one application neither overwrites the other unseen."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from madang.applications.at_once import sheet_at_once, window_of
from madang.applications.deadline import Deadline, deadline_of
from madang.applications.models import Application, Correction, Entry, Presence
from madang.applications.policy.writing import can_apply, can_write
from madang.applications.reading import Sheet, form_of
from madang.core.capacity import Capacity
from madang.core.policy import Reason, require
from madang.core.text import LANGUAGES
from madang.engines.forms import gather
from madang.engines.forms.definition import FileLimits, Question
from madang.engines.forms.problems import Problem
from madang.engines.forms.values import take
from madang.people.models import Person
from madang.startups.capacity import AsMember

from .locking import locked, locked_at_once, standing_correction, touch

# The question whose answer names the project in lists.
TITLE: Final = "plan_title"
_WRITTEN: Final = ("value", "version", "source", "as_of", "edited_by", "edited_at")
# How long a person counts as being where they were last seen without it being written down again.
STILL_HERE: Final = timedelta(seconds=30)


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
    held = {entry.question: entry for entry in application.entries.filter(question__in=changes)}
    return _save(application, changes, held, window, correction, by=by, now=now)


@dataclass(frozen=True)
class Answered:
    """One answer that a page sent: what became of it, and the sheet before and after, for what it opened or shut."""

    saved: Saved
    window: Deadline
    correction: Correction | None
    before: Sheet
    sheet: Sheet


class NotAskedError(LookupError):
    """The form has no such question that is answered in words."""


@transaction.atomic
def answer(
    *, public_id: str, question: str, sent: Mapping[str, Sequence[str]], seen: int, by: AsMember, now: datetime
) -> Answered:
    """Save one answer, in the fields a browser sent it in, as `save_answers` does. Four queries to read, two to write.

    Raises `Application.DoesNotExist` for what the member does not see, `NotAskedError`, and `Refused` by policy.
    """
    application = locked_at_once(public_id, by=by)
    window, correction = window_of(application), standing_correction(application)
    asked = next((one for one in form_of(application.form).questions() if one.id == question), None)
    if asked is None or isinstance(asked.limits, FileLimits):
        raise NotAskedError(question)
    require(can_write(by, application, window, now=now, correction=correction))
    before = sheet_at_once(application)
    held = {key: copy(entry) for key, entry in before.entries.items() if key == question}
    changes = {question: Change(gather(asked, sent), seen)}
    saved = _save(application, changes, held, window, correction, by=by, now=now)
    after = replace(before, entries={**before.entries, **saved.entries})
    return Answered(saved, window, correction, before, after)


def _save(
    application: Application,
    changes: Mapping[str, Change],
    held: Mapping[str, Entry],
    window: Deadline,
    correction: Correction | None,
    *,
    by: Capacity,
    now: datetime,
) -> Saved:
    """Save what can be saved of the changes; the row of the application is locked."""
    assert isinstance(by.person, Person)
    asked = {question.id: question for question in form_of(application.form).questions()}
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
    # One that is there is changed and no more: an update that finds no row would else be made an insert unseen.
    entry.save(update_fields=None if entry.pk is None else _WRITTEN)
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


def be_here(
    *, application: Application, question: str, by: Capacity, now: datetime, last: Presence | None = None
) -> None:
    """Say that a person is writing, and at which question. Nothing of it is kept longer than it is of use.

    `last`: what stands of them, as it was just read. What says the same and is young enough is not written again.
    """
    require(can_apply(by, application.startup))
    assert isinstance(by.person, Person)
    place = question if any(one.id == question for one in form_of(application.form).questions()) else ""
    if last is not None and last.question == place and now - last.seen_at < STILL_HERE:
        return
    here = Presence(application=application, person=by.person, question=place, seen_at=now)
    Presence.objects.bulk_create(
        [here],
        update_conflicts=True,
        unique_fields=["application", "person"],
        update_fields=["question", "seen_at"],
    )

"""The startup's own list of applications, as its page, its desk and the API tell of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from madang.engines.forms.checking import Progress
from madang.startups.models import Startup

from .deadline import Deadline, deadline_of
from .models import Application, AttachedFile, Correction, Entry
from .reading import Sheet, form_of, learn

State = Application.State


@dataclass(frozen=True)
class Listed:
    """One application in a list. `stands`: writing, grace, lapsed (closed without being handed in), correct (a correction
    is asked for), submitted or withdrawn. `ends_at`: until when something can be done, None: nothing is to be done.
    """

    application: Application
    window: Deadline
    progress: Progress
    stands: str
    ends_at: datetime | None
    correction: Correction | None


def listed(startup: Startup, *, now: datetime, most: int | None = None, drafts: bool = False) -> list[Listed]:
    """A startup's applications, what was changed last first. Seven queries at most, whatever the rows. `drafts`: only what is to be
    done, what ends first coming first."""
    asked = Application.objects.filter(startup=startup).for_startup_list()
    rows = list(asked.exclude(state=State.WITHDRAWN) if drafts else asked)
    learn(row.form for row in rows)
    found = [stand(row, now=now) for row in rows]
    if drafts:
        found = [one for one in found if one.stands in ("writing", "grace", "correct")]
        found.sort(key=lambda one: (one.ends_at is None, one.ends_at or now))
    return found[:most]


def stand(application: Application, *, now: datetime) -> Listed:
    """How one application stands. It must come from `for_startup_list` and its form be known (`learn`); then no query is asked."""
    window = deadline_of(application.call)
    correction = next(
        (one for one in application.corrections.all() if one.answered_at is None and one.recalled_at is None), None
    )
    stands, ends_at = _stands(application, window, correction, now=now)
    sheet = Sheet(
        application,
        form_of(application.form),
        {entry.question: entry for entry in _entries(application)},
        _files(application),
    )
    return Listed(application, window, sheet.progress, stands, ends_at, correction)


def _stands(
    application: Application, window: Deadline, correction: Correction | None, *, now: datetime
) -> tuple[str, datetime | None]:
    if application.state == State.WITHDRAWN:
        return "withdrawn", None
    if application.state == State.SUBMITTED:
        if correction is not None and now < correction.until:
            return "correct", correction.until
        return "submitted", None
    numbered = bool(application.number)
    if window.is_over(now=now, numbered=numbered):
        return "lapsed", None
    return ("grace" if window.in_grace(now=now) else "writing"), (
        window.ends_at if window.in_grace(now=now) else window.closes_at
    )


def _entries(application: Application) -> Sequence[Entry]:
    return list(application.entries.all())


def _files(application: Application) -> dict[str, list[AttachedFile]]:
    files: dict[str, list[AttachedFile]] = {}
    for file in application.files.all():
        if file.removed_at is None:
            files.setdefault(file.question, []).append(file)
    return files

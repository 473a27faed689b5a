"""What changes the form of a call: begun from a ready one, edited, published in versions that never change."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.applications import facts
from madang.applications.carrying import Move, moves
from madang.applications.drafting import Draft, check, ready_draft, tidy
from madang.applications.models import Application, AttachedFile, CallForm, Entry, FormVersion
from madang.applications.policy.desk import can_change_form
from madang.core.audit.record import record_change
from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.engines.forms import digest, write
from madang.engines.forms.problems import Problem
from madang.journey.log import record
from madang.people.models import Person
from madang.programmes.models import Call

from .notes import tell_team


class FormStale(Refused):
    """Somebody saved since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Someone else has changed the form since you opened this page. Look at it, then do it again.")
        )


class FormFaulty(Refused):
    """The form cannot be published as it is; `problems` say why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(_("Some places of the form need mending. Each is marked below."))
        self.problems = problems


@dataclass(frozen=True)
class Published:
    """A new version, how many drafts moved to it, and how many of them lost an answer."""

    version: FormVersion
    moved: int
    touched: int


@transaction.atomic
def begin_form(*, call: Call, name: str, by: Capacity, now: datetime) -> CallForm:
    """Begin from a ready form (`engines.forms.SHELF`); where there is a form already, that one is given back.

    Locks the call's row, so that two clicks begin one. Raises KeyError for an unknown name and `Refused` by policy.
    """
    locked = _locked(call)
    require(can_change_form(by, locked, now=now))
    assert isinstance(by.person, Person)
    form, _new = CallForm.objects.get_or_create(
        call=locked, defaults={"draft": ready_draft(name), "updated_by": by.person}
    )
    return form


@transaction.atomic
def restart_form(*, call: Call, name: str, version: int, by: Capacity, now: datetime) -> CallForm:
    """Put a ready form in the place of what is written. Published versions stay. Raises as `save_form`."""
    return save_form(call=call, draft=ready_draft(name), version=version, by=by, now=now)


@transaction.atomic
def accept_here(*, call: Call, by: Capacity, now: datetime) -> FormVersion:
    """The common form, begun and published in one go; asked again, the newest version is given back."""
    locked = _locked(call)
    there = FormVersion.objects.filter(call=locked).order_by("-number").first()
    if there is not None:
        return there
    form = begin_form(call=call, name="common", by=by, now=now)
    return publish_form(call=call, version=form.version, by=by, now=now).version


@transaction.atomic
def save_form(*, call: Call, draft: Draft, version: int, by: Capacity, now: datetime) -> CallForm:
    """Keep a draft of the form, faulty or not. Raises `FormStale` when someone saved since `version`, `Refused` by policy."""
    require(can_change_form(by, call, now=now))
    form = CallForm.objects.select_for_update().get(call=call)
    if form.version != version:
        raise FormStale
    assert isinstance(by.person, Person)
    made = tidy(draft)
    if made != form.draft:
        form.draft, form.updated_by = made, by.person
        form.version += 1
        form.save(update_fields=["draft", "version", "updated_by", "updated_at"])
    return form


@transaction.atomic
def publish_form(*, call: Call, version: int, by: Capacity, now: datetime) -> Published:
    """Publish what is written as the next version, and move every draft to it; what was handed in stays on its version.

    Answers go along where the new form can read them. One that cannot be read any more is not thrown away: it stands in the
    application under its old id and version, and the team is told which. Locks the call's row, then the drafts.
    Raises `FormStale`, `FormFaulty`, and `Refused` by policy or where nothing has changed.
    """
    locked = _locked(call)
    require(can_change_form(by, locked, now=now))
    form = CallForm.objects.select_for_update().get(call=locked)
    if form.version != version:
        raise FormStale
    checked = check(form.draft)
    if checked.form is None:
        raise FormFaulty(checked.problems)
    last = FormVersion.objects.filter(call=locked).order_by("-number").first()
    if last is not None and last.digest == digest(checked.form):
        raise Refused(_("Nothing has changed since the last version."))
    assert isinstance(by.person, Person)
    made = FormVersion.objects.create(
        call=locked,
        number=last.number + 1 if last else 1,
        definition=write(checked.form),
        digest=digest(checked.form),
        published_at=now,
        published_by=by.person,
    )
    moved = moves(locked, checked.form, lock=True)
    _carry(moved, made, now=now)
    fact = facts.FormPublished(call=locked.pk, number=made.number, drafts=len(moved))
    record(fact, institution=locked.institution, by=by, at=now)
    record_change(made, by=by, at=now, action="applications.form_published", call=locked.pk, drafts=len(moved))
    return Published(made, len(moved), sum(1 for move in moved if move.carried.lost))


def _carry(moved: list[Move], made: FormVersion, *, now: datetime) -> None:
    entries: list[Entry] = []
    files: list[AttachedFile] = []
    for move in moved:
        application, old = move.sheet.application, move.sheet.application.form.number
        for key, entry in move.sheet.entries.items():
            if key in move.carried.lost:
                entry.question = f"{key}@{old}"
            elif key in move.renamed:
                entry.question = move.renamed[key]
            else:
                continue
            entries.append(entry)
        for key, held in move.sheet.files.items():
            for file in held:
                if key in move.carried.lost:
                    file.removed_at = now
                elif key in move.renamed:
                    file.question = move.renamed[key]
                else:
                    continue
                files.append(file)
        if move.carried.lost:
            tell_team("moved", application, ref=application.form.pk, questions=list(move.carried.lost))
        application.form = made
        application.version += 1
    Entry.objects.bulk_update(entries, ["question"], batch_size=1000)
    AttachedFile.objects.bulk_update(files, ["question", "removed_at"], batch_size=1000)
    Application.objects.bulk_update([move.sheet.application for move in moved], ["form", "version"], batch_size=1000)


def _locked(call: Call) -> Call:
    found: Call = Call.objects.select_for_update(of=("self",)).select_related("institution").get(pk=call.pk)
    return found

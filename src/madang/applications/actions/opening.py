"""Beginning an application, with what the startup has answered before."""

from datetime import date, datetime

from django.db import transaction

from madang.applications import facts
from madang.applications.bank import bank_of, offers
from madang.applications.deadline import deadline_of
from madang.applications.models import Application, AttachedFile, Entry, FormVersion
from madang.applications.policy.writing import can_open
from madang.applications.reading import day_of, form_of
from madang.core.capacity import Capacity
from madang.core.policy import require
from madang.engines.forms import Offer, clean
from madang.engines.forms.definition import ConsentLimits, FileLimits
from madang.engines.forms.prefill import FILLED
from madang.journey.log import record
from madang.people.models import Person
from madang.programmes.models import Call
from madang.startups.models import Document, Startup

from .locking import hold_call
from .writing import TITLE

State = Application.State


@transaction.atomic
def open_application(*, startup: Startup, call: Call, language: str, by: Capacity, now: datetime) -> Application:
    """Begin an application to a call, or give back the one that is there: a startup applies once to a call.

    It answers the form's newest version for ever. What the answer bank knows stands in it already, and, after a
    withdrawal, what had been written. Locks the startup's row, so that two clicks begin one, and holds the call's, so that no
    form is published meanwhile. Raises `Refused`.
    """
    startup = Startup.objects.select_for_update(of=("self",)).get(pk=startup.pk)
    there = Application.objects.filter(startup=startup, call=call).order_by("-pk").for_work()
    live: Application | None = there.exclude(state=State.WITHDRAWN).first()
    if live is not None:
        return live
    hold_call(call)
    version = FormVersion.objects.filter(call=call).defer("definition").order_by("-number").first()
    require(can_open(by, startup, call, deadline_of(call), has_form=version is not None, now=now))
    assert version is not None
    assert isinstance(by.person, Person)
    application = Application.objects.create(
        startup=startup,
        call=call,
        form=version,
        language=language,
        started_by=by.person,
        started_at=now,
        changed_at=now,
    )
    before = there.filter(state=State.WITHDRAWN).first()
    _fill(application, before, by=by.person, now=now)
    fact = facts.Opened(application=application.pk, call=call.pk)
    record(fact, startup=startup, by=by, at=now)
    return application


def _fill(application: Application, before: Application | None, *, by: Person, now: datetime) -> None:
    """Put in what is known: first what a withdrawn application said, then the bank, the profile and the wallet. No consents."""
    form, today, lang = form_of(application.form), day_of(application, now), application.language
    written: dict[str, Entry] = {}
    if before is not None and before.language == lang:
        written = {entry.question: entry for entry in before.entries.all() if entry.value is not None}
    prefilled = offers(form, bank_of(application.startup, today=today), today=today, lang=lang)
    known = {offer.question: offer for offer in prefilled.offers if offer.state == FILLED}
    entries = []
    for question in form.questions():
        old, offer = written.get(question.id), known.get(question.id)
        # A consent is given for one application: with it, it was withdrawn.
        if isinstance(question.limits, ConsentLimits):
            continue
        if old is not None and clean(question, old.value, lang=lang) == old.value:
            entries.append(_entry(application, question.id, old.value, by, now, old.source, old.as_of))
        elif offer and not isinstance(question.limits, FileLimits):
            source = Entry.Source.PROFILE if offer.source == "profile" else Entry.Source.BANK
            entries.append(_entry(application, question.id, offer.value, by, now, source, offer.as_of))
    Entry.objects.bulk_create(entries)
    named = next((one for one in entries if form.question(one.question).meaning == TITLE), None)
    if named is not None:
        application.title = str(named.value)[:200]
        application.save(update_fields=["title"])
    files = [offer for offer in known.values() if isinstance(form.question(offer.question).limits, FileLimits)]
    AttachedFile.objects.bulk_create(_files(application, files, by, now))


def _entry(
    application: Application, question: str, value: object, by: Person, now: datetime, source: str, as_of: date | None
) -> Entry:
    return Entry(
        application=application,
        question=question,
        value=value,
        source=source,
        as_of=as_of,
        edited_by=by,
        edited_at=now,
    )


def _files(application: Application, known: list[Offer], by: Person, now: datetime) -> list[AttachedFile]:
    """The documents of the wallet that the form asks for."""
    wanted = {offer.question: [file["document"] for file in offer.value or []] for offer in known}  # type: ignore[index]
    held = {
        one.public_id: one
        for one in Document.objects.filter(startup=application.startup)
        .current()
        .filter(public_id__in=[key for ids in wanted.values() for key in ids])
    }
    return [
        AttachedFile(
            application=application,
            question=question,
            document=held[key],
            name=held[key].name,
            sha256=held[key].sha256,
            size=held[key].size,
            content_type=held[key].content_type,
            pages=held[key].pages,
            attached_by=by,
            attached_at=now,
        )
        for question, ids in wanted.items()
        for key in ids
        if key in held
    ]

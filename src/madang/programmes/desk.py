"""What a desk has to do next: the checklist of one call, and the lists that stand on the institution's desk page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from madang.core.text import LANGUAGES, Text
from madang.institutions.models import Institution

from .models import Call, ImportRun

SOON = timedelta(days=7)
# Lines shown of each list; the heading says how many there are in all.
SHOWN = 5


@dataclass(frozen=True)
class Check:
    """One line of the checklist. `blocks`: without it the call cannot be published; `section` is where to mend it."""

    words: str
    section: str
    blocks: bool


def missing(call: Call, *, now: datetime) -> list[Check]:
    """What a reader would look for and not find, what blocks publishing first. Partners must be prefetched."""
    found = [*_blocking(call, now), *_language(call), *_wanting(call)]
    return sorted(found, key=lambda check: not check.blocks)


def _blocking(call: Call, now: datetime) -> Iterator[Check]:
    if not call.title:
        yield Check(_("The title is missing."), "what", True)
    if not (call.summary or call.body):
        yield Check(_("Nothing says yet what the call offers."), "what", True)
    if call.closes_at is None and not call.window_note:
        yield Check(_("Neither a closing time nor a reason for having none."), "when", True)
    if call.closes_at is not None and call.closes_at <= now and call.status in ("draft", "scheduled"):
        yield Check(_("The closing time has passed."), "when", True)
    for partner in call.partners.all():
        if partner.accepted_at is None:
            words = _("%(institution)s has not answered yet.") % {"institution": partner.institution.name}
            yield Check(words, "partners", True)


def _language(call: Call) -> Iterator[Check]:
    names = {
        "ko": _("There is no Korean title."),
        "zh": _("There is no Chinese title."),
        "en": _("There is no English title."),
    }
    if call.title:
        for lang in LANGUAGES:
            if not getattr(call.title, lang):
                yield Check(names[lang], "what", False)
    texts: tuple[Text, ...] = (call.title, call.summary, call.body)
    if any(text.machine for text in texts):
        yield Check(_("A machine’s draft of a translation has not been read by anyone."), "what", False)


def _wanting(call: Call) -> Iterator[Check]:
    if not call.rule:
        yield Check(_("No conditions: startups cannot check whether they may apply."), "rule", False)
    elif call.rule_checked_at is None:
        yield Check(_("Nobody has confirmed the conditions yet."), "rule", False)
    if not call.supports:
        yield Check(_("No kind of support is chosen: the call is hard to find."), "listing", False)
    if not call.documents:
        yield Check(_("It does not say what to hand in."), "documents", False)
    if not (call.apply_url or call.apply_note):
        yield Check(_("It does not say where to apply."), "contacts", False)
    if not call.contacts:
        yield Check(_("It does not say whom to ask."), "contacts", False)


@dataclass(frozen=True)
class Todo:
    """One thing to do: what it is about, what to do next, and where. `at` is when it is due, where something is due."""

    about: Any
    words: str
    url_name: str
    key: str
    section: str = ""
    at: datetime | None = None
    zone: str = "Asia/Seoul"


@dataclass(frozen=True)
class Shelf:
    """A list of the desk page with how many there are in all; `status` is the filter that shows all of them."""

    key: str
    title: str
    total: int
    todos: tuple[Todo, ...]
    status: str = ""


def desk_context(institution: Institution, now: datetime) -> dict[str, Any]:
    """What `programmes/_desk.html` shows of a desk: shelves of things to do, nearest first. Nine queries at most."""
    joined = institution.partner_calls.filter(accepted_at__isnull=False).values("call")
    run = Call.objects.filter(Q(institution=institution) | Q(pk__in=joined))
    drafts = run.for_desk()
    own = drafts.prefetch_related(None)
    counts = run.aggregate(
        calls=Count("pk"),
        drafts=Count("pk", filter=Q(status="draft")),
        scheduled=Count("pk", filter=Q(status="scheduled")),
        closing=Count("pk", filter=Q(status="published", closes_at__gt=now, closes_at__lte=now + SOON)),
        unread=Count("pk", filter=_UNREAD),
    )
    asked = (
        institution.partner_calls.filter(accepted_at__isnull=True).select_related("call__institution").order_by("-pk")
    )
    runs = ImportRun.objects.filter(institution=institution, refused__gt=0).order_by("-pk")
    shelves = [
        _asked(list(asked[: SHOWN * 4])),
        _closing(own.filter(status="published", closes_at__gt=now, closes_at__lte=now + SOON), counts["closing"]),
        _drafts(drafts.filter(status="draft"), counts["drafts"], now),
        _unread(own.filter(_UNREAD), counts["unread"]),
        _scheduled(own.filter(status="scheduled"), counts["scheduled"]),
        _imports(list(runs[:SHOWN])),
    ]
    return {
        "institution": institution,
        "shelves": [shelf for shelf in shelves if shelf.todos],
        "calls_total": counts["calls"],
    }


_UNREAD = Q(rule__isnull=False, rule_checked_at__isnull=True, status__in=["draft", "scheduled", "published"])


def _house(call: Call) -> dict[str, Any]:
    return {"institution": call.institution.name}


def _asked(partners: list[Any]) -> Shelf:
    todos = [
        Todo(
            partner.call.title,
            _("%(institution)s asks you to run this call together. Agree or decline.") % _house(partner.call),
            "programmes:desk_call",
            partner.call.public_id,
        )
        for partner in partners[:SHOWN]
    ]
    return Shelf("asked", _("Asked to run a call together"), len(partners), tuple(todos))


def _closing(calls: Any, total: int) -> Shelf:
    words = _("Be ready for questions, or move the closing time.")
    todos = [
        Todo(call.title, words, "programmes:desk_call", call.public_id, "", call.closes_at, call.zone)
        for call in (calls.order_by("closes_at", "pk")[:SHOWN] if total else ())
    ]
    return Shelf("closing", _("Closing within 7 days"), total, tuple(todos), "published")


def _drafts(calls: Any, total: int, now: datetime) -> Shelf:
    todos = []
    for call in calls[:SHOWN] if total else ():
        lacks = next((check for check in missing(call, now=now) if check.blocks), None)
        words = lacks.words if lacks else _("Complete. Publish it, or name a time for it.")
        section = lacks.section if lacks and lacks.section != "partners" else ""
        name = "programmes:desk_section" if section else "programmes:desk_call"
        todos.append(Todo(call.title, words, name, call.public_id, section))
    return Shelf("drafts", _("Drafts to finish"), total, tuple(todos), "draft")


def _unread(calls: Any, total: int) -> Shelf:
    words = _("Read the conditions against the notice and confirm them.")
    todos = [Todo(call.title, words, "programmes:rule", call.public_id) for call in (calls[:SHOWN] if total else ())]
    return Shelf("unread", _("Conditions to confirm"), total, tuple(todos), "unread")


def _scheduled(calls: Any, total: int) -> Shelf:
    words = _("Publishes by itself. Look at it once more before then.")
    todos = [
        Todo(call.title, words, "programmes:desk_call", call.public_id, "", call.publish_at, call.zone)
        for call in (calls.order_by("publish_at", "pk")[:SHOWN] if total else ())
    ]
    return Shelf("scheduled", _("Scheduled"), total, tuple(todos), "scheduled")


def _imports(runs: list[ImportRun]) -> Shelf:
    todos = [
        Todo(
            run.origin,
            _("%(n)d rows were not taken. See why, mend them and import again.") % {"n": run.refused},
            "programmes:import_run",
            run.public_id,
            at=run.finished_at,
        )
        for run in runs
    ]
    return Shelf("imports", _("Imports with rows left out"), len(runs), tuple(todos))

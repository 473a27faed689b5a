"""The page of one call, for everyone and for a member of a startup, and what can be done from it."""

from dataclasses import replace
from typing import Any

from django.db.models import F
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madang.core.capacity import Request, acting
from madang.core.drawings import Step
from madang.core.files import download
from madang.core.moments import day as day_in_words
from madang.core.moments import day_of
from madang.core.moments import moment as moment_in_words
from madang.core.text import LANGUAGES, Said, Text, reader_language
from madang.engines.eligibility import outline
from madang.people.capacity import AsSelf, AsVisitor
from madang.programmes import fit, resident, ways
from madang.programmes.actions import keeping
from madang.programmes.models import Attachment, Call, SavedCall, Stage
from madang.programmes.nearest import nearest
from madang.programmes.prose import prose
from madang.programmes.queries import catalogue
from madang.programmes.reasons import Reason, reason
from madang.startups.capacity import AsMember
from madang.startups.models import Startup
from madang.startups.rules import facts_of


def _found(request: Request, public_id: str) -> Call:
    calls = Call.objects.visible_to(request.capacity).for_page()
    call: Call = get_object_or_404(calls, public_id=public_id)
    return call


@acting(AsVisitor)
def show(request: Request, public_id: str) -> HttpResponse:
    """A call as everyone reads it."""
    call = _found(request, public_id)
    apply = ways.to_apply(call, None, now=request.now)
    context = page_context(request, call) | {"asked": conditions(call), "apply": apply}
    return render(request, "programmes/call.html", context)


@acting(AsMember)
def show_to_member(request: Request, public_id: str) -> HttpResponse:
    """The same call, with how the startup stands to each of its rules."""
    assert isinstance(request.capacity, AsMember)
    call = _found(request, public_id)
    startup = Startup.objects.with_facts().get(pk=request.capacity.startup.pk)
    context = page_context(request, call) | {
        "startup": startup,
        "fit": fit.fit(call, facts_of(startup), now=request.now),
        "asked": conditions(call),
        "counted_on": fit.counted_on(call, now=request.now),
        "is_saved": SavedCall.objects.filter(call=call, startup=startup).exists(),
        "apply": ways.to_apply(call, startup, now=request.now),
    }
    return render(request, "programmes/call.html", context)


@acting(AsSelf)
def mine(request: Request, public_id: str) -> HttpResponse:
    """For someone signed in: the call for their startup, or a choice when they have several."""
    call = _found(request, public_id)
    startups = list(Startup.objects.of(request.user).with_facts().for_list())
    if len(startups) == 1:
        return redirect("programmes:startup_call", startups[0].slug, call.public_id)
    stands = [(startup, fit.short(call, facts_of(startup), now=request.now)) for startup in startups]
    return render(request, "programmes/mine.html", {"call": call, "stands": stands})


def conditions(call: Call) -> list[tuple[int, str]]:
    """What the call asks, as lines with their depth in the reader's language."""
    rule = fit.rule_of(call)
    return outline(rule, reader_language()) if rule else []


def page_context(request: Request, call: Call) -> dict[str, Any]:
    """What `call.html` shows of a call fetched by `for_page`, for a page that adds who is reading."""
    body = _wording(call.body, request.GET.get("text", ""))
    documents = [
        {**asked, "said": Text.from_json(asked["name"]) if isinstance(asked.get("name"), dict) else None}
        for asked in call.documents
    ]
    contacts = [
        {
            **contact,
            "said": Text.from_json(contact["name"])
            if isinstance(contact.get("name"), dict)
            else contact.get("name", ""),
        }
        for contact in call.contacts
    ]
    sought = catalogue.read(request.GET).text
    return {
        "call": call,
        "sought": sought,
        "reason": _reason(call, sought) if sought else None,
        "body": body,
        "prose": prose(body.text, body.lang) if body.text else None,
        "wordings": [call.body.said(lang) for lang, _words in call.body if lang != body.lang],
        "documents": documents,
        "contacts": contacts,
        "steps": _steps(call, request),
        "is_open": call.is_open(now=request.now),
        "is_ahead": call.opens_at is not None and call.opens_at > request.now,
        "share_url": request.build_absolute_uri(reverse("programmes:call", args=[call.public_id])),
        "others": call.programme.calls.filter(status__in=["published", "closed", "decided"])
        .exclude(pk=call.pk)
        .order_by(F("opens_at").desc(nulls_last=True), "-pk")[:5],
    }


def _reason(call: Call, sought: str) -> Reason | None:
    """Why the words that led here found this call; None where they did not."""
    answer = resident.answer(sought)
    hit = answer.why([call.pk]).get(call.pk)
    if hit is None:
        return None
    told = reason(call, hit, answer.read)
    near = hit.parts.get("meaning", 0.0) > 0
    return replace(told, nearest=nearest(call, answer)) if near else told


def _wording(text: Text, asked: str) -> Said:
    """The full text in the language asked for, or in the reader's, or in the nearest one there is."""
    if asked in LANGUAGES and getattr(text, asked):
        return Said(getattr(text, asked), asked, text.status(asked))
    return text.said()


def _steps(call: Call, request: Request) -> list[Step]:
    now = request.now

    def step(title: Any, at: Any, past: bool, words: str, note: Any = "", iso: str = "") -> Step:
        return Step(title=title, when=words, note=note, state="past" if past else "ahead", iso=iso)

    steps = []
    if call.opens_at:
        steps.append(
            step(
                _("Opens"),
                call.opens_at,
                call.opens_at <= now,
                moment_in_words(call.opens_at, call.zone, now=now),
                iso=call.opens_at.isoformat(),
            )
        )
    if call.closes_at:
        note = _("Drafts with a number: %(n)d minutes more") % {"n": call.grace_minutes} if call.grace_minutes else ""
        steps.append(
            step(
                _("Closes"),
                call.closes_at,
                call.closes_at <= now,
                moment_in_words(call.closes_at, call.zone, now=now),
                note,
                call.closes_at.isoformat(),
            )
        )
    today = day_of(now, call.zone)
    for stage in sorted(call.stages_set.all(), key=lambda one: one.position):
        last = stage.ends_on or stage.starts_on
        words = " – ".join(day_in_words(day, form="short") for day in (stage.starts_on, stage.ends_on) if day)
        steps.append(
            step(
                Stage.Kind(stage.kind).label,
                last,
                bool(last and last < today),
                words,
                stage.note,
                stage.starts_on.isoformat() if stage.starts_on else "",
            )
        )
    current = next((place for place, one in enumerate(steps) if one.state == "ahead"), None)
    return [
        Step(one.title, one.when, one.note, "now", one.iso) if place == current else one
        for place, one in enumerate(steps)
    ]


@acting(AsMember)
@require_POST
def keep(request: Request, public_id: str) -> HttpResponse:
    """Keep the call in view, or no longer."""
    call = _found(request, public_id)
    assert isinstance(request.capacity, AsMember)
    if request.POST.get("keep") == "no":
        keeping.unsave(call=call, by=request.capacity, now=request.now)
    else:
        keeping.save(call=call, by=request.capacity, now=request.now)
    return redirect("programmes:startup_call", request.capacity.startup.slug, public_id)


@acting(AsVisitor)
@require_POST
def feedback(request: Request, public_id: str) -> HttpResponse:
    """One tap: clear or not."""
    call = _found(request, public_id)
    answer = request.POST.get("clear")
    if answer not in {"yes", "no"}:
        raise Http404
    if not request.session.session_key:
        request.session.create()
    keeping.tap(
        call=call,
        session=request.session.session_key or "",
        is_clear=answer == "yes",
        language=reader_language(),
        now=request.now,
    )
    if request.htmx:
        return render(request, "programmes/_thanks.html")
    return redirect(reverse("programmes:call", args=[public_id]) + "#thanks")


@acting(AsVisitor)
def file(request: Request, public_id: str, file_id: str) -> HttpResponse | FileResponse:
    """A file of a call, always as a download: nothing uploaded is ever shown inside the site."""
    attachment = get_object_or_404(_found(request, public_id).attachments, public_id=file_id)
    if not attachment.file:
        raise Http404
    return as_download(attachment)


def as_download(attachment: Attachment) -> FileResponse:
    """A kept file, never shown inside the site whatever it holds."""
    return download(attachment.file, name=attachment.name)

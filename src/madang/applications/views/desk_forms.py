"""The form of a call as its staff write it: the outline with its checks, and every button of it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.applications import drafting
from madang.applications.actions import forms as actions
from madang.applications.controls import Worded, worded
from madang.applications.drafting import Checked, Draft
from madang.applications.forms.building import (
    KIND_WORDS,
    STAGE_WORDS,
    NewSectionForm,
    words_of,
)
from madang.applications.forms.when import said as condition_said
from madang.applications.models import CallForm, FormVersion
from madang.applications.policy.desk import can_change_form
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.text import LANGUAGES, reader_language
from madang.engines.forms import digest, ready
from madang.engines.forms.definition import OPTIONAL
from madang.engines.forms.shelf import SHELF
from madang.engines.forms.words import Words
from madang.institutions.capacity import AsStaff
from madang.programmes.models import Call

from .desk_acting import base, call_of, form_of_call, refused, staff, told, version_sent


@dataclass(frozen=True)
class Line:
    """One question of the outline."""

    id: str
    label: Worded
    kind: str
    meaning: str
    stage: str
    is_hidden: bool
    when: str
    faults: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """One section of the outline."""

    id: str
    title: Worded
    when: str
    faults: tuple[str, ...]
    lines: tuple[Line, ...]


@acting(AsStaff)
@require_safe
def outline(request: Request, public_id: str) -> HttpResponse:
    """The form as an outline, or how to begin one."""
    call = call_of(request, public_id)
    form = CallForm.objects.select_related("updated_by").filter(call=call).first()
    may = can_change_form(request.capacity, call, now=request.now)
    if form is None:
        lang = reader_language()
        shelf = [(name, worded(ready(name).title, lang), len(list(ready(name).questions()))) for name in SHELF]
        context = base(request, call) | {"shelf": shelf, "may": may}
        return render(request, "applications/desk/form_begin.html", context)
    return _outline(request, form, may=may, call=call)


def _outline(request: Request, form: CallForm, *, may: Any, call: Call, **more: Any) -> HttpResponse:
    checked = drafting.check(form.draft)
    last = FormVersion.objects.filter(call=call).defer("definition").order_by("-number").first()
    is_new = checked.form is None or last is None or digest(checked.form) != last.digest
    lang = reader_language()
    context = base(request, call) | {
        "form": form,
        "title": worded(Words(**form.draft["title"]), lang),
        "blocks": blocks(form.draft, checked, lang),
        "whole": [problem.text(lang) for problem in checked.at.get("", [])],
        "faults": len(checked.problems),
        "kinds": KIND_WORDS.items(),
        "last": last,
        "is_new": is_new,
        "may": may,
        "shelf": [(name, worded(ready(name).title, lang)) for name in SHELF],
        "new_section": NewSectionForm(initial={"version": form.version}),
        "questions": sum(len(section["questions"]) for section in form.draft["sections"]),
    }
    part = "#outline" if request.htmx else ""
    return render(request, f"applications/desk/form.html{part}", context | more, status=more.get("status", 200))


def blocks(draft: Draft, checked: Checked, lang: str) -> list[Block]:
    """The outline with each fault beside its question, and which languages a wording lacks."""
    everything = list(drafting.questions(draft))
    found = []
    for section in draft["sections"]:
        key = section["id"]
        lines = tuple(_line(question, checked, everything, lang) for question in section["questions"])
        faults = tuple(problem.text(lang) for problem in checked.at.get(f"@{key}", []))
        when = condition_said(section.get("shown_if"), everything, lang)
        found.append(Block(key, worded(Words(**section["title"]), lang), when, faults, lines))
    return found


def _line(question: dict[str, Any], checked: Checked, everything: list[dict[str, Any]], lang: str) -> Line:
    required = question.get("required", OPTIONAL)
    label = question.get("label") or {}
    return Line(
        id=question["id"],
        label=worded(Words(**label), lang),
        kind=str(KIND_WORDS.get(question["kind"], question["kind"])),
        meaning=question.get("meaning", ""),
        stage="" if required == OPTIONAL else str(STAGE_WORDS.get(required, required)),
        is_hidden=bool(question.get("hidden_from_reviewers")),
        when=condition_said(question.get("shown_if"), everything, lang),
        faults=tuple(problem.text(lang) for problem in checked.at.get(question["id"], [])),
        lacks=tuple(code for code in LANGUAGES if not label.get(code)),
    )


@acting(AsStaff)
@require_POST
def begin(request: Request, public_id: str) -> HttpResponse:
    """Accept applications here with the common form, or begin from a ready one to change it first."""
    call = call_of(request, public_id)
    name = request.POST.get("start", "")
    back = reverse("applications:form", args=[staff(request).institution.slug, public_id])
    if name not in (*SHELF, "accept"):
        raise Http404
    try:
        if name == "accept":
            actions.accept_here(call=call, by=request.capacity, now=request.now)
            told(request, _("The common form is published. Startups can apply here."))
        elif "version" in request.POST:
            actions.restart_form(
                call=call, name=name, version=version_sent(request), by=request.capacity, now=request.now
            )
            told(request, _("The form starts anew. Published versions stay as they are."))
        else:
            actions.begin_form(call=call, name=name, by=request.capacity, now=request.now)
            told(request, _("Change what is different in your call, then publish it."))
    except Refused as refusal:
        return refused(request, refusal.reason, back)
    return redirect(back)


@acting(AsStaff)
@require_POST
def do(request: Request, public_id: str) -> HttpResponse:
    """One button of the outline. `do`: "up:ID", "down:ID" or "remove:ID" ("@ID" for a section), "add:SECTION", "section:"."""
    call = call_of(request, public_id)
    form = form_of_call(call)
    verb, _colon, key = request.POST.get("do", "").partition(":")
    lands, more = key.removeprefix("@"), ""
    if verb in ("up", "down"):
        draft = drafting.move(form.draft, key, -1 if verb == "up" else 1)
    elif verb == "remove":
        draft, lands = drafting.remove(form.draft, key), "outline"
    elif verb == "add" and (kind := request.POST.get(f"kind-{key}", "")) in KIND_WORDS:
        draft, lands = drafting.add_question(form.draft, key, kind, {reader_language(): str(KIND_WORDS[kind])})
        more = "question"
    elif verb == "section":
        return _new_section(request, call, form)
    else:
        raise Http404
    slug = staff(request).institution.slug
    back = reverse("applications:form", args=[slug, public_id])
    try:
        actions.save_form(call=call, draft=draft, version=version_sent(request), by=request.capacity, now=request.now)
    except Refused as refusal:
        may = can_change_form(request.capacity, call, now=request.now)
        return _outline(request, form_of_call(call), may=may, call=call, refusal=refusal.reason, status=409)
    if more:
        return redirect("applications:form_question", slug, public_id, lands)
    if request.htmx:
        may = can_change_form(request.capacity, call, now=request.now)
        return _outline(request, form_of_call(call), may=may, call=call, focus=lands)
    return redirect(f"{back}#{lands}")


def _new_section(request: Request, call: Call, form: CallForm) -> HttpResponse:
    given = NewSectionForm(request.POST)
    may = can_change_form(request.capacity, call, now=request.now)
    if not given.is_valid():
        return _outline(request, form, may=may, call=call, new_section=given, status=422)
    draft, key = drafting.add_section(form.draft, words_of(given.cleaned_data["title"]))
    slug = staff(request).institution.slug
    back = reverse("applications:form", args=[slug, call.public_id])
    try:
        actions.save_form(call=call, draft=draft, version=version_sent(request), by=request.capacity, now=request.now)
    except Refused as refusal:
        more = {"refusal": refusal.reason, "status": 409}
        return _outline(request, form_of_call(call), may=may, call=call, new_section=given, **more)
    return redirect(f"{back}#{key}")

"""Setting a selection up: begin it, its settings, its stages with their rubrics, and where it stands."""

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.applications.controls import marked, worded
from madang.applications.models import FormVersion
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.text import reader_language
from madang.engines.forms.reading import read
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import intake
from madang.reviews.actions import setting_up as actions
from madang.reviews.forms.rules import SettingsForm
from madang.reviews.forms.setting_up import BeginForm, CriterionFormSet, ScoringForm, StageForm
from madang.reviews.models import Review, Selection, Stage
from madang.reviews.overview import field_of, next_step, stage_lines
from madang.reviews.policy import setting_up as policy
from madang.reviews.presets import PRESETS

from .acting import call_of, selection_of, staff, told, warned


@acting(AsStaff)
@require_safe
def index(request: Request, public_id: str) -> HttpResponse:
    """Where the selection of a call stands; before there is one, how to begin it."""
    call = call_of(request, public_id)
    selection = Selection.objects.filter(call=call).first()
    context: dict[str, Any] = {"institution": call.institution, "call": call, "here": "index"}
    if selection is None:
        context |= {"form": BeginForm(), "presets": PRESETS.items(), "may": policy.can_set_up(staff(request), call)}
        return render(request, "reviews/desk/begin.html", context)
    selection.call = call
    lines, field = stage_lines(selection), field_of(selection)
    context |= {
        "selection": selection,
        "lines": lines,
        "field": field,
        "next": next_step(selection, lines, field, call.institution.slug),
        "may": policy.can_run(staff(request), selection),
        "may_start": policy.can_start(staff(request), selection),
        "kinds": [(kind, label) for kind, label in Stage.Kind.choices if kind not in ("eligibility", "notice")],
    }
    return render(request, "reviews/desk/index.html", context)


@acting(AsStaff)
@require_POST
def begin(request: Request, public_id: str) -> HttpResponse:
    """Begin from a preset; pressed twice it begins once."""
    call = call_of(request, public_id)
    form = BeginForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        actions.set_up(call=call, preset=form.cleaned_data["preset"], by=request.capacity, now=request.now)
    except Refused as refused:
        warned(request, refused.reason)
    else:
        told(request, _("The selection is set up. Change what is different in your call."))
    return redirect("reviews:selection", call.institution.slug, public_id)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request, public_id: str) -> HttpResponse:
    """Places, reserve list, ties, conflicts in force, confirmation, objections."""
    selection = selection_of(request, public_id)
    stages = list(selection.stages.prefetch_related("criteria").order_by("position"))
    form = SettingsForm.of(selection, stages, request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_settings(
                selection=selection,
                fields=form.values(selection),
                version=form.cleaned_data["version"],
                by=request.capacity,
                now=request.now,
            )
        except Refused as refused:
            refusal = refused.reason
        else:
            told(request, _("Saved."))
            return redirect("reviews:settings", staff(request).institution.slug, public_id)
    context = _context(request, selection, "settings") | {"form": form, "refusal": refusal}
    return render(
        request, "reviews/desk/settings.html", context, status=409 if refusal else 422 if form.errors else 200
    )


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: Request, public_id: str, stage_id: str) -> HttpResponse:
    """One stage: dates, who sees what, how many reviews."""
    selection = selection_of(request, public_id)
    own = _stage(selection, stage_id)
    form = StageForm.of(own, _questions(selection), request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_stage(
                stage=own,
                fields=form.values(),
                version=form.cleaned_data["version"],
                by=request.capacity,
                now=request.now,
            )
        except Refused as refused:
            refusal = refused.reason
        else:
            told(request, _("Saved."))
            return redirect("reviews:stage", staff(request).institution.slug, public_id, stage_id)
    may = policy.can_change_stage(staff(request), own)
    context = _context(request, selection, "index") | {"stage": own, "form": form, "refusal": refusal, "may": may}
    return render(request, "reviews/desk/stage.html", context, status=409 if refusal else 422 if form.errors else 200)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def rubric(request: Request, public_id: str, stage_id: str) -> HttpResponse:
    """The criteria of a stage and how its scores count. Adding and moving a row are plain submits that keep what was typed."""
    selection = selection_of(request, public_id)
    own = _stage(selection, stage_id)
    saved = list(own.criteria.all())
    posted = request.POST if request.method == "POST" else None
    scoring = ScoringForm.of(own, posted)
    rows = CriterionFormSet.of(saved, posted)
    refusal, status = "", 200
    if posted is not None and ("more" in posted or "move" in posted):
        rows = (
            CriterionFormSet.moved(saved, posted, posted["move"])
            if "move" in posted
            else CriterionFormSet.with_one_more(saved, posted)
        )
    elif posted is not None:
        status = 422
        if scoring.is_valid() and rows.is_valid():
            try:
                version = posted.get("version", "")
                actions.set_rubric(
                    stage=own,
                    lines=_coded(rows.values()),
                    scoring=scoring.values(own),
                    version=int(version) if version.isdecimal() and len(version) < 9 else 0,
                    by=request.capacity,
                    now=request.now,
                )
            except Refused as refused:
                refusal, status = refused.reason, 409
            else:
                told(request, _("Saved."))
                return redirect("reviews:rubric", staff(request).institution.slug, public_id, stage_id)
    handed_in = Review.objects.filter(assignment__stage=own, state=Review.State.SUBMITTED).exists()
    context = _context(request, selection, "index") | {
        "stage": own,
        "scoring": scoring,
        "rows": rows,
        "refusal": refusal,
        "marks": sum(line.max_score for line in saved),
        "may": policy.can_change_rubric(staff(request), own, is_scored=handed_in),
    }
    return render(request, "reviews/desk/rubric.html", context, status=status)


def _coded(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A code for each new line, by which scores find it: plain and never used twice."""
    taken = {line["code"] for line in lines if line["code"]}
    for line in lines:
        if not line["code"]:
            line["code"] = next(code for n in range(1, 200) if (code := f"criterion-{n}") not in taken)
            taken.add(line["code"])
    return lines


@acting(AsStaff)
@require_POST
def do(request: Request, public_id: str, verb: str) -> HttpResponse:
    """What moves a selection on: take the applications in, open a stage, close its scores, add or take out a stage."""
    selection = selection_of(request, public_id)
    if verb not in _VERBS:
        raise Http404
    try:
        told(request, _VERBS[verb](request, selection))
    except Refused as refused:
        warned(request, refused.reason)
    return redirect("reviews:selection", staff(request).institution.slug, public_id)


def _start(request: Request, selection: Selection) -> str:
    intake.start(selection=selection, by=request.capacity, now=request.now)
    return _("The applications are in. The machine is looking at who is eligible.")


def _move(to: str, words: str) -> Callable[[Request, Selection], str]:
    def move(request: Request, selection: Selection) -> str:
        own = _stage(selection, request.POST.get("stage", ""))
        intake.move_stage(stage=own, to=to, by=request.capacity, now=request.now)
        return _(words)

    return move


def _add(request: Request, selection: Selection) -> str:
    kind = request.POST.get("kind", "")
    if kind not in Stage.Kind.values:
        raise Http404
    actions.add_stage(selection=selection, kind=kind, version=selection.version, by=request.capacity, now=request.now)
    return _("The stage is added.")


def _drop(request: Request, selection: Selection) -> str:
    own = _stage(selection, request.POST.get("stage", ""))
    actions.drop_stage(stage=own, version=selection.version, by=request.capacity, now=request.now)
    return _("The stage is taken out.")


_VERBS: Final[dict[str, Callable[[Request, Selection], str]]] = {
    "start": _start,
    "open": _move("open", "The stage is open to its reviewers."),
    "close": _move("closed", "The scores of the stage are closed."),
    "reopen": _move("open", "The stage is open to its reviewers."),
    "add": _add,
    "drop": _drop,
}


def _stage(selection: Selection, public_id: str) -> Stage:
    own: Stage = get_object_or_404(selection.stages.prefetch_related("criteria"), public_id=public_id)
    own.selection = selection
    return own


def _questions(selection: Selection) -> list[tuple[str, SafeString | str]]:
    """The questions of the call's newest form that a reviewer could see: those the form itself does not hide."""
    version = FormVersion.objects.filter(call_id=selection.call_id).order_by("-number").first()
    if version is None:
        return []
    form, lang = read(version.definition), reader_language()
    return [
        (question.id, marked(worded(question.label, lang)))
        for section in form.sections
        for question in section.questions
        if not question.hidden_from_reviewers
    ]


def _context(request: Request, selection: Selection, here: str) -> dict[str, Any]:
    return {
        "institution": selection.call.institution,
        "call": selection.call,
        "selection": selection,
        "here": here,
        "may": policy.can_run(staff(request), selection),
    }

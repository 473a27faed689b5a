"""The applications of a selection as cases: the list with what each lacks, and whether they may stay in the field."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from madang.applications.reading import form_of
from madang.core.audit.record import record_view
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews import sheet
from madang.reviews.actions import covering, intake
from madang.reviews.forms.setting_up import EligibilityForm
from madang.reviews.models import Case, EligibilityCheck, Selection
from madang.reviews.overview import field_of
from madang.reviews.policy import setting_up as policy

from .acting import selection_of, staff, told, warned

PER_PAGE: Final = 50
SHOWS: Final = {
    "all": (gettext_lazy("All"), Q()),
    "confirm": (gettext_lazy("To confirm"), Q(state="in_field", is_confirmed=False)),
    "doubtful": (
        gettext_lazy("The machine doubts"),
        Q(state="in_field", is_confirmed=False, machine__in=["not_met", "unknown"]),
    ),
    "field": (gettext_lazy("In the field"), Q(state="in_field")),
    "ineligible": (gettext_lazy("Not eligible"), Q(state="ineligible")),
    "out": (gettext_lazy("Not taken further"), Q(state="out")),
    "withdrawn": (gettext_lazy("Withdrawn"), Q(state="withdrawn") | Q(application__state="withdrawn")),
}


@acting(AsStaff)
@require_safe
def index(request: Request, public_id: str) -> HttpResponse:
    """Cases, 50 a page, as the tab shows them."""
    selection = selection_of(request, public_id)
    show = request.GET.get("show", "all")
    show = show if show in SHOWS else "all"
    rows = _listed(selection).filter(SHOWS[show][1]).order_by("label")
    said = request.GET.get("q", "").strip()[:80]
    if said:
        rows = rows.filter(
            Q(label__iexact=said) | Q(application__number__iexact=said) | Q(application__title__icontains=said)
        )
    context = {
        "institution": selection.call.institution,
        "call": selection.call,
        "selection": selection,
        "here": "cases",
        "shows": [(key, words, key == show) for key, (words, _q) in SHOWS.items()],
        "show": show,
        "said_words": said,
        "field": field_of(selection),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "form": EligibilityForm(),
        "may": policy.can_run(staff(request), selection),
    }
    return render(request, "reviews/desk/cases.html", context)


def _listed(selection: Selection) -> Any:
    newest = EligibilityCheck.objects.filter(case=OuterRef("pk")).order_by("-checked_at", "-pk")
    return (
        Case.objects.filter(selection=selection)
        .annotate(
            machine=Subquery(newest.values("machine")[:1]),
            answered=Subquery(newest.values("answer")[:1]),
            is_confirmed=Exists(EligibilityCheck.objects.filter(case=OuterRef("pk"), confirmed_at__isnull=False)),
            startup_name=F("application__startup__name"),
        )
        .select_related("application", "stage")
    )


@acting(AsStaff)
@require_safe
def show(request: Request, public_id: str, case_id: str) -> HttpResponse:
    """One case: what the machine saw of its eligibility, what people answered, who judges it."""
    selection = selection_of(request, public_id)
    case = _case(selection, case_id)
    submission = sheet.newest(case)
    record_view(case, by=request.capacity, at=request.now)
    covers = {one.question: one for one in case.redactions.all()}
    found = covering.telling(case, submission)
    hidden = {question.id for question in form_of(submission.form).questions() if question.hidden_from_reviewers}
    context = {
        "parts": [
            (part, [(told, covers.get(told.id), found.get(told.id, []), told.id in hidden) for told in part.told])
            for part in sheet.staff_parts(case, submission)
        ],
        "newline": "\n",
        "is_blind": selection.stages.filter(is_blind=True).exclude(state="decided").exists(),
        "institution": selection.call.institution,
        "call": selection.call,
        "selection": selection,
        "here": "cases",
        "case": case,
        "checks": list(case.checks.select_related("confirmed_by").order_by("-checked_at", "-pk")),
        "form": EligibilityForm(),
        "may": policy.can_run(staff(request), selection),
    }
    return render(request, "reviews/desk/case.html", context)


@acting(AsStaff)
@require_POST
def cover(request: Request, public_id: str, case_id: str) -> HttpResponse:
    """Hide words of one answer from blind review, or make the case the shared sample."""
    selection = selection_of(request, public_id)
    case = _case(selection, case_id)
    try:
        if "sample" in request.POST:
            covering.set_sample(
                case=case, is_sample=request.POST["sample"] == "on", by=request.capacity, now=request.now
            )
        else:
            question = request.POST.get("question", "")
            if question not in {one.id for one in form_of(sheet.newest(case).form).questions()}:
                raise Http404
            covering.cover(
                case=case,
                question=question,
                passages=request.POST.get("passages", "").splitlines(),
                whole=request.POST.get("whole") == "on",
                by=request.capacity,
                now=request.now,
            )
    except Refused as refused:
        warned(request, refused.reason)
    else:
        told(request, _("Saved."))
    return redirect("reviews:case", staff(request).institution.slug, public_id, case_id)


def _case(selection: Selection, public_id: str) -> Case:
    cases = selection.cases.select_related("application__startup", "application__form", "stage").prefetch_related(
        Prefetch("redactions")
    )
    case: Case = get_object_or_404(cases, public_id=public_id)
    return case


@acting(AsStaff)
@require_POST
def confirm(request: Request, public_id: str) -> HttpResponse:
    """Confirm the eligibility of the ticked cases, or of the one on its page."""
    selection = selection_of(request, public_id)
    form = EligibilityForm(request.POST)
    chosen = list(selection.cases.filter(public_id__in=request.POST.getlist("case")[:500]))
    if not form.is_valid() or not chosen:
        warned(request, _("Tick at least one application, and choose an answer."))
    else:
        try:
            done = intake.confirm_eligibility(
                selection=selection,
                cases=chosen,
                answer=form.cleaned_data["answer"],
                note=form.cleaned_data["note"].strip(),
                by=request.capacity,
                now=request.now,
            )
        except Refused as refused:
            warned(request, refused.reason)
        else:
            told(
                request,
                ngettext("%(count)d application is confirmed.", "%(count)d applications are confirmed.", done)
                % {"count": done},
            )
    slug = staff(request).institution.slug
    if request.POST.get("back") == "case" and len(chosen) == 1:
        return redirect("reviews:case", slug, public_id, chosen[0].public_id)
    response = redirect("reviews:cases", slug, public_id)
    show_tab = request.POST.get("show", "")
    if show_tab in SHOWS:
        response["Location"] += f"?show={show_tab}"
    return response

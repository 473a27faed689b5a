"""The pool from the staff's side: whom to ask, who has answered, who may not judge what, and why."""

from collections import Counter
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.core.capacity import Request, acting
from madang.core.moments import day_of
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.reviews.actions import pool as actions
from madang.reviews.actions.sanctions import sanction
from madang.reviews.conflicts import known
from madang.reviews.forms.pool import InviteForm, PartForm, PoolForm, SanctionForm, TieForm
from madang.reviews.forms.setting_up import RULE_WORDS
from madang.reviews.models import Assignment, Conflict, PanelMember, Reviewer, Sanction, Selection
from madang.reviews.policy import pool as policy
from madang.startups.models import Startup

from .acting import selection_of, staff, told, warned
from .sanctions import lift

PER_PAGE: Final = 50
CONFLICTS_PER_PAGE: Final = 100


def _context(request: Request, selection: Selection, here: str) -> dict[str, Any]:
    return {
        "institution": selection.call.institution,
        "call": selection.call,
        "selection": selection,
        "here": here,
        "may": policy.can_invite(staff(request), selection),
    }


@acting(AsStaff)
@require_safe
def index(request: Request, public_id: str) -> HttpResponse:
    """The panel with what each answered and can take; below it the pool to ask from."""
    selection = selection_of(request, public_id)
    members = list(
        selection.panel.exclude(state=PanelMember.State.REMOVED)
        .select_related("reviewer__person")
        .order_by("state", "pk")
    )
    load = Counter(
        Assignment.objects.filter(stage__selection=selection, state__in=["given", "done"]).values_list(
            "reviewer_id", flat=True
        )
    )
    standing = Counter(
        Conflict.objects.filter(case__selection=selection, state=Conflict.State.STANDING).values_list(
            "reviewer_id", flat=True
        )
    )
    picture = known(members)
    look = PoolForm(request.GET)
    words = look.cleaned_data if look.is_valid() else {}
    pool = (
        Reviewer.objects.filter(is_active=True)
        .exclude(panels__selection=selection, panels__state__in=["invited", "accepted"])
        .matching(q=words.get("q", ""), sector=words.get("sector", ""), language=words.get("language", ""))
        .with_history()
        .select_related("person", "home")
        .order_by("open_now", "person__name", "pk")
    )
    context = _context(request, selection, "reviewers") | {
        "rows": [(one, picture[one.reviewer_id], load[one.reviewer_id], standing[one.reviewer_id]) for one in members],
        "accepted": sum(one.state == PanelMember.State.ACCEPTED for one in members),
        "page": Paginator(pool, PER_PAGE).get_page(request.GET.get("page")),
        "look": look,
        "form": InviteForm(),
    }
    return render(request, "reviews/desk/reviewers.html", context)


@acting(AsStaff)
@require_POST
def invite(request: Request, public_id: str) -> HttpResponse:
    """Ask those ticked in the pool, or someone by e-mail."""
    selection = selection_of(request, public_id)
    chosen = list(
        Reviewer.objects.filter(public_id__in=request.POST.getlist("reviewer")[:200]).select_related("person")
    )
    form = InviteForm(request.POST)
    try:
        if chosen:
            asked = actions.ask(selection=selection, reviewers=chosen, by=request.capacity, now=request.now)
            words = ngettext("%(count)d reviewer is asked.", "%(count)d reviewers are asked.", len(asked))
            told(request, words % {"count": len(asked)})
        elif form.is_valid() and form.cleaned_data["email"]:
            actions.invite(selection=selection, email=form.cleaned_data["email"], by=request.capacity, now=request.now)
            told(request, _("The invitation is on its way."))
        else:
            warned(request, _("Tick someone of the pool, or write an e-mail address."))
    except Refused as refused:
        warned(request, refused.reason)
    return redirect("reviews:reviewers", staff(request).institution.slug, public_id)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: Request, public_id: str, member_id: str) -> HttpResponse:
    """One reviewer in this selection: part, load, ties, what keeps them from which applications."""
    selection = selection_of(request, public_id)
    own = get_object_or_404(selection.panel.select_related("reviewer__person", "reviewer__home"), public_id=member_id)
    part = PartForm(
        initial={"is_chair": own.is_chair, "is_expert": own.is_expert, "least": own.min_load, "most": own.max_load}
    )
    tie, note = TieForm(), SanctionForm(initial={"starts_on": day_of(request.now, selection.call.zone)})
    status = 200
    if request.method == "POST":
        match request.POST.get("do"):
            case "part":
                part = PartForm(request.POST)
                done = part.is_valid() and _tried(
                    request,
                    lambda: actions.set_part(member=own, by=request.capacity, now=request.now, **part.cleaned_data),
                )
            case "tie":
                tie = TieForm(request.POST)
                tie.fields["startup"].queryset = _startups(selection)  # type: ignore[attr-defined]
                done = tie.is_valid() and _tried(request, lambda: _state_tie(request, selection, own, tie))
            case "sanction":
                note = SanctionForm(request.POST)
                done = note.is_valid() and _tried(request, lambda: _sanction(request, own, note))
            case "lift":
                done = _tried(request, lambda: lift(request, own.reviewer))
            case "remove":
                done = _tried(request, lambda: actions.dismiss(member=own, by=request.capacity, now=request.now))
            case _:
                raise Http404
        if done:
            if request.POST.get("do") == "remove":
                return redirect("reviews:reviewers", staff(request).institution.slug, public_id)
            return redirect("reviews:member", staff(request).institution.slug, public_id, member_id)
        status = 409
    if not tie.is_bound:
        tie.fields["startup"].queryset = _startups(selection)  # type: ignore[attr-defined]
    context = _context(request, selection, "reviewers") | {
        "member": own,
        "part": part,
        "tie": tie,
        "note": note,
        "today": day_of(request.now, selection.call.zone),
        "sanctions": _sanctions(request, own),
        "works": list(own.reviewer.works.order_by("-year", "pk")),
        "conflicts": _conflicts(selection).filter(reviewer=own.reviewer),
        "rules": RULE_WORDS,
        "picture": known([own])[own.reviewer_id],
    }
    return render(request, "reviews/desk/member.html", context, status=status)


def _sanctions(request: Request, own: PanelMember) -> list[Sanction]:
    """Those of a reviewer that this desk may know of, newest first."""
    seen = Sanction.objects.visible_to(request.capacity).filter(reviewer=own.reviewer)
    return list(seen.select_related("institution").order_by("-starts_on", "-pk"))


def _tried(request: Request, act: Any) -> bool:
    try:
        act()
    except Refused as refused:
        warned(request, refused.reason)
        return False
    told(request, _("Saved."))
    return True


def _state_tie(request: Request, selection: Selection, own: PanelMember, tie: TieForm) -> None:
    given = tie.cleaned_data
    actions.state_tie(
        reviewer=own.reviewer,
        selection=selection,
        kind=given["kind"],
        startup_id=given["startup"].pk,
        since=given["since"],
        until=given["until"],
        note=given["note"],
        by=request.capacity,
        now=request.now,
    )


def _sanction(request: Request, own: PanelMember, note: SanctionForm) -> None:
    house = staff(request).institution
    sanction(reviewer=own.reviewer, institution=house, by=request.capacity, now=request.now, **note.cleaned_data)


def _startups(selection: Selection) -> Any:
    return Startup.objects.filter(applications__case__selection=selection).distinct().order_by("pk")


def _conflicts(selection: Selection) -> Any:
    return (
        Conflict.objects.filter(case__selection=selection)
        .exclude(state=Conflict.State.GONE)
        .select_related("case__application__startup", "reviewer__person", "decided_by")
        .order_by("case__label", "reviewer__person__name", "rule")
    )


@acting(AsStaff)
@require_safe
def conflicts(request: Request, public_id: str) -> HttpResponse:
    """What keeps which reviewer from which application, seen from what; and how much is not known."""
    selection = selection_of(request, public_id)
    members = list(selection.panel.filter(state=PanelMember.State.ACCEPTED).select_related("reviewer__person"))
    picture = known(members)
    context = _context(request, selection, "conflicts") | {
        "page": Paginator(_conflicts(selection), CONFLICTS_PER_PAGE).get_page(request.GET.get("page")),
        "unknown": [one for one in members if not picture[one.reviewer_id].is_complete],
        "rules": RULE_WORDS,
    }
    return render(request, "reviews/desk/conflicts.html", context)


@acting(AsStaff)
@require_POST
def conflicts_do(request: Request, public_id: str, verb: str) -> HttpResponse:
    """Look through the records again, or set one conflict aside with a reason."""
    selection = selection_of(request, public_id)
    try:
        match verb:
            case "again":
                told(request, _look_again(request, selection))
            case "aside":
                own = get_object_or_404(
                    _conflicts(selection), pk=_number(request.POST.get("conflict", "")), state=Conflict.State.STANDING
                )
                actions.set_aside(
                    conflict=own, reason=request.POST.get("reason", ""), by=request.capacity, now=request.now
                )
                told(request, _("The conflict is set aside, with your reason."))
            case _:
                raise Http404
    except Refused as refused:
        warned(request, refused.reason)
    return redirect("reviews:conflicts", staff(request).institution.slug, public_id)


def _look_again(request: Request, selection: Selection) -> str:
    standing = actions.look_again(selection=selection, by=request.capacity, now=request.now)
    return ngettext("%(count)d conflict stands.", "%(count)d conflicts stand.", standing) % {"count": standing}


def _number(sent: str) -> int:
    return int(sent) if sent.isdecimal() and len(sent) < 12 else 0

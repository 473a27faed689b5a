"""The pool from the reviewer's side: joining, answering an invitation, saying what one knows."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.people import invitations
from madang.people.capacity import AsSelf
from madang.reviews.actions import pool as actions
from madang.reviews.capacity import AsReviewer
from madang.reviews.forms.pool import AnswerForm, ProfileForm, WorkFormSet
from madang.reviews.models import PanelMember, Relation, ReviewerInvitation, Selection
from madang.reviews.policy import pool as policy
from madang.startups.models import Startup

from .reviewing import kept, reviewer


@acting(AsSelf)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, token: str) -> HttpResponse:
    """The link of an invitation: what it is for, and one button."""
    assert isinstance(request.capacity, AsSelf)
    invitation = invitations.find(ReviewerInvitation, token=token)
    may = invitations.can_redeem(invitation, request.capacity.person, now=request.now)
    if request.method == "POST":
        try:
            member = actions.join(token=token, by=request.capacity, now=request.now)
        except Refused as refused:
            return render(request, "reviews/r/join.html", {"invitation": None, "reason": refused.reason}, status=409)
        return redirect("reviews:invited", member.public_id)
    shown = invitation if may else None
    context = {"invitation": shown, "reason": "" if may else may.reason}
    return render(request, "reviews/r/join.html", context, status=200 if may else 410)


@acting(AsReviewer)
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: Request, public_id: str) -> HttpResponse:
    """What is asked of a reviewer, who applies, and the answer."""
    own = reviewer(request)
    member = get_object_or_404(
        PanelMember.objects.filter(reviewer=own.reviewer)
        .exclude(state=PanelMember.State.REMOVED)
        .select_related("selection__call__institution", "reviewer"),
        public_id=public_id,
    )
    startups = _applied(member.selection)
    held = dict(
        own.reviewer.relations.filter(
            source=Relation.Source.DECLARED, startup__in=startups, withdrawn_at=None
        ).values_list("startup_id", "kind")
    )
    form = AnswerForm.of(startups, held, request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        accepts = request.POST.get("answer") == "yes"
        try:
            actions.answer(
                member=member,
                accepts=accepts,
                reason=form.cleaned_data["reason"],
                most=form.cleaned_data["most"],
                ties=form.ties() if startups else None,
                by=own,
                now=request.now,
            )
        except Refused as refused:
            refusal = refused.reason
        else:
            messages.success(
                request,
                _("Thank you. You get a mail when there is something to read.") if accepts else _("You have declined."),
            )
            return redirect("reviews:work")
    context = {
        "member": member,
        "call": member.selection.call,
        "stages": [stage for stage in member.selection.stages.all() if stage.kind not in ("eligibility", "notice")],
        "form": form,
        "startups": startups,
        "refusal": refusal,
        "may": policy.can_answer(own, member),
    }
    return render(request, "reviews/r/invited.html", context, status=409 if refusal else 422 if form.errors else 200)


def _applied(selection: Selection) -> list[Startup]:
    """Who applies, by name and not by case: enough to say whom one knows, nothing of what is whose. Empty before it begins."""
    if selection.state == Selection.State.SETTING_UP:
        return []
    startups = Startup.objects.filter(applications__case__selection=selection).distinct()
    return sorted(startups, key=lambda startup: str(startup.name))


@acting(AsReviewer)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: Request) -> HttpResponse:
    """What a reviewer knows, reads and can take. Adding a work and moving one are plain submits that keep what was typed."""
    own = reviewer(request)
    saved = list(own.reviewer.works.order_by("pk"))
    posted = request.POST if request.method == "POST" else None
    form, rows = ProfileForm.of(own.reviewer, posted), WorkFormSet.of(saved, posted)
    status, refusal = 200, ""
    if posted is not None and "more" in posted:
        rows = WorkFormSet.with_one_more(saved, posted)
    elif posted is not None:
        status = 422
        if form.is_valid() and rows.is_valid():
            try:
                actions.save_profile(
                    reviewer=own.reviewer, fields=form.cleaned_data, works=rows.values(), by=own, now=request.now
                )
            except Refused as refused:
                refusal, status = refused.reason, 409
            else:
                messages.success(request, _("Saved."))
                return redirect("reviews:profile")
    return render(
        request,
        "reviews/r/profile.html",
        {"form": form, "rows": rows, "refusal": refusal, "kept": kept(own, now=request.now)},
        status=status,
    )

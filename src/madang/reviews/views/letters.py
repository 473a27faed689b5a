"""Every letter of a decision: before the release as it would go out, afterwards as it went."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from madang.core.audit.record import record_view
from madang.core.capacity import Request, acting
from madang.institutions.capacity import AsStaff
from madang.reviews.models import Case, Decision, Letter
from madang.reviews.outbox import drafts

from .acting import selection_of
from .decision import around, decision_of

KINDS = {
    "goes_on": _("Goes on"),
    "selected": _("Selected"),
    "reserve": _("On the reserve list"),
    "not_selected": _("Not selected"),
    "ineligible": _("Not eligible"),
}


@dataclass(frozen=True)
class Shown:
    """One letter on the page."""

    case: Case
    group: str
    language: str
    subject: str
    body: str
    released_at: datetime | None = None
    mailed_at: datetime | None = None


@acting(AsStaff)
@require_safe
def index(request: Request, public_id: str, decision_id: str) -> HttpResponse:
    """All of them on one page, whatever their number; the tabs part them by what they tell."""
    selection = selection_of(request, public_id)
    decision = decision_of(selection, decision_id)
    letters = _letters(decision, request.now)
    record_view(decision, by=request.capacity, at=request.now, action="reviews.letters_seen", letters=len(letters))
    counts = Counter(one.group for one in letters)
    kind = request.GET.get("kind", "")
    context: dict[str, Any] = around(request, selection) | {
        "decision": decision,
        "kind": kind if kind in counts else "",
        "kinds": [(key, words, counts[key]) for key, words in KINDS.items() if key in counts],
        "count": len(letters),
        "letters": [one for one in letters if kind not in counts or one.group == kind],
    }
    return render(request, "reviews/decision/letters.html", context)


def _letters(decision: Decision, now: datetime) -> list[Shown]:
    if decision.state == Decision.State.APPROVED:
        made = drafts(decision, now=now)
        return [
            Shown(one.case, _group(one.telling.name), one.words.language, one.words.subject, one.words.body)
            for one in made
        ]
    if decision.state != Decision.State.RELEASED:
        return []
    kind = Letter.Kind.SHORTLIST if decision.kind == Decision.Kind.SHORTLIST else Letter.Kind.RESULT
    said = {one["application"]: one["status"] for one in decision.result["outcomes"]}
    rows = (
        Letter.objects.filter(outcome__selection=decision.selection_id, kind=kind, released_at=decision.released_at)
        .select_related("outcome__case__application__startup")
        .order_by("outcome__case__label")
    )
    return [
        Shown(
            one.outcome.case,
            _of_status(said.get(one.outcome.case.public_id, "")),
            one.language,
            one.subject,
            one.body,
            one.released_at,
            one.mailed_at,
        )
        for one in rows
    ]


def _group(name: str) -> str:
    return "not_selected" if name == "stage_out" else name


def _of_status(status: str) -> str:
    if status in ("goes_on", "selected", "reserve"):
        return status
    return "ineligible" if status == "excluded" else "not_selected"

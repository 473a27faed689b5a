"""The page of one call as its desk sees it: what is missing, what can be done, how readers will see it, what happened."""

from collections.abc import Callable
from typing import Any, Final

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from madang.core.capacity import Request, acting
from madang.core.policy import Verdict
from madang.institutions.capacity import AsStaff
from madang.institutions.models import Institution
from madang.programmes import policy
from madang.programmes.desk import missing
from madang.programmes.forms import PartnerForm
from madang.programmes.history import history
from madang.programmes.models import Call

from . import call as reading
from .acting import staff
from .desk import SECTIONS, found
from .moves import MOVES


@acting(AsStaff)
@require_safe
def call(request: Request, public_id: str) -> HttpResponse:
    """One call as its desk sees it: what is missing, what can be done, the sections, partners and files."""
    desk = staff(request)
    held = found(request, public_id)
    checks = missing(held, now=request.now)
    lacking = {check.section for check in checks}
    asked = next((one for one in held.partners.all() if one.institution_id == desk.institution.pk), None)
    leads = held.institution_id == desk.institution.pk
    verdicts = _verdicts(desk, held, request)
    context = {
        "institution": desk.institution,
        "call": held,
        "checks": checks,
        "sections": [(key, label, _stand(held, key, lacking)) for key, label in SECTIONS.items()],
        "leads": leads,
        "asked": asked if asked and asked.accepted_at is None else None,
        "verdicts": verdicts,
        "moves": [(verb, one) for verb, one in MOVES.items() if leads and verdicts[verb]],
        "partner_form": _partner_form(held) if leads and policy.can_ask_partner(desk, held) else None,
    }
    return render(request, "programmes/desk/call.html", context)


# What makes a section more than empty; a section that is not named here always holds something.
_HELD: Final[dict[str, Callable[[Call], Any]]] = {
    "when": lambda call: call.closes_at or call.window_note,
    "money": lambda call: call.places or call.money_max,
    "rule": lambda call: call.rule,
    "documents": lambda call: call.documents,
    "steps": lambda call: call.stages_set.all(),
    "contacts": lambda call: call.contacts or call.apply_url or call.apply_note,
    "files": lambda call: call.attachments.all(),
}


def _stand(held: Call, section: str, lacking: set[str]) -> str:
    """How a section stands: "missing" something a reader looks for, "empty" with nothing lost, or "filled"."""
    if section in lacking:
        return "missing"
    return "filled" if section not in _HELD or _HELD[section](held) else "empty"


def _verdicts(desk: AsStaff, held: Call, request: Request) -> dict[str, Verdict]:
    return {
        "edit": policy.can_edit(desk, held),
        "publish": policy.can_publish(desk, held, now=request.now),
        "unschedule": policy.can_unschedule(desk, held),
        "close": policy.can_close(desk, held),
        "decide": policy.can_decide(desk, held),
        "archive": policy.can_archive(desk, held),
        "copy": policy.can_copy(desk, held),
        "partner": policy.can_ask_partner(desk, held),
        "answer": policy.can_answer_partner(desk, held),
    }


def _partner_form(held: Call) -> PartnerForm:
    taken = {held.institution_id, *(one.institution_id for one in held.partners.all())}
    rows = (
        Institution.objects.filter(is_listed=True).exclude(pk__in=taken).only("slug", "name").order_by("sort_en", "pk")
    )
    return PartnerForm(options=PartnerForm.options(rows))


@acting(AsStaff)
@require_safe
def preview(request: Request, public_id: str) -> HttpResponse:
    """The call as readers will see it, before it is published."""
    held = found(request, public_id)
    context = reading.page_context(request, held)
    context |= {"asked": reading.conditions(held), "institution": staff(request).institution}
    return render(request, "programmes/desk/preview.html", context)


@acting(AsStaff)
@require_safe
def file(request: Request, public_id: str, file_id: str) -> HttpResponse | FileResponse:
    """A file of a call of this desk, also before it is published; always as a download."""
    attachment = get_object_or_404(found(request, public_id).attachments, public_id=file_id)
    if not attachment.file:
        raise Http404
    return reading.as_download(attachment)


@acting(AsStaff)
@require_safe
def changes(request: Request, public_id: str) -> HttpResponse:
    """Who changed what on this call, newest first."""
    held = found(request, public_id)
    page, lines = history(held, request.GET.get("page"))
    context = {"institution": staff(request).institution, "call": held, "page": page, "lines": lines}
    return render(request, "programmes/desk/history.html", context)

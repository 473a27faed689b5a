"""A decision to take along: ranked list, minutes, and everything it was reckoned from."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from madang.core.audit.record import record_view
from madang.core.capacity import Request, acting
from madang.core.text import reader_language
from madang.institutions.capacity import AsStaff
from madang.reviews import reports
from madang.reviews.ranking import names_of

from .acting import selection_of
from .decision import decision_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@acting(AsStaff)
@require_safe
def file(request: Request, public_id: str, decision_id: str, name: str) -> HttpResponse:
    """One of four files of a decision, in the reader's language."""
    selection = selection_of(request, public_id)
    decision = decision_of(selection, decision_id)
    names, lang = names_of(selection), reader_language()
    match name:
        case "ranking.xlsx":
            kind, body = _XLSX, reports.workbook(decision, names)
        case "ranking.pdf":
            kind, body = "application/pdf", reports.ranking_pdf(decision, names, lang=lang)
        case "minutes.pdf":
            kind, body = "application/pdf", reports.minutes_pdf(decision, names, lang=lang)
        case "decision.json":
            kind, body = "application/json", reports.everything(decision)
        case _:
            raise Http404
    record_view(decision, by=request.capacity, at=request.now, action="reviews.decision_exported", file=name)
    headers = {"Content-Disposition": f'attachment; filename="{decision.public_id}-{name}"'}
    return HttpResponse(body, content_type=kind, headers=headers)

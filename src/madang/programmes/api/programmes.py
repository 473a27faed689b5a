"""Programmes: what institutions offer, and the calls that open it."""

from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router

from madang.core.api import OneOf, Order, Paging, answers, pages, said, serving, texts
from madang.core.capacity import Request
from madang.engines.taxonomy import SECTORS, STAGES, SUPPORTS
from madang.institutions.api import ref
from madang.people.api_auth import anyone
from madang.people.capacity import AsVisitor
from madang.programmes.models import Call, Programme

from .calls import latest
from .schemas import ProgrammeOne, ProgrammePage

router = Router(tags=["Programmes"], auth=anyone())


class ProgrammeFilters(Paging):
    """What narrows the list; what is left out does not."""

    support: Annotated[str, OneOf(SUPPORTS)] | None = None
    sector: Annotated[str, OneOf(SECTORS)] | None = None
    stage: Annotated[str, OneOf(STAGES)] | None = None
    institution: str = Field("", max_length=60, description="The slug of the institution that offers it.")


def row(programme: Programme) -> dict[str, Any]:
    return {
        "id": programme.public_id,
        "name": said(programme.name),
        "institution": ref(programme.institution),
        "supports": programme.supports,
        "sectors": programme.sectors,
        "stages": programme.stages,
        "languages": programme.languages,
        "funding": programme.funding,
        "family": programme.family,
    }


@router.get("", response=answers(ProgrammePage, 304), summary="List programmes")
@serving(AsVisitor)
def list_programmes(request: Request, filters: Query[ProgrammeFilters]) -> dict[str, Any]:
    """Programmes offered now, the newest first."""
    rows = Programme.objects.visible_to(request.capacity).select_related("institution")
    rows = rows.defer("summary", "institution__summary", "institution__links", "institution__sign")
    if filters.support:
        rows = rows.filter(supports__contains=[filters.support])
    if filters.sector:
        rows = rows.filter(sectors__contains=[filters.sector])
    if filters.stage:
        rows = rows.filter(stages__contains=[filters.stage])
    if filters.institution:
        rows = rows.filter(institution__slug=filters.institution)
    page = pages(rows, Order("programmes", descending=True), request, filters)
    return page.of([row(programme) for programme in page.rows])


@router.get("/{programme}", response=answers(ProgrammeOne, 304, 404), summary="One programme")
@serving(AsVisitor)
def one_programme(request: Request, programme: str) -> dict[str, Any]:
    """A programme with its last 50 published calls."""
    rows = Programme.objects.visible_to(request.capacity).select_related("institution")
    found = get_object_or_404(rows, public_id=programme)
    calls = latest(Call.objects.visible_to(request.capacity).filter(programme=found), 50)
    return row(found) | {
        "name": texts(found.name),
        "summary": texts(found.summary),
        "calls": [
            {
                "id": call.public_id,
                "title": said(call.title),
                "status": call.status,
                "opens_at": call.opens_at,
                "closes_at": call.closes_at,
            }
            for call in calls
        ],
    }

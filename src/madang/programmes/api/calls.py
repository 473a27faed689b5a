"""Calls: the catalogue by the same parameters as its page, and one call whole."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from django.db.models import F, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from madang.core.api import ApiError, OneOf, Order, Paging, answers, number_pages, pages, said, serving, texts
from madang.core.capacity import Capacity, Request
from madang.core.text import LANGUAGES, Text, reader_language
from madang.engines.eligibility import outline
from madang.engines.taxonomy import INSTITUTION_KINDS, REGIONS, SECTORS, STAGES, SUPPORTS
from madang.institutions.api import ref
from madang.people.api_auth import anyone
from madang.people.capacity import AsVisitor
from madang.programmes import fit
from madang.programmes.finding import find
from madang.programmes.models import Call, CallPartner
from madang.programmes.queries import catalogue

from .schemas import CallOne, CallPage

router = Router(tags=["Calls"], auth=anyone())

_CLOSING: Final = Order("calls.closing", "closes_at", kind="time")
_NEWEST: Final = Order("calls.newest", "published_at", descending=True, kind="time")
_BEST: Final = Order("calls.relevance", descending=True, kind="number")
_MANY: Final = 30


def _several(codes: Any, what: str) -> Any:
    return Field([], max_length=_MANY, description=f"{what}; given several times: any of them.")


class Narrowing(Schema):
    """What a search of the catalogue is narrowed by; what is left out does not narrow."""

    q: str = Field("", max_length=catalogue.QUERY_LENGTH, description="Words in Korean, Chinese or English.")
    support: list[Annotated[str, OneOf(SUPPORTS)]] = _several(SUPPORTS, "Kind of support")
    sector: list[Annotated[str, OneOf(SECTORS)]] = _several(SECTORS, "Sector")
    region: list[Annotated[str, OneOf(REGIONS)]] = _several(REGIONS, "Region; wider ones count too")
    stage: list[Annotated[str, OneOf(STAGES)]] = _several(STAGES, "Stage")
    language: list[Annotated[str, OneOf(LANGUAGES)]] = _several(LANGUAGES, "Working language")
    funding: list[Literal["public", "private", "mixed"]] = _several((), "Whose money")
    kind: list[Annotated[str, OneOf(INSTITUTION_KINDS)]] = _several((), "Kind of institution")
    when: Literal["open", "week", "upcoming", "closed", "all"] = Field(
        "open", description="`week`: closes within 7 days."
    )
    institution: str = Field("", max_length=60, description="The slug of an institution that runs it.")

    def search(self) -> catalogue.Search:
        chosen = {name: tuple(dict.fromkeys(getattr(self, name))) for name in catalogue.FACETS}
        return catalogue.Search(
            text=" ".join(self.q.split()),
            chosen={name: values for name, values in chosen.items() if values},
            when=self.when,
            institution=self.institution,
        )


class CallFilters(Narrowing, Paging):
    """The search parameters of the catalogue."""

    sort: Literal["closing", "newest", "relevance"] | None = Field(
        None, description="Default: `relevance` with words, else `closing`."
    )


_PARTNERS: Final = Prefetch(
    "partners",
    CallPartner.objects.filter(accepted_at__isnull=False)
    .select_related("institution")
    .only("call_id", "institution__slug", "institution__name")
    .order_by("pk"),
)
_COLUMNS: Final = (
    *("public_id", "title", "status", "opens_at", "closes_at", "zone", "window_note", "supports", "sectors", "stages"),
    *("regions", "languages", "funding", "money_max", "currency", "places", "published_at", "updated_at"),
    *("institution__slug", "institution__name", "programme__public_id"),
)


def for_rows(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Only what a row shows: two queries, whatever the rows."""
    return calls.select_related("institution", "programme").only(*_COLUMNS).prefetch_related(_PARTNERS)


def row(call: Call, now: datetime) -> dict[str, Any]:
    """A call in a list; its partners must have been prefetched."""
    return {
        "id": call.public_id,
        "title": said(call.title),
        "institution": ref(call.institution),
        "partners": [ref(partner.institution) for partner in call.partners.all()],
        "programme": call.programme.public_id,
        "status": call.status,
        "is_open": call.is_open(now=now),
        "opens_at": call.opens_at,
        "closes_at": call.closes_at,
        "zone": call.zone,
        "window_note": call.window_note,
        "supports": call.supports,
        "sectors": call.sectors,
        "stages": call.stages,
        "regions": call.regions,
        "languages": call.languages,
        "funding": call.funding,
        "money_max": call.money_max,
        "currency": call.currency,
        "places": call.places,
        "updated_at": call.updated_at,
    }


@router.get("", response=answers(CallPage, 304), summary="Search calls")
@serving(AsVisitor)
def list_calls(request: Request, filters: Query[CallFilters]) -> dict[str, Any]:
    """Calls by the catalogue's own search. Follow `next` until it is null: none is lost or doubled, also when calls
    are published meanwhile."""
    search = filters.search()
    if filters.sort == "relevance" and not search.text:
        raise ApiError(422, "invalid", _("To sort by relevance, give words to look for in q."), field="query.sort")
    calls = Call.objects.visible_to(request.capacity)
    scores: dict[int, float] = {}
    mode = None
    if search.text:
        finding = find(calls, search.text)
        scores, mode = finding.scores, finding.answer.mode
        calls = calls.filter(catalogue.among(scores))
    found = catalogue.within(calls, search, request.now)
    if filters.sort == "relevance" or (search.text and not filters.sort):
        return _best(request, found, scores, filters) | {"mode": mode}
    order = _NEWEST if filters.sort == "newest" else _CLOSING
    page = pages(for_rows(found), order, request, filters)
    return page.of([row(call, request.now) for call in page.rows]) | {"mode": mode}


def _best(request: Request, found: QuerySet[Call], scores: Mapping[int, float], ask: Paging) -> dict[str, Any]:
    ranked = sorted(((scores[pk], pk) for pk in found.order_by().values_list("pk", flat=True)), reverse=True)
    page = number_pages(ranked, _BEST, request, ask)
    by_id = for_rows(Call.objects.filter(pk__in=page.rows)).in_bulk()
    return page.of([row(by_id[pk], request.now) for pk in page.rows if pk in by_id])


def readable(capacity: Capacity, public_id: str) -> Call:
    """One call with everything its operations need. Raises Http404."""
    calls = Call.objects.visible_to(capacity).select_related("institution", "programme")
    calls = calls.prefetch_related(_PARTNERS, "attachments", "stages_set").defer("search", "titles")
    call: Call = get_object_or_404(calls, public_id=public_id)
    return call


def _texts_of(value: Any) -> dict[str, Any]:
    """Words kept inside a JSON column: three languages, plain text, or nothing."""
    if isinstance(value, dict):
        with suppress(ValueError):
            return texts(Text.from_json(value))
    return texts(Text(ko=value, source="ko") if isinstance(value, str) and value else Text())


@router.get("/{call}", response=answers(CallOne, 304, 404), summary="One call")
@serving(AsVisitor)
def one_call(request: Request, call: str) -> dict[str, Any]:
    """A call with its full text in every language there is, its rule, documents, steps, contacts and files."""
    found = readable(request.capacity, call)
    rule = fit.rule_of(found)
    lines = outline(rule, reader_language()) if rule else []
    return row(found, request.now) | {
        "title": texts(found.title),
        "summary": texts(found.summary),
        "body": texts(found.body),
        "number": found.number,
        "published_at": found.published_at,
        "grace_minutes": found.grace_minutes,
        "reference_on": found.reference_on,
        "multiple": float(found.multiple) if found.multiple is not None else None,
        "own_share": found.own_share,
        "rule": found.rule,
        "rule_lines": [{"depth": depth, "text": text} for depth, text in lines],
        "rule_source": ("person" if found.rule_checked_at else "machine") if found.rule else None,
        "documents": [
            {
                "kind": asked.get("kind", ""),
                "name": _texts_of(asked.get("name")),
                "required": asked.get("required", True),
                "within_days": asked.get("within_days"),
            }
            for asked in found.documents
        ],
        "steps": [
            {"kind": step.kind, "starts_on": step.starts_on, "ends_on": step.ends_on, "note": texts(step.note)}
            for step in sorted(found.stages_set.all(), key=lambda one: (one.position, one.pk))
        ],
        "contacts": [
            {"name": _texts_of(one.get("name")), "phone": one.get("phone") or "", "email": one.get("email") or ""}
            for one in found.contacts
        ],
        "attachments": _files(request, found),
        "apply_url": found.apply_url,
        "apply_note": found.apply_note,
        "source_url": found.source_url,
        "page": request.build_absolute_uri(reverse("programmes:call", args=[found.public_id])),
    }


def _files(request: Request, call: Call) -> list[dict[str, str]]:
    out = []
    for one in sorted(call.attachments.all(), key=lambda file: (file.position, file.pk)):
        ours = reverse("programmes:file", args=[call.public_id, one.public_id]) if one.file else ""
        if url := (request.build_absolute_uri(ours) if ours else one.url):
            out.append({"name": one.name, "url": url})
    return out


def latest(calls: QuerySet[Call], most: int) -> QuerySet[Call]:
    """The newest calls first, with what a brief line shows."""
    return calls.only("public_id", "title", "status", "opens_at", "closes_at").order_by(
        F("published_at").desc(nulls_last=True), "-pk"
    )[:most]

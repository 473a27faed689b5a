"""Institutions, as the API tells of them."""

from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from madang.core.api import OneOf, Order, Paging, Said, Texts, answers, pages, said, serving, texts
from madang.core.capacity import Request
from madang.core.text import LANGUAGES, reader_language
from madang.engines.taxonomy import INSTITUTION_KINDS, REGIONS, SECTORS
from madang.people.api_auth import anyone
from madang.people.capacity import AsVisitor

from .models import Institution
from .queries import InstitutionQuerySet

router = Router(tags=["Institutions"], auth=anyone())


class InstitutionRef(Schema):
    """An institution, named in passing."""

    slug: str = Field(examples=["sample-house"])
    name: Said


class InstitutionRow(InstitutionRef):
    """An institution in a list."""

    kind: str = Field(description="A code of `terms.institution_kinds`.", examples=["incubator"])
    region: str = Field(description="A code of `terms.regions`, or empty.", examples=["KR-11"])
    sectors: list[str] = Field(description="Codes of `terms.sectors`.")
    languages: list[str] = Field(description="Languages one can write in: ko, zh, en.")
    is_public_body: bool
    door: int | None = Field(description="The door on the street; null when it is not on the street itself.")
    website: str


class Alias(Schema):
    """Another name it goes by, or was wrongly given."""

    text: str
    language: str
    kind: Literal["alias", "former", "abbreviation", "misnomer"]
    correction: Texts
    source: str


class SourcedFact(Schema):
    """A statement from outside, with where it was read and how sure it is."""

    label: Texts
    value: Texts
    source: str
    source_url: str
    as_of: str = Field(description="A year, a month or a day.", examples=["2024-07"])
    confidence: Literal["read", "derived", "recalled", "weak"]


class Site(Schema):
    """A place it runs."""

    name: Texts
    address: Texts
    region: str
    area_m2: int | None
    is_main: bool


class InstitutionOne(Schema):
    """An institution with all that is known of it."""

    slug: str
    name: Texts
    summary: Texts
    kind: str
    region: str
    sectors: list[str]
    languages: list[str]
    is_public_body: bool
    door: int | None
    website: str
    founded_on: date | None
    family: InstitutionRef | None = Field(description="The institution it is part of.")
    aliases: list[Alias]
    facts: list[SourcedFact]
    sites: list[Site]


class InstitutionPage(Schema):
    """A page of institutions."""

    items: list[InstitutionRow]
    next: str | None
    previous: str | None


class InstitutionFilters(Paging):
    """What narrows the list; what is left out does not."""

    q: str = Field("", max_length=80, description="A part of the name or of another name, in any language.")
    kind: Annotated[str, OneOf(INSTITUTION_KINDS)] | None = None
    sector: Annotated[str, OneOf(SECTORS)] | None = None
    region: Annotated[str, OneOf(REGIONS)] | None = None


def named(rows: InstitutionQuerySet, words: str) -> InstitutionQuerySet:
    """Institutions with these words in a name or another name, in any language."""
    found = Q()
    for lang in LANGUAGES:
        found |= Q(**{f"name__{lang}__icontains": words})
    return rows.filter(found | Q(pk__in=Institution.objects.filter(aliases__text__icontains=words).values("pk")))


def ref(institution: Institution) -> dict[str, Any]:
    return {"slug": institution.slug, "name": said(institution.name)}


def row(institution: Institution) -> dict[str, Any]:
    return ref(institution) | {
        "kind": institution.kind,
        "region": institution.region,
        "sectors": institution.sectors,
        "languages": institution.languages,
        "is_public_body": institution.is_public_body,
        "door": institution.door,
        "website": institution.website,
    }


@router.get("", response=answers(InstitutionPage, 304), summary="List institutions")
@serving(AsVisitor)
def list_institutions(request: Request, filters: Query[InstitutionFilters]) -> dict[str, Any]:
    """The institutions of the street, in the order of the reader's alphabet (pinyin for Chinese)."""
    rows = Institution.objects.visible_to(request.capacity).defer("summary", "links", "sign")
    if words := filters.q.strip():
        rows = named(rows, words)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.sector:
        rows = rows.filter(sectors__contains=[filters.sector])
    if filters.region:
        rows = rows.filter(Q(region=filters.region) | Q(region__startswith=f"{filters.region}-"))
    key = f"sort_{reader_language()}"
    page = pages(rows, Order(f"institutions.{key}", key, kind="text"), request, filters)
    return page.of([row(institution) for institution in page.rows])


@router.get("/{slug}", response=answers(InstitutionOne, 304, 404), summary="One institution")
@serving(AsVisitor)
def one_institution(request: Request, slug: str) -> dict[str, Any]:
    """An institution with its names in every language, other names, places, and facts with their sources."""
    rows = Institution.objects.visible_to(request.capacity).select_related("family")
    institution = get_object_or_404(rows.prefetch_related("aliases", "facts", "sites"), slug=slug)
    return row(institution) | {
        "name": texts(institution.name),
        "summary": texts(institution.summary),
        "founded_on": institution.founded_on,
        "family": ref(institution.family) if institution.family and institution.family.is_listed else None,
        "aliases": [
            {
                "text": alias.text,
                "language": alias.language,
                "kind": alias.kind,
                "correction": texts(alias.correction),
                "source": alias.source,
            }
            for alias in sorted(institution.aliases.all(), key=lambda one: one.pk)
        ],
        "facts": [
            {
                "label": texts(fact.label),
                "value": texts(fact.value),
                "source": fact.source,
                "source_url": fact.source_url,
                "as_of": fact.as_of,
                "confidence": fact.confidence,
            }
            for fact in sorted(institution.facts.all(), key=lambda one: (one.position, one.pk))
        ],
        "sites": [
            {
                "name": texts(site.name),
                "address": texts(site.address),
                "region": site.region,
                "area_m2": site.area_m2,
                "is_main": site.is_main,
            }
            for site in sorted(institution.sites.all(), key=lambda one: (not one.is_main, one.pk))
        ],
    }

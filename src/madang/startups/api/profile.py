"""Startups of the caller, as the API tells of them and lets them be changed."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from ninja import Field, Header, Query, Router, Schema
from pydantic import AfterValidator, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from madang.core.api import (
    ApiError,
    OneOf,
    Order,
    Paging,
    Said,
    Texts,
    answers,
    pages,
    said,
    serving,
    tag_of,
    texts,
)
from madang.core.capacity import Request
from madang.core.clean import normalise
from madang.core.edits import Stale
from madang.core.text import LANGUAGES, Text, reader_language
from madang.engines.eligibility import fact_label
from madang.engines.eligibility.lists import CERTIFICATES
from madang.engines.taxonomy import REGIONS, ROUNDS, SECTORS
from madang.people.api_auth import signed_in
from madang.people.capacity import AsSelf, OwnRequest
from madang.startups.actions.patching import edit_fields
from madang.startups.capacity import AsMember
from madang.startups.knowledge import Strict, unknown, written
from madang.startups.models import Startup
from madang.startups.rules import facts_of

router = Router(tags=["My startups"])

Role = Literal["owner", "editor", "viewer"]


class MemberRequest(Request):
    """What an operation under `@serving(AsMember)` gets. Only a type."""

    capacity: AsMember


class StartupRow(Schema):
    """A startup of mine in a list."""

    slug: str = Field(examples=["sample-robotics"])
    name: Said
    role: Role
    founding_type: Literal["pre_founder", "sole_trader", "corporation"]
    is_public: bool
    version: int
    updated_at: datetime


class StartupPage(Schema):
    """A page of startups."""

    items: list[StartupRow]
    next: str | None
    previous: str | None


class StartupOne(Schema):
    """A startup of mine with its profile."""

    slug: str
    name: Texts
    summary: Texts
    role: Role = Field(description="Owners and editors may change the profile.")
    founding_type: Literal["pre_founder", "sole_trader", "corporation"]
    operation: Literal["active", "suspended", "closed"]
    country: str
    business_number: str
    corporate_number: str
    credit_code: str
    opened_on: date | None
    incorporated_on: date | None
    region: str
    lab_region: str
    sectors: list[str]
    certificates: list[str]
    investment_stage: str
    size: str
    website: str
    is_public: bool
    shares_with_staff: bool
    version: int = Field(description="Counts saved edits; send it back with a change.")
    updated_at: datetime


class FactName(Schema):
    """A fact by its key, named in the reader's language."""

    key: str = Field(examples=["arrears.local_tax"])
    label: str


_FACTS = WithJsonSchema({"type": "object", "description": "In the form of `FactsForm`, as the check takes them."})


class FactsOne(Schema):
    """What rules know of the startup."""

    # As the form describes it, but never refused: what is stored is told, whatever lists say today.
    facts: Annotated[dict[str, Any], _FACTS]
    unknown: list[FactName] = Field(description="What nobody has said yet: a call that asks for it stays unknown.")


Words = Annotated[str, Field(max_length=2000), AfterValidator(normalise)]


class TextForm(Strict):
    """Words in up to three languages; those left out are removed."""

    ko: Words = ""
    zh: Words = ""
    en: Words = ""

    def text(self, before: Text) -> Text:
        """As the form of the page reads it: words a person sends are a person's; unchanged drafts stay drafts."""
        words = {lang: getattr(self, lang) for lang in LANGUAGES}
        source = before.source if words.get(before.source) else next((lang for lang in words if words[lang]), "")
        same = {lang for lang in before.machine if words[lang] and words[lang] == getattr(before, lang)}
        return Text(**words, source=source, machine=frozenset(same - {source}))


def _short(most: int) -> Any:
    def check(form: TextForm) -> TextForm:
        if any(len(getattr(form, lang)) > most for lang in LANGUAGES):
            raise PydanticCustomError("string_too_long", "too long", {"max_length": most})
        return form

    return AfterValidator(check)


def _web(address: str) -> str:
    """A web address, or nothing. Raises for any other kind: it is shown as a link."""
    try:
        parts = urlsplit(address)
        fits = (
            parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and not set(address) & set(" \n\t<>\"'")
        )
    except ValueError:
        fits = False
    if address and not fits:
        raise PydanticCustomError("url", "not a web address")
    return address


class ProfileChange(Strict):
    """The fields to change; what is left out stays. `version` is the one you read."""

    version: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
    name: Annotated[TextForm, _short(120)] | None = None
    summary: Annotated[TextForm, _short(400)] | None = None
    website: (
        Annotated[str, Field(max_length=200, examples=["https://sample.example.test/"]), AfterValidator(_web)] | None
    ) = None
    region: Annotated[str, OneOf(["", *REGIONS])] | None = None
    lab_region: Annotated[str, OneOf(["", *REGIONS])] | None = None
    sectors: Annotated[list[Annotated[str, OneOf(SECTORS)]], Field(max_length=60)] | None = None
    certificates: Annotated[list[Annotated[str, OneOf(CERTIFICATES)]], Field(max_length=60)] | None = None
    investment_stage: Annotated[str, OneOf(["", *ROUNDS])] | None = None

    @field_validator("name")
    @classmethod
    def _is_named(cls, form: TextForm | None) -> TextForm | None:
        if form is not None and not any(getattr(form, lang) for lang in LANGUAGES):
            raise PydanticCustomError("empty", "no words")
        return form

    def values(self, startup: Startup) -> dict[str, Any]:
        """The fields that were sent, as the startup keeps them. null counts as not sent."""
        found = {name: getattr(self, name) for name in self.model_fields_set - {"version"}}
        return {
            name: value.text(getattr(startup, name)) if isinstance(value, TextForm) else value
            for name, value in found.items()
            if value is not None
        }


@router.get("", response=answers(StartupPage, 304), auth=signed_in("startups"), summary="List my startups")
@serving(AsSelf)
def my_startups(request: OwnRequest, filters: Query[Paging]) -> dict[str, Any]:
    """Startups you are a member of, the newest first. Scope `startups`."""
    rows = Startup.objects.of(request.capacity.person).annotate(role=F("memberships__role"))
    page = pages(rows, Order("startups", "created_at", descending=True, kind="time"), request, filters)
    return page.of(
        [
            {
                "slug": startup.slug,
                "name": said(startup.name),
                "role": startup.role,
                "founding_type": startup.founding_type,
                "is_public": startup.is_public,
                "version": startup.version,
                "updated_at": startup.updated_at,
            }
            for startup in page.rows
        ]
    )


_COLUMNS = (
    *("slug", "founding_type", "operation", "country", "business_number", "corporate_number", "credit_code"),
    *("opened_on", "incorporated_on", "region", "lab_region", "sectors", "certificates", "investment_stage", "size"),
    *("website", "is_public", "shares_with_staff", "version", "updated_at"),
)


def _one(startup: Startup, role: str) -> dict[str, Any]:
    columns = {name: getattr(startup, name) for name in _COLUMNS}
    return columns | {"name": texts(startup.name), "summary": texts(startup.summary), "role": role}


@router.get(
    "/{startup}", response=answers(StartupOne, 304, 404), auth=signed_in("startups"), summary="One startup of mine"
)
@serving(AsMember)
def my_startup(request: MemberRequest) -> dict[str, Any]:
    """The profile, as every member may read it. Scope `startups`."""
    return _one(request.capacity.startup, request.capacity.role)


@router.get(
    "/{startup}/facts",
    response=answers(FactsOne, 304, 404),
    auth=signed_in("startups"),
    summary="What rules know of it",
)
@serving(AsMember)
def my_facts(request: MemberRequest) -> dict[str, Any]:
    """The facts that eligibility rules read, in the form that `POST /calls/{call}/eligibility` takes, and what is
    not known yet. Scope `startups`."""
    facts = facts_of(Startup.objects.with_facts().get(pk=request.capacity.startup.pk))
    lang = reader_language()
    return {
        "facts": written(facts),
        "unknown": [{"key": key, "label": fact_label(key, lang)} for key in unknown(facts)],
    }


IfMatch = Annotated[
    str | None, Header(None, alias="If-Match", max_length=200, description="The `ETag` of the state you read.")
]


@router.patch(
    "/{startup}",
    response=answers(StartupOne, 400, 404, 409, 412, 413, 415),
    auth=signed_in("startups", "write"),
    summary="Change the profile",
)
@serving(AsMember)
def change_startup(request: MemberRequest, change: ProfileChange, if_match: IfMatch = None) -> dict[str, Any]:
    """Change fields of the profile, all or none. 409 when someone else saved one of them since `version`: compare with
    `changed`, then send again with the new `version`. `If-Match` with the ETag you read is honoured too (412).
    Scopes `startups` and `write`; owners and editors only."""
    member = request.capacity
    if if_match and if_match.strip() not in {"*", tag_of(StartupOne, _one(member.startup, member.role))}:
        raise ApiError(412, "precondition", _("The startup has changed since you read it. Read it again."))
    values = change.values(member.startup)
    try:
        startup = edit_fields(startup=member.startup, values=values, version=change.version, by=member, now=request.now)
    except Stale as stale:
        now_saved = {name: texts(value) if isinstance(value, Text) else value for name, value in stale.changed.items()}
        raise ApiError(409, "stale", stale.reason, version=stale.version, changed=now_saved) from stale
    return _one(startup, member.role)

"""The facts that rules ask for, as JSON: what the API takes in, and what it tells a startup of itself."""

from dataclasses import fields
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from madang.core.api import Day, OneOf
from madang.engines import eligibility as engine
from madang.engines.eligibility import Facts
from madang.engines.eligibility.lists import (
    ARREARS,
    BUSINESS_STATES,
    CERTIFICATES,
    SIZES,
    STANDINGS,
    SUPPORT_STATES,
)
from madang.engines.taxonomy import (
    CURRENCIES,
    DOCUMENTS,
    FOUNDER_TRAITS,
    FOUNDING_TYPES,
    IP_KINDS,
    REGIONS,
    ROUNDS,
    SECTORS,
)

Amount = Annotated[int, Field(strict=True, ge=0, le=10**15)]
Year = Annotated[int, Field(strict=True, ge=1950, le=2100)]
Number = Annotated[int, Field(strict=True, ge=0, le=10_000_000)]
YesNo = Annotated[bool, Field(strict=True)]
Key = Annotated[str, Field(min_length=1, max_length=64)]
_FEW: Final = 50


class Strict(BaseModel):
    """Nothing unknown is passed over: a misspelt fact would otherwise count as a fact nobody knows."""

    model_config = ConfigDict(extra="forbid")


class MoneyForm(Strict):
    """A sum in whole units of one currency."""

    amount: Amount = Field(examples=[50_000_000])
    currency: Annotated[str, OneOf(CURRENCIES)] = "KRW"


class RevenueForm(MoneyForm):
    """The revenue of a calendar year."""

    year: Year = Field(examples=[2025])


class BusinessForm(Strict):
    """Another business of the founder."""

    started: Day | None = None
    closed: Day | None = None
    open: YesNo | None = None


class RepresentativeForm(Strict):
    """A representative; the first one is the lead. A trait in neither list is unknown."""

    born: Day | None = None
    traits: list[Annotated[str, OneOf(FOUNDER_TRAITS)]] = Field([], max_length=_FEW)
    lacks: list[Annotated[str, OneOf(FOUNDER_TRAITS)]] = Field([], max_length=_FEW)


class SiteForm(Strict):
    """A place of work other than the head office."""

    kind: Annotated[str, OneOf(("branch", "lab", "factory"))]
    region: Annotated[str, OneOf(REGIONS)] | None = None


class CertificateForm(Strict):
    """A certificate; `until` is its last valid day, null when it does not lapse."""

    kind: Annotated[str, OneOf(CERTIFICATES)]
    until: Day | None = None


class DocumentForm(Strict):
    """A paper one holds; `expires` is its last valid day, null when it does not lapse."""

    kind: Annotated[str, OneOf(DOCUMENTS)]
    issued: Day | None = None
    expires: Day | None = None


class SupportForm(Strict):
    """A place in a support programme."""

    family: str = Field(max_length=200, examples=["early-package"])
    year: Year
    state: Annotated[str, OneOf(SUPPORT_STATES)] = "running"


class SanctionForm(Strict):
    """A bar from support, both days included; `ends` null has no end yet, `starts` null began before all records."""

    starts: Day | None = None
    ends: Day | None = None


class FactsForm(Strict):
    """What is known of a startup. Leave out what nobody knows; an empty list means: known to be none."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"founding_type": "corporation", "incorporated_on": "2023-03-02", "head_office": "KR-11", "sectors": []}
            ]
        },
    )

    founding_type: Annotated[str, OneOf(FOUNDING_TYPES)] | None = None
    opened_on: Day | None = None
    incorporated_on: Day | None = None
    businesses: list[BusinessForm] | None = Field(None, max_length=_FEW)
    business_status: Annotated[str, OneOf(BUSINESS_STATES)] | None = None
    representatives: list[RepresentativeForm] | None = Field(None, min_length=1, max_length=_FEW)
    head_office: Annotated[str, OneOf(REGIONS)] | None = None
    sites: list[SiteForm] | None = Field(None, max_length=_FEW)
    founder_home: Annotated[str, OneOf(REGIONS)] | None = None
    sectors: list[Annotated[str, OneOf(SECTORS)]] | None = Field(None, max_length=_FEW)
    size: Annotated[str, OneOf(SIZES)] | None = None
    headcount: Number | None = None
    revenues: list[RevenueForm] = Field([], max_length=_FEW)
    investment_round: Annotated[str, OneOf(ROUNDS)] | None = None
    raised: MoneyForm | None = None
    intellectual_property: dict[Annotated[str, OneOf(IP_KINDS)], Number] | None = None
    certificates: list[CertificateForm] | None = Field(None, max_length=_FEW)
    documents: list[DocumentForm] | None = Field(None, max_length=_FEW)
    arrears: dict[Annotated[str, OneOf(ARREARS)], Annotated[str, OneOf(STANDINGS)]] = Field({})
    supports: list[SupportForm] | None = Field(None, max_length=200)
    sanctions: list[SanctionForm] | None = Field(None, max_length=_FEW)
    answers: dict[Key, YesNo] = Field({}, max_length=200, description="Yes or no to a call's statements, by their key.")


def _each(kind: Any, rows: list[Any] | None) -> tuple[Any, ...] | None:
    return None if rows is None else tuple(kind(**row.model_dump()) for row in rows)


def read(form: FactsForm) -> Facts:
    """The facts that a form holds, as the eligibility engine asks for them."""
    people = form.representatives
    return Facts(
        **form.model_dump(include=_PLAIN),
        sectors=None if form.sectors is None else frozenset(form.sectors),
        businesses=_each(engine.Business, form.businesses),
        representatives=None
        if people is None
        else tuple(
            engine.Representative(born=one.born, traits=frozenset(one.traits), lacks=frozenset(one.lacks))
            for one in people
        ),
        sites=_each(engine.Site, form.sites),
        revenues={one.year: engine.Money(one.amount, one.currency) for one in form.revenues},
        raised=engine.Money(form.raised.amount, form.raised.currency) if form.raised else None,
        certificates=_each(engine.Certified, form.certificates),
        documents=_each(engine.Document, form.documents),
        supports=_each(engine.Support, form.supports),
        sanctions=None
        if form.sanctions is None
        else tuple(engine.Sanction(one.starts or date.min, one.ends) for one in form.sanctions),
    )


_PLAIN: Final = {
    *("founding_type", "opened_on", "incorporated_on", "business_status", "head_office", "founder_home", "size"),
    *("headcount", "investment_round", "intellectual_property", "arrears", "answers"),
}


def written(facts: Facts) -> dict[str, Any]:
    """The facts in the form that `read` takes: what a startup is told here, it may send there."""
    body = {one.name: _plain(getattr(facts, one.name)) for one in fields(facts)}
    body["revenues"] = [{"year": year, **_plain(money)} for year, money in sorted(facts.revenues.items())]
    for sanction in body["sanctions"] or ():
        if sanction["starts"] == date.min:
            sanction["starts"] = None
    return body


def _plain(value: Any) -> Any:
    match value:
        case frozenset():
            return sorted(value)
        case tuple():
            return [_plain(one) for one in value]
        case dict():
            return dict(value)
        case (
            engine.Money()
            | engine.Business()
            | engine.Representative()
            | engine.Site()
            | engine.Certified()
            | engine.Document()
            | engine.Support()
            | engine.Sanction()
        ):
            return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        case _:
            return value


def unknown(facts: Facts) -> list[str]:
    """The keys of what nobody has said yet, as `missing_facts` writes them; statements are each call's own."""
    found = [one.name for one in fields(facts) if getattr(facts, one.name) is None]
    found += [f"arrears.{kind}" for kind in ARREARS if kind not in facts.arrears]
    return found + ([] if facts.revenues else ["revenues"])

"""What the operations on programmes and calls answer."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

from madang.core.api import Said, Texts
from madang.institutions.api import InstitutionRef, InstitutionRow

Funding = Literal["public", "private", "mixed"]
CallStatus = Literal["published", "closed", "decided"]


class CallRow(Schema):
    """A call in a list. The full text is with the one call."""

    id: str = Field(examples=["0f3a9c5d7e1b2468"])
    title: Said
    institution: InstitutionRef
    partners: list[InstitutionRef] = Field(description="Institutions that run it together with the first.")
    programme: str = Field(description="The id of the programme it opens.")
    status: CallStatus
    is_open: bool = Field(description="Published, already open, not yet closed.")
    opens_at: datetime | None = Field(description="UTC; null: open since it was published.")
    closes_at: datetime | None = Field(description="UTC; null: no closing time, `window_note` says why.")
    zone: str = Field(description="The zone the times were written in.", examples=["Asia/Seoul"])
    window_note: str
    supports: list[str] = Field(description="Codes of `terms.supports`.")
    sectors: list[str] = Field(description="Codes of `terms.sectors`; empty: any.")
    stages: list[str] = Field(description="Codes of `terms.stages`; empty: any.")
    regions: list[str] = Field(description="Codes of `terms.regions`; empty: any.")
    languages: list[str]
    funding: Funding
    money_max: int | None = Field(description="At most, for each, in whole units of `currency`.")
    currency: str
    places: int | None
    updated_at: datetime


SearchMode = Literal["lexical", "meaning", "resting"]
HOW = (
    "How words were looked for: `lexical` by words and concepts; `meaning` by meaning too; `resting` by words and concepts"
    " since the model of meaning did not answer. Null: there were no words."
)


class CallPage(Schema):
    """A page of calls."""

    items: list[CallRow]
    next: str | None
    previous: str | None
    mode: SearchMode | None = Field(None, description=HOW)


class DocumentAsked(Schema):
    """A document to hand in."""

    kind: str = Field(description="A code of `terms.documents`.")
    name: Texts = Field(description="The call's own name for it; all null: as the kind is called.")
    required: bool
    within_days: int | None = Field(description="Issued at most so many days before handing in.")


class Contact(Schema):
    """A desk to ask."""

    name: Texts
    phone: str
    email: str


class StepOne(Schema):
    """A step after the call closes."""

    kind: Literal["eligibility", "document", "presentation", "site", "committee", "notice", "agreement", "other"]
    starts_on: date | None
    ends_on: date | None
    note: Texts


class AttachmentOne(Schema):
    """A file of the call: its name and where to get it."""

    name: str
    url: str


class RuleLine(Schema):
    """A line of the rule in plain words; `depth` 0 is outermost."""

    depth: int
    text: str


class CallOne(CallRow):
    """A call with everything that is published of it."""

    title: Texts  # type: ignore[assignment]
    summary: Texts
    body: Texts = Field(description="The full text, plain, in every language there is.")
    number: str
    published_at: datetime | None
    grace_minutes: int = Field(description="Minutes that drafts with a number have after closing.")
    reference_on: date | None = Field(description="The day ages are counted on; null: the day it opened.")
    multiple: float | None = Field(description="How many times the places pass the documents.")
    own_share: int | None = Field(description="Own share in percent.")
    rule: dict[str, Any] | None = Field(description="Who may apply, as typed rules (docs/reference/rules.md).")
    rule_lines: list[RuleLine] = Field(description="The same in plain words of the asked language.")
    rule_source: Literal["person", "machine"] | None = Field(description="Who last confirmed the rule.")
    documents: list[DocumentAsked]
    steps: list[StepOne]
    contacts: list[Contact]
    attachments: list[AttachmentOne]
    apply_url: str
    apply_note: str
    source_url: str
    page: str = Field(description="The page people read.")


class ProgrammeRow(Schema):
    """A programme in a list."""

    id: str
    name: Said
    institution: InstitutionRef
    supports: list[str]
    sectors: list[str]
    stages: list[str]
    languages: list[str]
    funding: Funding
    family: str = Field(description="The family that duplicate-support rules name; empty: none.")


class ProgrammePage(Schema):
    """A page of programmes."""

    items: list[ProgrammeRow]
    next: str | None
    previous: str | None


class CallBrief(Schema):
    """A call of a programme, in brief."""

    id: str
    title: Said
    status: CallStatus
    opens_at: datetime | None
    closes_at: datetime | None


class ProgrammeOne(ProgrammeRow):
    """A programme with its last 50 calls, the newest first."""

    name: Texts  # type: ignore[assignment]
    summary: Texts
    calls: list[CallBrief]


class Found(Schema):
    """What a search came to."""

    q: str
    meant: str | None = Field(description="A likelier spelling, when there is one.")
    mode: SearchMode | None = Field(None, description=HOW)
    calls: list[CallRow] = Field(description="The best hits, at any time; `GET /calls?q=` pages through all.")
    institutions: list[InstitutionRow]

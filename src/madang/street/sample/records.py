"""What the sample street is made of: plain values, no Django. The loader turns each record into rows.

Every key (`slug`, `key`, `email`) is stable for one seed, so a loader may find its own rows again.
Codes (`kind`, `sectors`, `stages`, ...) are those of `madang.engines.taxonomy`; languages are "ko", "zh", "en".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .steps import Reviewer, Staged


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text in up to three languages.

    The shape of `madang.core.text.Text`, without Django: `source` is the language it was written in, `machine` names
    the languages whose wording no person has read. A language without text is "".
    """

    ko: str = ""
    zh: str = ""
    en: str = ""
    source: str = "ko"
    machine: tuple[str, ...] = ()

    def said(self, language: str) -> str:
        """The text in `language`, or in the source language where there is none."""
        return str(getattr(self, language) or getattr(self, self.source))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedFact:
    """One statement about a real body: `confidence` is "read", "derived", "recalled" or "weak"."""

    label: Words
    value: Words
    source: str
    as_of: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another name a body is met under. `kind`: "alias", "abbreviation", "former" or "misnomer"; a misnomer carries its correction."""

    name: str
    language: str
    kind: str
    note: Words = Words(source="en")
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place of an institution; sizes are None where unknown (real bodies)."""

    name: Words
    address: Words
    region: str = ""
    area_m2: int | None = None
    floors_above: int | None = None
    floors_below: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """One door. `position_m` is metres from the head of the street (0 to 220); `side` is "north" or "south".

    `real` bodies carry sourced facts and own no programme, person or figure beyond them.
    """

    slug: str
    code: str
    door: int
    position_m: float
    width_m: float
    side: str
    kind: str
    city: str
    name: Words
    sign: Words
    summary: Words
    colour: str
    region: str
    sectors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    opened_year: int | None = None
    real: bool = False
    funding: str = "public"
    facts: tuple[SourcedFact, ...] = ()
    aliases: tuple[Alias, ...] = ()
    sites: tuple[Site, ...] = ()
    opening_hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A standing offer of one institution. `funding` is "public", "private" or "mixed"."""

    key: str
    institution: str
    support: tuple[str, ...]
    name: Words
    summary: Words
    sectors: tuple[str, ...]
    stages: tuple[str, ...]
    languages: tuple[str, ...]
    funding: str
    since: int
    partner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step from opening to agreement; `on` and `until` are local dates, `until` None for one day."""

    kind: str
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAsked:
    """A paper to hand in. `valid_days`: it must have been issued within so many days of handing in, None if any."""

    kind: str
    name: Words
    required: bool = True
    valid_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A desk, never a person: `email` ends in example.test."""

    desk: Words
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One intake of a programme.

    `status`: "scheduled", "published", "closed", "decided" or "archived", true at the given `today`.
    `closes_at` None only for rolling calls and for those open "until the budget is used up"; all times are UTC and
    `zone` is the IANA zone people read them in. `amount_max` is in whole units of `currency` (0: no money).
    `rule` is the JSON form of `madang.engines.eligibility`. `body` is Markdown with six numbered headings.
    """

    key: str
    programme: str
    number: str
    title: Words
    summary: Words
    body: Words
    status: str
    published_at: datetime
    opens_at: datetime
    closes_at: datetime | None
    decided_at: datetime | None
    zone: str
    grace_minutes: int
    rolling: bool
    until_spent: bool
    places: int
    multiple: float | None
    pass_mark: int | None
    amount_max: int
    currency: str
    own_share_percent: int
    period_months: int
    support: tuple[str, ...]
    sectors: tuple[str, ...]
    regions: tuple[str, ...]
    stages_of_firm: tuple[str, ...]
    steps: tuple[Stage, ...]
    documents: tuple[DocumentAsked, ...]
    contacts: tuple[Contact, ...]
    rule: Mapping[str, Any]
    rules_confirmed: bool
    funding: str
    joint_with: str | None = None
    consolidated: bool = False
    duplicated_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigures:
    """Figures of one year; `revenue` in whole units of the startup's currency."""

    year: int
    headcount: int
    revenue: int
    exports: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """An investment round; `kind` is a code of the taxonomy's investment stages."""

    kind: str
    on: date
    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ip:
    """A right or an application: `kind` is a code of the taxonomy, `status` "filed" or "registered"."""

    kind: str
    title: Words
    number: str
    on: date
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What a startup sells or builds. `readiness` is a technology readiness level, 1 to 9."""

    name: Words
    summary: Words
    readiness: int
    launched_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document in the wallet with its validity."""

    kind: str
    issued_on: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Support a startup had before: the ground of the duplicate rule."""

    name: Words
    body: str
    support: str
    amount: int
    currency: str
    decided_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction:
    """A ban on taking part in public programmes; both ends count."""

    since: date
    until: date
    reason: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What calls exclude for. Arrears by kind: True owed, False none, None nobody has checked."""

    arrears: Mapping[str, bool | None]
    arrears_excused: tuple[str, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    suspended: bool | None = False
    received: tuple[Received, ...] = ()
    checked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A login. `gender` "f" or "m" and `born` serve eligibility samples only; every name is invented."""

    email: str
    name: str
    latin_name: str
    language: str
    gender: str
    born: date
    operator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`role`: "owner", "editor" or "viewer". A founder also has a share in percent."""

    email: str
    role: str
    title: Words
    founder: bool
    share_percent: int
    joined_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """`role`: "owner", "manager" or "viewer"."""

    email: str
    institution: str
    role: str
    joined_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Startup:
    """One invented startup. `founding`: "pre_founder", "sole_trader" or "corporation"; dates None where not yet."""

    slug: str
    name: Words
    summary: Words
    country: str
    region: str
    district: Words
    founding: str
    opened_on: date | None
    incorporated_on: date | None
    sectors: tuple[str, ...]
    traits: tuple[str, ...]
    investment_stage: str
    currency: str
    registration: Mapping[str, str]
    website: str
    public: bool
    consented_on: date | None
    years: tuple[YearFigures, ...]
    rounds: tuple[Round, ...]
    ip: tuple[Ip, ...]
    products: tuple[Product, ...]
    members: tuple[Member, ...]
    standing: Standing
    papers: tuple[Paper, ...]
    lab_region: str = ""
    certificates: tuple[str, ...] = ()
    size: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyFact:
    """One line of a startup's thread; `by` is an e-mail or None (the street itself); `payload` holds plain values."""

    kind: str
    startup: str
    at: datetime
    by: str | None
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """Which login to try for what; `desk` is the address to begin at, without the language."""

    email: str
    desk: str
    what: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What happened in one month of the street, counted from the records themselves."""

    month: date
    calls_opened: int
    calls_closed: int
    calls_decided: int
    startups_joined: int
    rounds_closed: int
    facts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """The whole sample. The same `seed` and `today` give the same bytes of `canonical.dumps`."""

    seed: int
    today: date
    password: str
    institutions: tuple[Institution, ...]
    people: tuple[Person, ...]
    staff: tuple[StaffMember, ...]
    startups: tuple[Startup, ...]
    programmes: tuple[Programme, ...]
    calls: tuple[Call, ...]
    staged: tuple[Staged, ...]
    reviewers: tuple[Reviewer, ...]
    journey: tuple[JourneyFact, ...]
    tour: tuple[Tour, ...]
    history: tuple[Month, ...]

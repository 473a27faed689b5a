"""What an institution's own thread remembers. Ids and codes, never a name."""

from dataclasses import dataclass

from madang.journey.log import Fact


@dataclass(frozen=True, kw_only=True)
class Opened(Fact):
    """A door opened on the street. `institution_kind` is a code of `engines.taxonomy.INSTITUTION_KINDS`."""

    kind = "institutions.opened"
    institution_kind: str


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Fact):
    """The names of the fields or lists that changed, without their values; `edit` is the version of the row that it made."""

    kind = "institutions.profile_changed"
    fields: tuple[str, ...]
    edit: int


@dataclass(frozen=True, kw_only=True)
class FactStated(Fact):
    """A statement with its source was added."""

    kind = "institutions.fact_stated"
    fact: int
    confidence: str


@dataclass(frozen=True, kw_only=True)
class SiteAdded(Fact):
    kind = "institutions.site_added"
    site: int
    region: str


@dataclass(frozen=True, kw_only=True)
class AliasAdded(Fact):
    """`alias_kind` "misnomer": a wrong name was kept with its correction."""

    kind = "institutions.alias_added"
    alias: int
    alias_kind: str


@dataclass(frozen=True, kw_only=True)
class ListingChanged(Fact):
    """Shown on the street, or taken off it."""

    kind = "institutions.listing_changed"
    is_listed: bool


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Fact):
    kind = "institutions.member_joined"
    person: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Fact):
    """`removed`: an owner took them off; otherwise they left by themselves."""

    kind = "institutions.member_left"
    person: int
    removed: bool


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Fact):
    kind = "institutions.role_changed"
    person: int
    role: str

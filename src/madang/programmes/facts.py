"""What programmes and calls put on the journey."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from madang.journey.log import Fact


@dataclass(frozen=True, kw_only=True)
class ProgrammeAdded(Fact):
    """An institution offers something new."""

    kind = "programmes.programme_added"
    programme: int


@dataclass(frozen=True, kw_only=True)
class ProgrammeChanged(Fact):
    """An offer was changed; the names of the fields, not their values."""

    kind = "programmes.programme_changed"
    programme: int
    fields: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class CallDrafted(Fact):
    """A draft was begun, from nothing or as a copy."""

    kind = "programmes.call_drafted"
    call: int
    copied_from: int | None = None


@dataclass(frozen=True, kw_only=True)
class CallChanged(Fact):
    """A call was changed; the names of the fields, not their values."""

    kind = "programmes.call_changed"
    call: int
    fields: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class RuleChanged(Fact):
    """Who may apply was set or confirmed by a person."""

    kind = "programmes.rule_changed"
    call: int
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class CallScheduled(Fact):
    """A call will publish itself."""

    kind = "programmes.call_scheduled"
    call: int
    publish_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallUnscheduled(Fact):
    """A call went back to a draft: by hand, or by itself because a part of it was not fit to be published."""

    kind = "programmes.call_unscheduled"
    call: int
    lacks: Literal["", "what", "when", "partners"] = ""


@dataclass(frozen=True, kw_only=True)
class CallPublished(Fact):
    """A call was shown to everyone."""

    kind = "programmes.call_published"
    call: int
    closes_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CallClosed(Fact):
    """A call closed, at its time or early."""

    kind = "programmes.call_closed"
    call: int
    early: bool


@dataclass(frozen=True, kw_only=True)
class CallDecided(Fact):
    """The selection is done."""

    kind = "programmes.call_decided"
    call: int


@dataclass(frozen=True, kw_only=True)
class CallArchived(Fact):
    """A call was put away."""

    kind = "programmes.call_archived"
    call: int


@dataclass(frozen=True, kw_only=True)
class PartnerAsked(Fact):
    """A second institution was asked to run a call together."""

    kind = "programmes.partner_asked"
    call: int
    partner: int


@dataclass(frozen=True, kw_only=True)
class PartnerAnswered(Fact):
    """The second institution agreed or declined."""

    kind = "programmes.partner_answered"
    call: int
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class PartnerDropped(Fact):
    """An institution was taken off a call, before or after it agreed."""

    kind = "programmes.partner_dropped"
    call: int
    partner: int


@dataclass(frozen=True, kw_only=True)
class CallsImported(Fact):
    """A source was read; how many calls were made, changed and refused."""

    kind = "programmes.calls_imported"
    run: int
    made: int
    changed: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class CallSaved(Fact):
    """A startup keeps a call in view."""

    kind = "programmes.call_saved"
    call: int


@dataclass(frozen=True, kw_only=True)
class CallUnsaved(Fact):
    """A startup no longer keeps a call in view."""

    kind = "programmes.call_unsaved"
    call: int

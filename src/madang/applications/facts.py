"""What the thread remembers of applications. Ids and counts; never what was answered, never an application's number."""

from dataclasses import dataclass
from datetime import datetime

from madang.journey.log import Fact


@dataclass(frozen=True, kw_only=True)
class Opened(Fact):
    """A draft was begun."""

    kind = "applications.opened"
    application: int
    call: int


@dataclass(frozen=True, kw_only=True)
class SignedOff(Fact):
    """A member stands by the application as it was; who, the line itself says."""

    kind = "applications.signed_off"
    application: int
    call: int


@dataclass(frozen=True, kw_only=True)
class Submitted(Fact):
    """`submission` counts from 1; a later one answers a request to correct. `in_grace`: after closing, within the grace."""

    kind = "applications.submitted"
    application: int
    call: int
    submission: int
    in_grace: bool


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Fact):
    """`was_draft`: nobody outside the startup had seen it."""

    kind = "applications.withdrawn"
    application: int
    call: int
    was_draft: bool


@dataclass(frozen=True, kw_only=True)
class FormPublished(Fact):
    """A version of a call's form was published; `drafts` moved to it."""

    kind = "applications.form_published"
    call: int
    number: int
    drafts: int


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(Fact):
    """Staff asked for a correction of what was handed in."""

    kind = "applications.correction_asked"
    application: int
    call: int
    questions: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class CorrectionRecalled(Fact):
    """Staff took the request back."""

    kind = "applications.correction_recalled"
    application: int
    call: int


@dataclass(frozen=True, kw_only=True)
class FiledFor(Fact):
    """Staff began a draft on the startup's behalf, by an authority they named."""

    kind = "applications.filed_for"
    application: int
    call: int


@dataclass(frozen=True, kw_only=True)
class Extended(Fact):
    """The operator moved the closing time of a call."""

    kind = "applications.extended"
    call: int
    closes_before: datetime | None
    closes_after: datetime

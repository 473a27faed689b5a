"""What the thread remembers of applications. Ids and counts; never what was answered, never an application's number."""

from dataclasses import dataclass

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

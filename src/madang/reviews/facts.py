"""What selection puts on the journey. Ids and plain values only: no scores, no reviewers, nothing an applicant may not read."""

from dataclasses import dataclass

from madang.journey.log import Fact


@dataclass(frozen=True, kw_only=True)
class SelectionSetUp(Fact):
    """An institution said how a call will be decided."""

    kind = "reviews.selection_set_up"
    call: int


@dataclass(frozen=True, kw_only=True)
class SelectionStarted(Fact):
    """The field of a call is complete: no more applications come, reading begins."""

    kind = "reviews.selection_started"
    call: int


@dataclass(frozen=True, kw_only=True)
class ResultTold(Fact):
    """An applicant was told how a stage or the selection came out. `what`: "shortlist", "final" or "rereview".

    The result itself is in the letter, not on the line.
    """

    kind = "reviews.result_told"
    call: int
    what: str


@dataclass(frozen=True, kw_only=True)
class PlaceConfirmed(Fact):
    """A selected startup confirmed its place."""

    kind = "reviews.place_confirmed"
    call: int


@dataclass(frozen=True, kw_only=True)
class PlaceLost(Fact):
    """A place was given up, not confirmed in time, or taken back."""

    kind = "reviews.place_lost"
    call: int
    why: str


@dataclass(frozen=True, kw_only=True)
class PlacePromoted(Fact):
    """The next on the reserve list moved up to a place that became free."""

    kind = "reviews.place_promoted"
    call: int

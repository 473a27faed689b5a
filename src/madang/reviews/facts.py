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

"""What matching puts on the journey."""

from dataclasses import dataclass

from madang.journey.log import Fact


@dataclass(frozen=True, kw_only=True)
class SuggestionDismissed(Fact):
    """A startup took a call off its suggestions. No institution stands on the line: it is not told."""

    kind = "matching.suggestion_dismissed"
    call: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuggestionRestored(Fact):
    """A call may be suggested again."""

    kind = "matching.suggestion_restored"
    call: int

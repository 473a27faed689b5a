"""What programmes and calls put on the journey."""

from dataclasses import dataclass

from madang.journey.log import Fact


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

"""Verdicts: one yes or one no with a reason. Every app's `policy.py` answers in these."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise

Reason = str | Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    """May this be done, and if not, why, in words the reader can act on (translated lazily)."""

    ok: bool
    reason: Reason = ""

    def __bool__(self) -> bool:
        return self.ok


YES = Verdict(True)


def no(reason: Reason) -> Verdict:
    """A refusal. `reason` is one sentence that also says how to mend it, where there is a way."""
    return Verdict(False, reason)


class Refused(PermissionDenied):
    """An action was asked for that policy forbids. Uncaught it becomes a 403 page that shows the reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self._reason = reason

    @property
    def reason(self) -> str:
        return str(self._reason)


def require(verdict: Verdict) -> None:
    """Raise `Refused` unless the verdict is a yes."""
    if not verdict.ok:
        raise Refused(verdict.reason)

"""What the worker runs for the audit log."""

from madang.core import clock
from madang.core.jobs import job

from . import sealing


@job("audit.seal", every="* * * * *")
def seal() -> None:
    """Chain everything that waits, a batch to a transaction."""
    while sealing.seal(now=clock.now()) == sealing.BATCH:
        pass

"""Every five minutes: the machine's hint for what came in."""

from madang.applications.actions.weighing import due, weigh
from madang.core import clock
from madang.core.jobs import job


@job("applications.weigh_hints", every="*/5 * * * *")
def weigh_hints() -> None:
    """One batch; the next run takes the rest."""
    now = clock.now()
    if found := due(now):
        weigh(applications=found, now=now)

"""What the worker asks of the whole house each night."""

import logging

from madang.core import clock, invariants
from madang.core.jobs import job

from .actions import keep_check

log = logging.getLogger(__name__)


@job("street.check_house", every="10 18 * * *")  # 03:10 in Seoul
def check_house() -> None:
    """Ask every invariant and keep the answer; what is broken is also an error in the log."""
    broken = invariants.broken()
    for found in broken:
        log.error("%s", found)
    keep_check(asked=len(invariants.declared()), broken=broken, now=clock.now())

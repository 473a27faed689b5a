"""What the worker asks of the whole house each night."""

import logging
from dataclasses import asdict

from madang.core import clock, invariants
from madang.core.jobs import job

from .models import HouseCheck

log = logging.getLogger(__name__)
KEPT = 60
"""Nights whose answers are kept."""


@job("street.check_house", every="10 18 * * *")  # 03:10 in Seoul
def check_house() -> None:
    """Ask every invariant and keep the answer; what is broken is also an error in the log."""
    broken = invariants.broken()
    for found in broken:
        log.error("%s", found)
    HouseCheck.objects.create(
        at=clock.now(), asked=len(invariants.declared()), broken=[asdict(found) for found in broken]
    )
    old = HouseCheck.objects.order_by("-at").values("pk")[KEPT:]
    HouseCheck.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()

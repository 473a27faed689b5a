"""The calls suggested to a startup, for pages of other apps that offer a choice of calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from madang.core.capacity import Capacity
from madang.programmes.ways import register_nearness
from madang.startups.models import Startup

from .suggestions import weigh

MOST: Final = 30


@register_nearness
def suggested(startup: Startup, by: Capacity, now: datetime) -> Sequence[int]:
    """What it can win now, then what is one step away. Three queries."""
    weighed = weigh(startup, by, now=now)
    won = [one.call for one in weighed.win]
    away = [one.call for group in weighed.away for one in group.calls]
    return list(dict.fromkeys([*won, *away]))[:MOST]

"""How large a proof runs: `make storm` at full size, `make storm STORM=short` in minutes."""

import os
from typing import Final, TypeVar

FULL: Final = os.environ.get("STORM") != "short"
T = TypeVar("T")


def sized(*, short: T, full: T) -> T:
    """The one that this run asks for."""
    return full if FULL else short

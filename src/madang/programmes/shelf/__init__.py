"""What the catalogue filters, counts and orders by, held in memory under the very version of each row."""

from .counting import Counts, Option, best_first, count, in_order, passing
from .holding import Shown, hold_nothing, shown
from .rows import keep_nothing, rows

__all__ = ["Counts", "Option", "Shown", "best_first", "count", "forget", "in_order", "passing", "rows", "shown"]


def forget() -> None:
    """Read every call anew at the next page (for tests, whose database goes back after each)."""
    hold_nothing()
    keep_nothing()

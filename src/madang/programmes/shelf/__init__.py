"""What the catalogue filters, counts and orders by, held in memory under the very version of each row."""

from .counting import Counts, Option, best_first, count, in_order, passing
from .holding import Shown, shown
from .rows import rows

__all__ = ["Counts", "Option", "Shown", "best_first", "count", "in_order", "passing", "rows", "shown"]

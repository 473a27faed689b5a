"""A first page that is not one house's shop window."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def varied(best: Sequence[T], house: Callable[[T], Any], *, most: int = 2, within: int = 10) -> list[T]:
    """The same things, best first, but of one house no more than `most` among the first `within`.

    Walks from the best down. What would be one too many of its house waits, and follows after the first `within` in the
    order it had. Where the other houses have too little to fill them, the first `within` are fewer than that, and the
    rest follows at once: nothing is ever left out.
    """
    counts: Counter[Any] = Counter()
    first: list[T] = []
    later: list[T] = []
    for one in best:
        if len(first) < within and counts[house(one)] < most:
            counts[house(one)] += 1
            first.append(one)
        else:
            later.append(one)
    return first + later

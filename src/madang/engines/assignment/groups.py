"""Who should sit on every application's panel: an expert, a reader of its language, not three from one house."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Group:
    """Some of the reviewers, and how many of them each application gets.

    members : bool (reviewers,). least, most : how many of them an application has, `most=None` for any number.
    among : bool (applications,), those it holds for; None for all.

    "At least one expert" is `Group("expert", experts)`; "no two of one institution" is, for each institution,
    `Group(name, its_reviewers, least=0, most=1)`.
    """

    name: str
    members: NDArray[np.bool_]
    least: int = 1
    most: int | None = None
    among: NDArray[np.bool_] | None = None

    def bounds(self, needs: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(least, most) by application; where it does not hold: 0 and as many as the application needs."""
        holds = np.ones(len(needs), bool) if self.among is None else self.among
        most = needs if self.most is None else np.minimum(self.most, needs)
        return np.where(holds, self.least, 0).astype(np.int64), np.where(holds, most, needs).astype(np.int64)


def read_groups(groups: Any, shape: tuple[int, int]) -> tuple[Group, ...]:
    """Groups as given (see `assign`) as `Group`s with arrays of the right shapes. Raises ValueError."""
    if groups is None:
        return ()
    named: Iterable[tuple[str, Any]]
    if isinstance(groups, Group):
        named = [(groups.name, groups)]
    elif isinstance(groups, Mapping):
        named = [(str(name), one) for name, one in groups.items()]
    elif isinstance(groups, Sequence | np.ndarray):
        named = [(one.name if isinstance(one, Group) else f"group {at}", one) for at, one in enumerate(groups)]
    else:
        raise ValueError("groups: give a list of Group or of arrays over the reviewers, or a mapping by name")
    return tuple(_read(name, one, shape) for name, one in named)


def _read(name: str, given: Any, shape: tuple[int, int]) -> Group:
    group = given if isinstance(given, Group) else Group(name, given)
    most = group.most
    if group.least < 0 or (most is not None and most < max(0, group.least)):
        raise ValueError(f'group "{name}": least is {group.least} and most {most}; give 0 <= least <= most')
    among = None if group.among is None else _flags(group.among, shape[0], f'group "{name}": among', "applications")
    return Group(name, _flags(group.members, shape[1], f'group "{name}"', "reviewers"), group.least, most, among)


def _flags(given: Any, size: int, name: str, of: str) -> NDArray[np.bool_]:
    """A bool array as given, or one with True at the indices given."""
    if not isinstance(given, Iterable):
        raise ValueError(f"{name}: give booleans or indices over the {size} {of}")
    array = np.asarray(given if isinstance(given, np.ndarray) else list(given))
    if array.dtype == np.bool_:
        if array.shape != (size,):
            raise ValueError(f"{name}: has shape {array.shape}, but there are {size} {of}")
        return array.copy()
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise ValueError(f"{name}: give booleans or indices over the {size} {of}")
    if array.size and (array.min() < 0 or array.max() >= size):
        raise ValueError(f"{name}: an index lies outside 0..{size - 1}")
    flags = np.zeros(size, bool)
    flags[array.astype(np.int64)] = True
    return flags

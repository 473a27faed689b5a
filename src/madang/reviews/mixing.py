"""Who must sit together on the reviewers of every application: experts, a reader of its language, not all of one house."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from madang.engines.assignment import Group

from .ground import Ground


def groups_of(ground: Ground, asked: Mapping[str, Any], still_open: NDArray[np.int64]) -> list[Group]:
    """The groups a plan must keep.

    `still_open`: by application, how many reviews the plan may still give; where there are none people have decided already.
    """
    return [*_experts(ground, asked), *_readers(ground, asked, still_open), *_houses(ground, asked)]


def named(group: str) -> dict[str, str]:
    """The name of a group taken apart: {"group": "language", "detail": "zh"}; both empty for none."""
    kind, _space, detail = group.partition(" ")
    return {"group": kind, "detail": detail}


def _experts(ground: Ground, asked: Mapping[str, Any]) -> list[Group]:
    least = asked.get("experts")
    if not least:
        return []
    return [Group("experts", np.array([member.is_expert for member in ground.members], np.bool_), least=int(least))]


def _readers(ground: Ground, asked: Mapping[str, Any], still_open: NDArray[np.int64]) -> list[Group]:
    """At least one who reads the language. Only where a plan may give it to others: elsewhere all of them read it."""
    if not asked.get("any_language") or not asked.get("language", True):
        return []
    spoken = np.array([case.application.language for case in ground.cases])
    found = []
    for language in sorted(set(spoken.tolist())):
        readers = np.array([language in member.reviewer.languages for member in ground.members], np.bool_)
        if not readers.all():
            found.append(Group(f"language {language}", readers, least=1, among=(spoken == language) & (still_open > 0)))
    return found


def _houses(ground: Ground, asked: Mapping[str, Any]) -> list[Group]:
    """At most so many of one institution or employer."""
    most = asked.get("of_one_house")
    if not most:
        return []
    houses: dict[str, list[int]] = defaultdict(list)
    for at, member in enumerate(ground.members):
        reviewer = member.reviewer
        house = f"i{reviewer.home_id}" if reviewer.home_id else reviewer.employer.casefold().strip()
        if house:
            houses[house].append(at)
    found = []
    for house, inside in sorted(houses.items()):
        if len(inside) > int(most):
            flags = np.zeros(len(ground.members), np.bool_)
            flags[inside] = True
            found.append(Group(f"house {house}", flags, least=0, most=int(most)))
    return found

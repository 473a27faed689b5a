"""Who reviews what, who gets which seat, who meets when: plans under limits, with their proof.

No Django here: arrays in, dataclasses out. OR-tools and scipy (90 MB, 1 s) are loaded by the first call that needs
them, so a web process may import this package to read a plan; making one belongs in the worker.
"""

from .affinity import Described, affinities
from .assigning import assign, scenario
from .groups import Group
from .plan import Plan, Relief, Shortfall, Underload, Unmixed
from .seating import Match, Reserve, blocking_pairs, lottery, seats
from .timetabling import Grid, Meeting, Place, Timetable, timetable

__all__ = [
    "Described",
    "Grid",
    "Group",
    "Match",
    "Meeting",
    "Place",
    "Plan",
    "Relief",
    "Reserve",
    "Shortfall",
    "Timetable",
    "Underload",
    "Unmixed",
    "affinities",
    "assign",
    "blocking_pairs",
    "lottery",
    "scenario",
    "seats",
    "timetable",
]

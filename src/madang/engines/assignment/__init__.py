"""Who reviews what, who gets which seat, who meets when: plans under limits, with their proof.

No Django here: arrays in, dataclasses out. OR-tools and scipy (90 MB, 1 s) are loaded by the first call that needs
them, so a web process may import this package to read a plan; making one belongs in the worker.
"""

from .affinity import Described, affinities
from .assigning import assign, scenario
from .groups import Group
from .plan import Plan, Relief, Shortfall, Underload, Unmixed

__all__ = [
    "Described",
    "Group",
    "Plan",
    "Relief",
    "Shortfall",
    "Underload",
    "Unmixed",
    "affinities",
    "assign",
    "scenario",
]

"""Who meets which panel when and where: first plans, tight ones too, and plans after a change with few moves."""

from .checking import clashes
from .model import NOWHERE, Grid, Kind, Meeting, Place, Short, Timetable
from .planning import timetable

__all__ = ["NOWHERE", "Grid", "Kind", "Meeting", "Place", "Short", "Timetable", "clashes", "timetable"]

"""Seats of several programmes given out at once: stable, explainable, and checked by anyone who knows the seed."""

from .checking import blocking_pairs
from .market import Reserve, lottery
from .matching import Match, seats
from .telling import Line, Outcome, Step, Won

__all__ = ["Line", "Match", "Outcome", "Reserve", "Step", "Won", "blocking_pairs", "lottery", "seats"]

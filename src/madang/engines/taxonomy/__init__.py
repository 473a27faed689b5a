"""Shared lists of terms, plain data: every code the other parts store has its names and mappings here."""

from .finding import find_region
from .kinds import (
    CURRENCIES,
    DOCUMENTS,
    FOUNDER_TRAITS,
    FOUNDING_TYPES,
    INSTITUTION_KINDS,
    IP_KINDS,
    LANGUAGES,
    NATIONS,
    ROUNDS,
    STAGES,
    SUPPORTS,
)
from .regions import REGIONS, region_within
from .sectors import SECTORS, sector_within
from .terms import Term, Terms, choices, name, names, within

__all__ = [
    "CURRENCIES",
    "DOCUMENTS",
    "FOUNDER_TRAITS",
    "FOUNDING_TYPES",
    "INSTITUTION_KINDS",
    "IP_KINDS",
    "LANGUAGES",
    "NATIONS",
    "REGIONS",
    "ROUNDS",
    "SECTORS",
    "STAGES",
    "SUPPORTS",
    "Term",
    "Terms",
    "choices",
    "find_region",
    "name",
    "names",
    "region_within",
    "sector_within",
    "within",
]

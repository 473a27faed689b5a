"""Eligibility as typed rules: three answers, the reason for each, and what would change it. No framework inside.

Write a rule from leaves (`AgeWindow(max_years=7)`) joined by `All`, `Any` and `Not`, or read one with `loads`; ask it
about one startup's `Facts` with `evaluate`. `docs/reference/rules.md` describes the JSON form and every reading.
"""

from .answers import Outcome, Reason
from .asking import Asking, Question, question
from .assets import Certificate, HasDocument, IntellectualProperty
from .company import CompanySize, Headcount, Region, Sector
from .describing import describe, group_label, outline
from .evaluating import (
    Answer,
    Result,
    decide,
    deciders,
    evaluate,
    leaf_results,
    missing_facts,
    opens_or_shuts,
)
from .exclusions import NoArrears, NoDuplicateSupport, NotClosed, NotSanctioned, Statement
from .facts import (
    FACTS,
    Business,
    Certified,
    Document,
    Facts,
    Money,
    Representative,
    Sanction,
    Site,
    Support,
    fact_label,
)
from .founding import AgeWindow, FoundingType, Restart
from .json_form import VERSION, dumps, loads
from .leaf import Leaf, Param
from .money import InvestmentStage, Raised, Revenue
from .people import FounderAge, FounderTrait
from .problems import Problem, RuleError, problem_text
from .reasons import reason_text
from .reference import reference_rows
from .remedies import remedy_text
from .rules import GROUPS, LEAVES, All, Any, Not, Rule, leaves, parts
from .vector import Share, share

__all__ = [
    "FACTS",
    "GROUPS",
    "LEAVES",
    "VERSION",
    "AgeWindow",
    "All",
    "Answer",
    "Any",
    "Asking",
    "Business",
    "Certificate",
    "Certified",
    "CompanySize",
    "Document",
    "Facts",
    "FounderAge",
    "FounderTrait",
    "FoundingType",
    "HasDocument",
    "Headcount",
    "IntellectualProperty",
    "InvestmentStage",
    "Leaf",
    "Money",
    "NoArrears",
    "NoDuplicateSupport",
    "Not",
    "NotClosed",
    "NotSanctioned",
    "Outcome",
    "Param",
    "Problem",
    "Question",
    "Raised",
    "Reason",
    "Region",
    "Representative",
    "Restart",
    "Result",
    "Revenue",
    "Rule",
    "RuleError",
    "Sanction",
    "Sector",
    "Share",
    "Site",
    "Statement",
    "Support",
    "decide",
    "deciders",
    "describe",
    "dumps",
    "evaluate",
    "fact_label",
    "group_label",
    "leaf_results",
    "leaves",
    "loads",
    "missing_facts",
    "opens_or_shuts",
    "outline",
    "parts",
    "problem_text",
    "question",
    "reason_text",
    "reference_rows",
    "remedy_text",
    "share",
]

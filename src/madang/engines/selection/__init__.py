"""Selection: reviews to scores, scores to ranks, places and reserve; confirmation days; calibration; feedback.

Pure: dataclasses, decimals and JSON in and out. Rules, readings and sources: docs/reference/selection.md.
"""

from .checking import TOTAL, check, dump_rules, load_rules, loads, rule_faults, schema
from .computing import compute, compute_case
from .problems import CODES, OPEN, Problem, SelectionError, problem_text
from .results import Outcome, Result, ReviewUse, Separation, StageResult, StageScore, Step, Tie, TotalScore, to_json
from .rules import (
    NOT_YET,
    VERSION,
    Application,
    Bonus,
    Case,
    Confirmation,
    Criterion,
    Deductions,
    Extra,
    Multiple,
    Reserve,
    Review,
    Rules,
    Settlement,
    Stage,
    TieBreak,
    Total,
)
from .scoring import review_total, score_stage

__all__ = [
    "CODES", "NOT_YET", "OPEN", "TOTAL", "VERSION", "Application", "Bonus", "Case", "Confirmation", "Criterion",
    "Deductions", "Extra", "Multiple", "Outcome", "Problem", "Reserve", "Result", "Review", "ReviewUse", "Rules",
    "SelectionError", "Separation", "Settlement", "Stage", "StageResult", "StageScore", "Step", "Tie", "TieBreak",
    "Total", "TotalScore", "check", "compute", "compute_case", "dump_rules", "load_rules", "loads", "problem_text",
    "review_total", "rule_faults", "schema", "score_stage", "to_json",
]  # fmt: skip

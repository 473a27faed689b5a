"""Selection: reviews to scores, scores to ranks, places and reserve; confirmation days; calibration; feedback.

Pure: dataclasses, decimals and JSON in and out. Rules, readings and sources: docs/reference/selection.md.
"""

from .calibration import Calibrated, Calibration, Rating, Severity, calibrate, ratings
from .checking import TOTAL, check, dump_rules, load_rules, loads, rule_faults, schema
from .computing import compute, compute_case
from .days import Deadline, Skipped, announced, confirm_by, day_off
from .feedback import Compared, Feedback, feedback
from .problems import CODES, OPEN, Problem, SelectionError, problem_text
from .promotion import Leaving, Move, Promotion, Released, promote, promote_released
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
    "CODES", "NOT_YET", "OPEN", "TOTAL", "VERSION", "Application", "Bonus", "Calibrated", "Calibration", "Case",
    "Compared", "Confirmation", "Criterion", "Deadline", "Deductions", "Extra", "Feedback", "Leaving", "Move",
    "Multiple", "Outcome", "Problem", "Promotion", "Rating", "Released", "Reserve", "Result", "Review", "ReviewUse",
    "Rules", "SelectionError", "Separation", "Settlement", "Severity", "Skipped", "Stage", "StageResult",
    "StageScore", "Step", "Tie", "TieBreak", "Total", "TotalScore", "announced", "calibrate", "check", "compute",
    "compute_case", "confirm_by", "day_off", "dump_rules", "feedback", "load_rules", "loads", "problem_text",
    "promote", "promote_released", "ratings", "review_total", "rule_faults", "schema", "score_stage", "to_json",
]  # fmt: skip

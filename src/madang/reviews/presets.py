"""Selections to start from, as real calls run them. Staff change everything before the first application is read.

Sources: measured shares of 274 Korean calls (pass marks 70 and 60, twice or three times the places to the presentation, the
highest and lowest score left out), the rule set of a typical startup call, a contest abroad with ten finalists, and a residency.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Line:
    """One criterion of a rubric to start from: code, its name in three languages, its full marks."""

    code: str
    ko: str
    zh: str
    en: str
    marks: int


@dataclass(frozen=True)
class Step:
    """One stage to start from. `scoring` is its part of `engines.selection` JSON."""

    kind: str
    is_blind: bool = False
    reviews_each: int = 3
    max_load: int = 20
    lines: tuple[Line, ...] = ()
    scoring: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Preset:
    """A whole selection to start from."""

    name: Promise | str
    about: Promise | str
    steps: tuple[Step, ...]
    rules: Mapping[str, Any]


PSST: Final = (
    Line("problem", "문제 인식", "问题识别", "Problem", 20),
    Line("solution", "실현 가능성", "解决方案", "Solution", 30),
    Line("scale_up", "성장 전략", "成长战略", "Scale-up", 30),
    Line("team", "팀 구성", "团队", "Team", 20),
)
PITCH: Final = (
    Line("technology", "기술성", "技术", "Technology", 30),
    Line("market", "시장성", "市场", "Market", 30),
    Line("team", "추진 역량", "团队能力", "Team", 20),
    Line("answers", "발표와 답변", "陈述与答辩", "Presentation and answers", 20),
)
CONTEST: Final = (
    Line("technology", "기술의 차별성", "技术独特性", "Distinct technology", 40),
    Line("market", "현지 시장 적합성", "当地市场契合度", "Fit with the local market", 40),
    Line("team", "팀과 실행력", "团队与执行力", "Team and execution", 20),
)
HOUSE: Final = (
    Line("fit", "입주 적합성", "入驻契合度", "Fit with the house", 40),
    Line("growth", "성장 가능성", "成长潜力", "Growth", 40),
    Line("community", "교류 기여", "交流贡献", "What they bring to the others", 20),
)

PRESETS: Final[Mapping[str, Preset]] = {
    "startup_call": Preset(
        _("Startup call in two rounds"),
        _("Eligibility, blind document review to twice the places, presentation, notice. The usual Korean call."),
        (
            Step("eligibility"),
            Step(
                "documents",
                is_blind=True,
                reviews_each=5,
                lines=PSST,
                scoring={"weight": 30, "trim_from": 5, "minimum_reviews": 3, "pass_mark": 60, "multiple": {"times": 2}},
            ),
            Step(
                "presentation",
                reviews_each=5,
                lines=PITCH,
                scoring={"weight": 70, "trim_from": 5, "minimum_reviews": 3, "pass_mark": 60},
            ),
            Step("notice"),
        ),
        {"total": {"combine": "mean", "out_of": 100}, "ties": [{"by": "company_age"}]},
    ),
    "contest": Preset(
        _("Contest with a final"),
        _("A blind review picks ten finalists; they pitch before one jury."),
        (
            Step("eligibility"),
            Step(
                "documents",
                is_blind=True,
                reviews_each=3,
                lines=CONTEST,
                scoring={"weight": 0, "minimum_reviews": 2, "multiple": {"count": 10}},
            ),
            Step(
                "presentation",
                reviews_each=5,
                lines=PITCH,
                scoring={"weight": 100, "trim_from": 5, "minimum_reviews": 3},
            ),
            Step("notice"),
        ),
        {"total": {"combine": "mean", "out_of": 100}, "ties": []},
    ),
    "residency": Preset(
        _("Places in a house"),
        _("Eligibility, one review of the papers with an interview, notice."),
        (
            Step("eligibility"),
            Step("presentation", reviews_each=3, lines=HOUSE, scoring={"minimum_reviews": 2, "pass_mark": 70}),
            Step("notice"),
        ),
        {"ties": []},
    ),
}

"""A case read from JSON, and what must hold between its parts before anything is reckoned."""

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from .problems import Problem, SelectionError, from_shapes
from .rules import NOT_YET, Application, Case, Confirmation, Review, Rules, Settlement, Stage, TieBreak

TOTAL = "total"
Key = TypeVar("Key", bound=Hashable)
_CASE: TypeAdapter[Case] = TypeAdapter(Case)
_RULES: TypeAdapter[Rules] = TypeAdapter(Rules)
_TIE_KEYS = {"criterion": ("stage", "criterion"), "stage": ("stage",), "fact": ("fact",)}


def loads(form: object) -> Case:
    """The case that a JSON object holds (parsed: dictionaries, lists, text, numbers).

    Raises
    ------
    SelectionError : with every fault of shape, or else every fault between parts, each with its path and mending.
    """
    try:
        case = _CASE.validate_python(form)
    except ValidationError as error:
        raise SelectionError(from_shapes(error)) from None
    check(case.rules, case.applications, case.reviews, case.settled, case.until, case.calibrated)
    return case


def load_rules(form: object) -> Rules:
    """Rules alone, as `loads` reads them; paths start at `rules`."""
    try:
        rules = _RULES.validate_python(form)
    except ValidationError as error:
        found = [Problem(f"rules.{fault.path}", fault.code, fault.params) for fault in from_shapes(error)]
        raise SelectionError(found) from None
    if found := rule_faults(rules):
        raise SelectionError(found)
    return rules


def dump_rules(rules: Rules) -> dict[str, object]:
    """The JSON form of rules, shortest: what has its default is left out. Numbers become text, exactly."""
    found: dict[str, object] = json.loads(_RULES.dump_json(rules, exclude_defaults=True))
    return found


def schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of a case."""
    return _CASE.json_schema()


def check(
    rules: Rules,
    applications: Sequence[Application],
    reviews: Sequence[Review] = (),
    settled: Sequence[Settlement] = (),
    until: str | None = None,
    calibrated: Sequence[str] = (),
) -> None:
    """Raise SelectionError with every fault between the parts of a case."""
    found = rule_faults(rules)
    found += _application_faults(rules, applications)
    found += _review_faults(rules, applications, reviews)
    found += _settlement_faults(rules, applications, settled)
    found += _stage_named("until", until, rules) if until is not None else []
    for place, name in enumerate(calibrated):
        found += _stage_named(f"calibrated[{place}]", name, rules)
    if calibrated and rules.calibration != "used":
        found.append(Problem("calibrated", "calibration_off"))
    if found:
        raise SelectionError(found)


def rule_faults(rules: Rules) -> list[Problem]:
    """What contradicts itself in rules that have the right shape."""
    found = _twice("rules.stages", (stage.id for stage in rules.stages), "id")
    for place, stage in enumerate(rules.stages):
        found += _stage_faults(f"rules.stages[{place}]", stage, rules, last=place == len(rules.stages) - 1)
    found += _weight_faults(rules)
    for name, extra in (("bonus", rules.bonus), ("deductions", rules.deductions)):
        found += _stage_named(f"rules.{name}.stage", extra.stage, rules) if extra else []
    for place, tie in enumerate(rules.ties):
        found += _tie_faults(f"rules.ties[{place}]", tie, rules)
    return found + (confirmation_faults("rules.confirmation", rules.confirmation) if rules.confirmation else [])


def _stage_faults(path: str, stage: Stage, rules: Rules, *, last: bool) -> list[Problem]:
    found = _twice(f"{path}.criteria", (criterion.id for criterion in stage.criteria), "id")
    if stage.id == TOTAL:
        found.append(Problem(f"{path}.id", "twice", {"value": TOTAL}))
    for place, criterion in enumerate(stage.criteria):
        if criterion.min >= criterion.max:
            found.append(Problem(f"{path}.criteria[{place}].min", "bounds"))
    if not sum(criterion.worth for criterion in stage.criteria):
        found.append(Problem(f"{path}.criteria", "no_weight"))
    found += _reach(f"{path}.pass_mark", stage.pass_mark, stage.full_marks, _cap(rules, stage))
    if stage.multiple and (stage.multiple.times is None) == (stage.multiple.count is None):
        found.append(Problem(f"{path}.multiple", "multiple_one"))
    if stage.multiple and last:
        found.append(Problem(f"{path}.multiple", "multiple_last"))
    for place, tie in enumerate(stage.ties or ()):
        found += _tie_faults(f"{path}.ties[{place}]", tie, rules)
    weighed = sum(one.weight or 0 for one in rules.stages[: rules.stages.index(stage) + 1])
    if stage.rank_by == "so_far" and not weighed:
        found.append(Problem(f"{path}.rank_by", "no_weight"))
    return found


def _cap(rules: Rules, stage: Stage) -> Decimal | None:
    """How far bonus points can lift a stage over its full marks; None: without limit."""
    bonus = rules.bonus
    if bonus is None or bonus.stage != stage.id or bonus.within_full_marks or stage.pass_without_bonus:
        return Decimal(0)
    return bonus.cap


def _reach(path: str, mark: Decimal | None, full: Decimal, cap: Decimal | None) -> list[Problem]:
    if mark is None or cap is None or mark <= full + cap:
        return []
    return [Problem(path, "out_of_reach", {"value": str(mark), "high": str(full + cap)})]


def _weight_faults(rules: Rules) -> list[Problem]:
    if len(rules.stages) == 1:
        return [Problem("rules.stages[0].weight", "no_weight")] if rules.stages[0].weight == 0 else []
    found = [
        Problem(f"rules.stages[{place}].weight", "weight_missing")
        for place, stage in enumerate(rules.stages)
        if stage.weight is None
    ]
    if found:
        return found
    weighed = [stage for stage in rules.stages if stage.weight]
    if not weighed:
        return [Problem("rules.stages", "no_weight")]
    marks = sorted({stage.full_marks for stage in weighed})
    if len(marks) > 1 and rules.total.combine == "mean" and rules.total.out_of is None:
        return [Problem("rules.total.out_of", "full_marks_differ", {"value": ", ".join(map(str, marks))})]
    return []


def _tie_faults(path: str, tie: TieBreak, rules: Rules) -> list[Problem]:
    needed = _TIE_KEYS.get(tie.by, ())
    given = {"stage": tie.stage, "criterion": tie.criterion, "fact": tie.fact}
    found = [
        Problem(path, "tie_needs" if name in needed else "tie_takes_no", {"value": tie.by, "choices": name})
        for name, value in given.items()
        if (value is None) == (name in needed)
    ]
    if found or tie.stage is None:
        return found
    if missing := _stage_named(f"{path}.stage", tie.stage, rules):
        return missing
    names = [criterion.id for criterion in rules.stage(tie.stage).criteria]
    if tie.criterion is not None and tie.criterion not in names:
        return [Problem(f"{path}.criterion", "no_criterion", {"value": tie.criterion, "choices": ", ".join(names)})]
    return []


def _application_faults(rules: Rules, applications: Sequence[Application]) -> list[Problem]:
    found = _twice("applications", (one.id for one in applications), "id")
    for place, one in enumerate(applications):
        path = f"applications[{place}]"
        if one.bonus and not rules.bonus:
            found.append(Problem(f"{path}.bonus", "no_bonus", applications=(one.id,)))
        if one.deductions and not rules.deductions:
            found.append(Problem(f"{path}.deductions", "no_deductions", applications=(one.id,)))
        for name, left in (("withdrawn", one.withdrawn), ("excluded", one.excluded)):
            found += _stage_named(f"{path}.{name}", left, rules) if isinstance(left, str) else []
    for name in sorted({name for one in applications for name in one.facts}):
        kinds = {_kind(one.facts[name]) for one in applications if name in one.facts}
        days = name == "founded" or NOT_YET in kinds  # "not yet" is the youngest day; it has no place among numbers
        if len(kinds - {NOT_YET}) > 1 or (days and kinds - {"date", NOT_YET}):
            found.append(Problem("applications", "fact_kind", {"value": name}))
    return found


def _kind(fact: object) -> str:
    """datetime is a kind of date in Python: told apart here, as the two do not compare."""
    return NOT_YET if fact == NOT_YET else type(fact).__name__ if isinstance(fact, date | datetime) else "number"


def _review_faults(rules: Rules, applications: Sequence[Application], reviews: Sequence[Review]) -> list[Problem]:
    known = {one.id for one in applications}
    stages = {stage.id: {criterion.id: criterion for criterion in stage.criteria} for stage in rules.stages}
    found = _twice("reviews", (review.id for review in reviews), "id")
    whose = [(review.application, review.stage, review.reviewer or review.id) for review in reviews]
    found += _twice("reviews", whose, "reviewer", said=lambda key: str(key[2]))
    for place, review in enumerate(reviews):
        path = f"reviews[{place}]"
        if review.application not in known:
            found.append(Problem(f"{path}.application", "no_application", {"value": review.application}))
        found += _stage_named(f"{path}.stage", review.stage, rules)
        criteria = stages.get(review.stage, {})
        for name, score in review.scores.items() if criteria else ():
            if name not in criteria:
                params: dict[str, str | int] = {"value": name, "choices": ", ".join(criteria)}
                found.append(Problem(f"{path}.scores.{name}", "no_criterion", params, (review.application,)))
            elif score is not None and not criteria[name].min <= score <= criteria[name].max:
                bounds: dict[str, str | int] = {"low": str(criteria[name].min), "high": str(criteria[name].max)}
                bounds["value"] = str(score)
                found.append(Problem(f"{path}.scores.{name}", "score_bounds", bounds, (review.application,)))
    return found


def _settlement_faults(
    rules: Rules, applications: Sequence[Application], settled: Sequence[Settlement]
) -> list[Problem]:
    known = {one.id for one in applications}
    found: list[Problem] = []
    for place, settlement in enumerate(settled):
        path = f"settled[{place}]"
        found += [] if settlement.at == TOTAL else _stage_named(f"{path}.at", settlement.at, rules)
        found += _twice(f"{path}.order", settlement.order)
        for spot, one in enumerate(settlement.order):
            if one not in known:
                found.append(Problem(f"{path}.order[{spot}]", "no_application", {"value": one}))
    return found


def confirmation_faults(path: str, rule: Confirmation) -> list[Problem]:
    """An unknown zone, or a day that is both closed and open."""
    both = sorted(set(rule.closed) & set(rule.open))
    found = [Problem(f"{path}.open", "crossed_days", {"value": day.isoformat()}) for day in both]
    try:
        ZoneInfo(rule.zone)
    except (ValueError, OSError, LookupError):
        found.append(Problem(f"{path}.zone", "zone", {"value": rule.zone}))
    return found


def _stage_named(path: str, name: str, rules: Rules) -> list[Problem]:
    names = [stage.id for stage in rules.stages]
    return [] if name in names else [Problem(path, "no_stage", {"value": name, "choices": ", ".join(names)})]


def _twice(path: str, keys: Iterable[Key], below: str = "", said: Callable[[Key], str] = str) -> list[Problem]:
    seen: set[Key] = set()
    found = []
    for place, key in enumerate(keys):
        if key in seen:
            found.append(Problem(f"{path}[{place}].{below}".rstrip("."), "twice", {"value": said(key)}))
        seen.add(key)
    return found

"""Whether a startup fits a call, with every reason; and whether a rule is well written."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Body, Field, Router, Schema

from madang.core.api import answers, serving
from madang.core.capacity import Request
from madang.core.text import reader_language
from madang.engines.eligibility import (
    Facts,
    Result,
    RuleError,
    deciders,
    describe,
    evaluate,
    fact_label,
    leaf_results,
    leaves,
    loads,
    missing_facts,
    opens_or_shuts,
    outline,
    problem_text,
    reason_text,
    remedy_text,
)
from madang.people.api_auth import anyone, signed_in
from madang.people.capacity import AsVisitor
from madang.programmes import fit
from madang.programmes.models import Call
from madang.startups.api import FactName, MemberRequest
from madang.startups.capacity import AsMember
from madang.startups.knowledge import FactsForm, Strict, read
from madang.startups.models import Startup
from madang.startups.rules import facts_of

from .calls import readable
from .schemas import RuleLine

router = Router(tags=["Eligibility"], auth=anyone())
of_mine = Router(tags=["My startups"])
rules = Router(tags=["Eligibility"], auth=anyone())

Outcome = Literal["met", "unmet", "unknown"]


class Condition(Schema):
    """One condition of the call as the startup stands to it."""

    type: str = Field(description="The kind of leaf (docs/reference/rules.md).", examples=["age_window"])
    outcome: Outcome = Field(description="As it counts for the startup, also under a `not`.")
    decides: bool = Field(description="One of those that decided the whole answer.")
    rule: str = Field(description="What is asked.")
    reason: str = Field(description="Why it is so, with the fact it used.")
    remedy: str = Field(description="What would change it; empty when it is met.")
    quote: dict[str, str] = Field(description="The call's own words, by language.")
    by_machine: bool = Field(description="Read by a machine; no person has confirmed it yet.")
    missing: list[str] = Field(description="Keys of the facts that could still change it.")
    changes_on: date | None = Field(description="The next day on which time alone changes it.")
    changes_to: Outcome | None


class Eligibility(Schema):
    """Whether a startup fits a call."""

    outcome: Outcome
    states_rules: bool = Field(description="False: the call states no rule, everyone fits.")
    counted_on: date = Field(description="The day ages and windows are counted on.")
    conditions: list[Condition] = Field(description="Every leaf of the rule, in the order it reads.")
    missing: list[FactName] = Field(description="The facts that could still change the answer.")
    changes_on: date | None = Field(description="The next day on which time alone changes the whole answer.")
    changes_to: Outcome | None


class FactsAsked(Strict):
    """The facts of a startup. Nothing of them is kept."""

    facts: FactsForm


@router.post(
    "/{call}/eligibility", response=answers(Eligibility, 404, 413, 415), summary="Does a startup with these facts fit?"
)
@serving(AsVisitor)
def check_facts(request: Request, call: str, asked: FactsAsked) -> dict[str, Any]:
    """Check facts against a call's rule, without an account; nothing is stored."""
    return _stand(readable(request.capacity, call), read(asked.facts), request)


@of_mine.get(
    "/{startup}/calls/{call}/eligibility",
    response=answers(Eligibility, 304, 404),
    auth=signed_in("startups"),
    summary="Does my startup fit?",
)
@serving(AsMember)
def check_mine(request: MemberRequest, call: str) -> dict[str, Any]:
    """Check a startup of yours against a call's rule, by what its profile says. Scope `startups`."""
    found = readable(request.capacity, call)
    return _stand(found, facts_of(Startup.objects.with_facts().get(pk=request.capacity.startup.pk)), request)


def _stand(call: Call, facts: Facts, request: Request) -> dict[str, Any]:
    on = fit.counted_on(call, now=request.now)
    rule = fit.rule_of(call)
    if rule is None:
        empty: dict[str, Any] = {"conditions": [], "missing": [], "changes_on": None, "changes_to": None}
        return {"outcome": "met", "states_rules": False, "counted_on": on, **empty}
    answer = evaluate(rule, facts, on=on)
    lang = reader_language()
    decided = {id(result) for result in deciders(answer)}
    # Once the call says from when it counts, time alone changes nothing.
    moves = call.reference_on is None and call.opens_at is None
    turn = opens_or_shuts(rule, facts, on=on) if moves else None
    return {
        "outcome": answer.outcome.value,
        "states_rules": True,
        "counted_on": on,
        "conditions": [_condition(one, id(one) in decided, lang, moves) for one in leaf_results(answer)],
        "missing": [{"key": key, "label": fact_label(key, lang)} for key in missing_facts(answer)],
        "changes_on": turn[0] if turn else None,
        "changes_to": turn[1].value if turn else None,
    }


def _condition(result: Result, decides: bool, lang: str, moves: bool) -> dict[str, Any]:
    leaf: Any = result.rule
    helps = result.helps.value
    later = result.changes_to if moves else None
    return {
        "type": leaf.code,
        "outcome": helps,
        "decides": decides,
        "rule": describe(leaf, lang),
        "reason": reason_text(result, lang),
        "remedy": remedy_text(result, lang) if helps != "met" else "",
        "quote": dict(leaf.quote or {}),
        "by_machine": leaf.source == "machine",
        "missing": list(result.missing),
        "changes_on": result.changes_on if later else None,
        "changes_to": _helps(later.value, result.negated) if later else None,
    }


def _helps(outcome: str, negated: bool) -> str:
    return {"met": "unmet", "unmet": "met"}.get(outcome, outcome) if negated else outcome


class RuleProblem(Schema):
    """One fault of a rule."""

    path: str = Field(description="Where.", examples=["rule.all[2].max_years"])
    code: str = Field(examples=["out_of_range"])
    detail: str


class RuleChecked(Schema):
    """What a rule says, or what is wrong with it."""

    valid: bool
    problems: list[RuleProblem]
    text: str = Field(description="The rule in one plain text; empty when it is not valid.")
    lines: list[RuleLine]
    conditions: int = Field(description="How many leaves it has.")


RuleForm = Annotated[
    dict[str, Any],
    Body(
        ...,
        description="The JSON form of docs/reference/rules.md.",
        examples=[{"version": 1, "rule": {"all": [{"type": "age_window", "max_years": 7}]}}],
    ),
]


@rules.post("/check", response=answers(RuleChecked, 413, 415), summary="Is this rule well written?")
@serving(AsVisitor)
def check_rule(
    request: Request,
    rule: RuleForm,
) -> dict[str, Any]:
    """Read a rule and say it in plain words, or say everything that is wrong with it. Nothing is stored."""
    lang = reader_language()
    try:
        read_rule = loads(rule)
    except RuleError as error:
        problems = [{"path": p.path, "code": p.code, "detail": problem_text(p, lang)} for p in error.problems[:200]]
        return {"valid": False, "problems": problems, "text": "", "lines": [], "conditions": 0}
    return {
        "valid": True,
        "problems": [],
        "text": describe(read_rule, lang),
        "lines": [{"depth": depth, "text": text} for depth, text in outline(read_rule, lang)],
        "conditions": sum(1 for _leaf in leaves(read_rule)),
    }

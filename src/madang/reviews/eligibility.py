"""The machine's answer to whether an application may be in the field: the call's rule against what the street knows."""

from datetime import datetime
from typing import Any, Final

from madang.core.text import LANGUAGES
from madang.engines.eligibility import Facts, Outcome, Result, describe, evaluate, leaf_results, reason_text
from madang.programmes import fit
from madang.programmes.models import Call

_ANSWERS: Final = {Outcome.MET: "met", Outcome.UNMET: "not_met", Outcome.UNKNOWN: "unknown"}
_FIRST: Final = {Outcome.UNMET: 0, Outcome.UNKNOWN: 1, Outcome.MET: 2}


def checked(call: Call, facts: Facts, *, now: datetime) -> tuple[str, list[dict[str, Any]]]:
    """`met`, `not_met` or `unknown`, and each condition with its reason in three languages, what speaks against first.

    A call that states no rule leaves the answer to people: `unknown` without reasons.
    """
    rule = fit.rule_of(call)
    if rule is None:
        return "unknown", []
    answer = evaluate(rule, facts, on=fit.counted_on(call, now=now))
    results = sorted(leaf_results(answer), key=lambda result: _FIRST[result.helps])
    return _ANSWERS[answer.outcome], [_line(result) for result in results]


def _line(result: Result) -> dict[str, Any]:
    return {
        "outcome": _ANSWERS[result.helps],
        "rule": {lang: describe(result.rule, lang) for lang in LANGUAGES},
        "reason": {lang: reason_text(result, lang) for lang in LANGUAGES},
    }

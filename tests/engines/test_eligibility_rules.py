"""Whole rules: the JSON form and its faults, who decided, what is missing, and the words people read."""

import inspect
import json
import time
from datetime import date
from pathlib import Path

import pytest

from madang.engines import eligibility, taxonomy
from madang.engines.eligibility import (
    LEAVES,
    AgeWindow,
    All,
    Any,
    Facts,
    Headcount,
    NoArrears,
    Not,
    Region,
    Revenue,
    Rule,
    RuleError,
    Sector,
    Statement,
    deciders,
    describe,
    dumps,
    evaluate,
    fact_label,
    leaf_results,
    loads,
    missing_facts,
    opens_or_shuts,
    outline,
    problem_text,
    reason_text,
    remedy_text,
    share,
)
from madang.engines.eligibility.problems import PROBLEMS
from madang.engines.eligibility.reasons import REASONS

from .eligibility_world import DOMAINS, LANGS, ON, POOL, facts_of

PAGE = Path(__file__).parents[2] / "docs/reference/rules.md"
SEOUL, YOUNG = Region(any_of=("KR-11",)), AgeWindow(max_years=7)
NO_GAMES = Not(Sector(any_of=("games",)))


def fault(form: object) -> list[tuple[str, str]]:
    """Path and code of every fault in a rule's form."""
    with pytest.raises(RuleError) as error:
        loads({"version": 1, "rule": form})
    return [(problem.path, problem.code) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        ([], [("rule", "not_object")]),
        ({}, [("rule", "no_type")]),
        ({"all": [], "any": []}, [("rule", "no_type")]),
        ({"any": []}, [("rule.any", "not_list")]),
        ({"all": {}}, [("rule.all", "not_list")]),
        ({"not": [1]}, [("rule.not", "not_object")]),
        ({"type": "weather"}, [("rule.type", "unknown_type")]),
        ({"type": ["region"]}, [("rule.type", "unknown_type")]),
        ({"type": "region"}, [("rule", "missing_key")]),
        ({"type": "region", "any_of": ["KR-11"], "colour": 1}, [("rule.colour", "unknown_key")]),
        ({"type": "region", "any_of": []}, [("rule.any_of", "not_list")]),
        ({"type": "region", "any_of": "KR-11"}, [("rule.any_of", "not_list")]),
        ({"type": "region", "any_of": ["KR-11", "KR-99"]}, [("rule.any_of[1]", "choice")]),
        ({"type": "region", "any_of": ["KR-11", "KR-11"]}, [("rule.any_of[1]", "twice")]),
        ({"type": "region", "any_of": ["KR-11"], "places": []}, [("rule.places", "not_list")]),
        ({"type": "age_window"}, [("rule", "no_bound")]),
        ({"type": "age_window", "max_years": "7"}, [("rule.max_years", "not_whole")]),
        ({"type": "age_window", "max_years": True}, [("rule.max_years", "not_whole")]),
        ({"type": "age_window", "max_years": 0}, [("rule.max_years", "out_of_range")]),
        ({"type": "age_window", "min_years": 7, "max_years": 7}, [("rule.min_years", "crossed")]),
        ({"type": "age_window", "max_years": 7, "pre_founder": 1}, [("rule.pre_founder", "not_yes_no")]),
        ({"type": "age_window", "max_years": 7, "at": "2026-13-01"}, [("rule.at", "not_day")]),
        ({"type": "age_window", "max_years": 7, "quote": {"fr": "x"}}, [("rule.quote.fr", "language")]),
        ({"type": "age_window", "max_years": 7, "quote": {"ko": " "}}, [("rule.quote.ko", "text_length")]),
        ({"type": "age_window", "max_years": 7, "quote": "x"}, [("rule.quote", "not_text")]),
        ({"type": "age_window", "max_years": 7, "source": "oracle"}, [("rule.source", "choice")]),
        ({"type": "statement", "key": "No Spaces", "text": {"en": "?"}}, [("rule.key", "not_key")]),
        ({"type": "statement", "key": "a", "text": {}}, [("rule.text", "not_text")]),
        ({"type": "investment_stage", "min_round": "listed", "max_round": "seed"}, [("rule.min_round", "crossed")]),
        (
            {"all": [{"type": "x"}, {"any": [3]}]},
            [("rule.all[0].type", "unknown_type"), ("rule.all[1].any[0]", "not_object")],
        ),
    ],
)
def test_a_faulty_form_is_refused_with_the_path_and_every_fault(form: object, faults: list[tuple[str, str]]) -> None:
    assert fault(form) == faults


def test_a_form_too_deep_or_too_large_is_refused_once() -> None:
    deep: object = {"type": "not_sanctioned"}
    for _ in range(5000):
        deep = {"not": deep}

    assert fault(deep) == [("rule" + ".not" * 8, "too_deep")]
    assert [code for _, code in fault({"all": [{"all": [{"type": "not_sanctioned"}] * 150}] * 150})] == ["too_many"]


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        (None, [("", "not_object")]),
        ({"version": 1}, [("", "missing_key")]),
        ({"rule": {"all": []}}, [("", "missing_key")]),
        ({"version": 2, "rule": {"all": []}}, [("version", "version")]),
        ({"version": True, "rule": {"all": []}}, [("version", "version")]),
        ({"version": 1, "rule": {"all": []}, "x": 1}, [("x", "unknown_key")]),
    ],
)
def test_the_envelope_is_checked_too(form: object, faults: list[tuple[str, str]]) -> None:
    with pytest.raises(RuleError) as error:
        loads(form)

    assert [(problem.path, problem.code) for problem in error.value.problems] == faults


def test_every_fault_says_how_to_mend_it_in_three_languages() -> None:
    seen: dict[str, eligibility.Problem] = {}
    forms: list[object] = [{}, {"any": []}, {"type": "x"}, {"type": "region"}, {"type": "age_window", "max_years": 0}]
    for form in forms:
        with pytest.raises(RuleError) as error:
            loads({"version": 1, "rule": form})
        seen |= {problem.code: problem for problem in error.value.problems}

    assert set(seen) <= set(PROBLEMS)
    assert all(len({problem_text(problem, lang) for lang in LANGS}) == 3 for problem in seen.values())
    assert str(error.value) == "rule.max_years: 0 is out of range. Enter 1 to 100."


def test_a_leaf_built_in_code_is_checked_as_well() -> None:
    with pytest.raises(RuleError, match="any_of\\[0\\]"):
        Region(any_of=("Mars",))
    with pytest.raises(RuleError, match="any: A list of 1"):
        Any(())


def test_the_form_leaves_defaults_out_and_keeps_the_calls_words() -> None:
    rule = All((AgeWindow(max_years=7, quote={"ko": "창업 7년 이내"}, source="machine"), Not(Headcount(min_people=5))))

    assert dumps(rule) == {
        "version": 1,
        "rule": {
            "all": [
                {"type": "age_window", "max_years": 7, "quote": {"ko": "창업 7년 이내"}, "source": "machine"},
                {"not": {"type": "headcount", "min_people": 5}},
            ]
        },
    }
    assert loads(json.loads(json.dumps(dumps(rule)))) == rule


def test_all_the_leaves_that_failed_are_named() -> None:
    facts = Facts(founding_type="corporation", incorporated_on=date(2010, 1, 1), head_office="KR-26", headcount=3)
    answer = evaluate(All((YOUNG, SEOUL, Headcount(min_people=2), NO_GAMES)), facts, on=ON)

    assert answer.outcome == "unmet"
    assert [result.rule for result in deciders(answer)] == [YOUNG, SEOUL]
    assert missing_facts(answer) == []  # the sector nobody knows can change nothing


def test_a_missing_fact_that_cannot_matter_stays_out() -> None:
    facts = Facts(head_office="KR-11")
    answer = evaluate(All((Any((SEOUL, YOUNG)), NO_GAMES)), facts, on=ON)

    assert (answer.outcome, missing_facts(answer)) == ("unknown", ["sectors"])


def test_under_a_not_a_leaf_that_is_met_stands_in_the_way() -> None:
    (result,) = deciders(evaluate(NO_GAMES, Facts(sectors=frozenset({"games"})), on=ON))

    assert (result.outcome, result.helps) == ("met", "unmet")
    assert remedy_text(result, "en") == "The call shuts out: Works in: Games."


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (YOUNG, "Becomes ineligible on 16 Jul 2031."),
        (Not(YOUNG), "Becomes eligible on 16 Jul 2031."),
        (AgeWindow(min_years=3), "Becomes eligible on 16 Jul 2027."),
        (Not(AgeWindow(min_years=3)), "Becomes ineligible on 16 Jul 2027."),
        (Not(Not(YOUNG)), "Becomes ineligible on 16 Jul 2031."),
    ],
)
def test_a_day_to_come_is_told_as_it_counts_for_the_startup(rule: Rule, text: str) -> None:
    facts = Facts(founding_type="corporation", incorporated_on=date(2024, 7, 16))
    (result,) = leaf_results(evaluate(rule, facts, on=ON))

    assert remedy_text(result, "en") == text


def test_an_empty_rule_is_open_to_everyone() -> None:
    answer = evaluate(All(), Facts(), on=ON)

    assert (answer.outcome, deciders(answer), describe(All(), "en")) == ("met", [], "Open to everyone")


def test_a_sum_is_said_in_the_units_of_each_language() -> None:
    rule = Revenue(max_amount=1_000_000_000)

    assert [describe(rule, lang).replace("\u00a0", " ") for lang in ("ko", "zh", "en")] == [
        "직전 연도 매출: 10억 원 이하",
        "上一年营收：不超过10亿韩元",
        "Revenue last year: at most KRW 1 billion",
    ]


def test_reasons_give_the_fact_and_remedies_give_the_day() -> None:
    (result,) = leaf_results(
        evaluate(YOUNG, facts_of({"founding_type": "corporation", "incorporated_on": date(2024, 7, 16)}), on=ON)
    )

    assert reason_text(result, "en") == "Incorporated 16 Jul 2024: 2 years 3 months on 2 Nov 2026."
    assert reason_text(result, "ko") == "법인 설립일 2024년 7월 16일: 2026년 11월 2일 기준 2년 3개월입니다."
    assert reason_text(result, "zh-hans") == "公司成立日期：2024年7月16日，截至2026年11月2日为2年3个月。"
    assert remedy_text(result, "en") == "Becomes ineligible on 16 Jul 2031."


def test_remedies_name_what_to_do() -> None:
    facts = Facts(head_office="KR-26", arrears={"national_tax": "owed"}, answers={"a": False})
    arrears = NoArrears(kinds=("national_tax", "local_tax"), excepts=("paid",))
    question = Statement(key="a", text={"ko": "비상장 기업입니까?"})
    results = leaf_results(evaluate(All((SEOUL, arrears, question, Headcount(min_people=5))), facts, on=ON))

    assert [remedy_text(result, "en") for result in results] == [
        "Register your head office in Seoul.",
        "Clear this first: Unpaid national tax. Also accepted: Paid since.",
        "Change your answer if it was given by mistake.",
        "Add to your profile: Headcount",
    ]


def test_the_whole_answer_knows_the_day_it_shuts() -> None:
    facts = Facts(founding_type="corporation", incorporated_on=date(2020, 1, 1), head_office="KR-11")

    assert opens_or_shuts(All((YOUNG, SEOUL)), facts, on=ON) == (date(2027, 1, 1), "unmet")
    assert opens_or_shuts(Any((YOUNG, SEOUL)), facts, on=ON) is None


def test_an_outline_is_the_rule_line_by_line() -> None:
    assert outline(All((YOUNG, Any((SEOUL, NO_GAMES)))), "en") == [
        (0, "All of these"),
        (1, "Founded less than 7 years ago"),
        (1, "At least one of these"),
        (2, "Head office in: Seoul"),
        (2, "Not: Works in: Games"),
    ]


def test_no_two_languages_say_a_leaf_or_reason_alike() -> None:
    answer = evaluate(All(tuple(POOL)), facts_of({key: values[0] for key, values in DOMAINS.items()}), on=ON)

    for result in leaf_results(answer):
        assert len({reason_text(result, lang) for lang in LANGS}) == 3, result.reason
    assert {result.reason.code for result in leaf_results(answer) if result.reason} <= {
        code.partition(".")[0] for code in REASONS
    }


@pytest.mark.parametrize("code", LEAVES)
def test_every_leaf_type_can_be_drawn_as_a_form_in_three_languages(code: str) -> None:
    leaf = LEAVES[code]

    assert leaf.group in eligibility.GROUPS
    for label in (leaf.label, *(spec.label for spec in leaf.params())):
        assert label.ko
        assert label.zh
        assert label.en
    assert [s.name for s in leaf.params() if s.kind in ("choice", "choices") and not s.choices] == []


@pytest.mark.parametrize("code", LEAVES)
def test_the_reference_page_names_every_leaf_and_parameter(code: str) -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert eligibility.reference_rows(code) in page


def test_the_reference_pages_examples_are_rules() -> None:
    blocks = [block.partition("```")[0] for block in PAGE.read_text(encoding="utf-8").split("```json\n")[1:]]
    rules = [loads(json.loads(block)) for block in blocks if '"version"' in block]

    assert len(rules) >= 3
    assert [dumps(rule) for rule in rules] == [json.loads(block) for block in blocks if '"version"' in block]


def test_fact_keys_have_names() -> None:
    assert fact_label("arrears.local_tax", "ko") == "지방세 체납"
    assert fact_label("revenues.2025", "en") == "Revenue by year (2025)"
    assert [key for key in DOMAINS if fact_label(key, "zh") == key] == []


@pytest.mark.parametrize("module", [eligibility, taxonomy])
def test_public_functions_and_classes_say_what_they_are(module: object) -> None:
    names = [name for name in module.__all__ if name[0].islower() or not name.isupper()]  # type: ignore[attr-defined]
    things = {name: getattr(module, name) for name in names}

    assert [n for n, thing in things.items() if inspect.isroutine(thing) and not inspect.getdoc(thing)] == []
    assert [n for n, thing in things.items() if inspect.isclass(thing) and not thing.__doc__] == []


def test_the_share_of_a_street_of_400_takes_under_50_ms() -> None:
    street = [
        facts_of({key: values[(place * 7 + n) % len(values)] for n, (key, values) in enumerate(DOMAINS.items())})
        for place in range(400)
    ]
    rule = All((Any((YOUNG, AgeWindow(min_years=1))), *POOL[20:34]))
    start = time.process_time()
    counts = share(rule, street, on=ON)

    assert counts.asked == 400
    assert time.process_time() - start < 0.05

"""The one step between a startup and a call, tried on the rule itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from madang.engines.eligibility import (
    AgeWindow,
    All,
    Any,
    Certificate,
    Document,
    Facts,
    FounderAge,
    FoundingType,
    HasDocument,
    IntellectualProperty,
    NoArrears,
    Outcome,
    Region,
    Representative,
    Sector,
    Statement,
    decide,
    steps,
)
from madang.engines.eligibility.steps import Stand, Step, StepKind, Way, way

from .eligibility_world import facts_of, known_facts, rules

TODAY = date(2026, 11, 23)
LAST = date(2026, 12, 20)
FIRM = Facts(
    founding_type="corporation",
    incorporated_on=date(2024, 2, 1),
    head_office="KR-11",
    sectors=frozenset({"robotics"}),
    representatives=(Representative(born=date(1994, 5, 6)),),
    arrears={"national_tax": "none"},
    sites=(),
    certificates=(),
    intellectual_property={},
    documents=(),
)
ROBOTS = Sector(any_of=("robotics",))


def ways(rule, facts=FIRM, *, on=TODAY, last=LAST, moves=False):
    return way(rule, facts, on=on, today=TODAY, last=last, moves=moves)


def test_what_is_met_needs_no_step():
    assert ways(ROBOTS) == Way(Stand.MET)


def test_only_papers_are_missing_names_the_papers_also_those_out_of_date():
    old = replace(FIRM, documents=(Document(kind="national_tax", issued=date(2026, 1, 1)),))
    rule = All((ROBOTS, HasDocument(kind="national_tax", issued_within_days=30), HasDocument(kind="local_tax")))

    assert ways(rule, old) == Way(Stand.PAPERS, ("national_tax", "local_tax"))


def test_one_fact_nobody_knows_is_a_step_and_two_are_not():
    unknown = replace(FIRM, representatives=None)
    asks = All((ROBOTS, FounderAge(max_age=39)))

    assert ways(asks, unknown) == Way(
        Stand.STEP, (), Step(StepKind.TELL, ("representatives",), parts=("representatives",))
    )
    assert ways(All((*asks.of, _statement())), unknown) == Way(Stand.UNKNOWN)


def _statement():
    return Statement(key="in_person", text={"en": "Will you come in person?"})


def test_kinds_of_arrears_are_one_question():
    rule = NoArrears(kinds=("national_tax", "local_tax", "wages"))

    assert ways(rule).step == Step(StepKind.TELL, ("arrears",), parts=("arrears.local_tax", "arrears.wages"))


def test_a_question_of_the_call_is_answered_not_told():
    assert ways(_statement()).step == Step(StepKind.ANSWER, ("answers.in_person",), parts=("answers.in_person",))


def test_a_pre_founder_may_register_until_the_last_day_where_only_the_form_is_asked():
    idea = Facts(founding_type="pre_founder", sectors=frozenset({"robotics"}))

    assert ways(All((ROBOTS, FoundingType(any_of=("corporation",)))), idea) == Way(
        Stand.STEP, (), Step(StepKind.FOUND, ("corporation",), by=LAST)
    )


def test_where_the_age_counts_on_a_coming_day_one_must_have_registered_by_then():
    idea = Facts(founding_type="pre_founder", sectors=frozenset({"robotics"}))
    counted = TODAY + timedelta(days=9)

    found = ways(All((ROBOTS, AgeWindow(max_years=3))), idea, on=counted)

    assert found.step == Step(StepKind.FOUND, ("sole_trader",), by=counted)


def test_registering_after_the_day_that_counts_opens_nothing():
    idea = Facts(founding_type="pre_founder", sectors=frozenset({"robotics"}))

    assert ways(AgeWindow(max_years=3), idea, on=TODAY - timedelta(days=1)) == Way(Stand.UNMET)


@pytest.mark.parametrize(
    ("rule", "step"),
    [
        (Certificate(any_of=("venture", "innobiz")), Step(StepKind.CERTIFICATE, ("venture", "innobiz"))),
        (IntellectualProperty(any_of=("patent",), minimum=2), Step(StepKind.RIGHT, ("patent",))),
        (Region(any_of=("KR-26",), places=("head_office", "lab")), Step(StepKind.PLACE, ("lab", "KR-26"))),
    ],
)
def test_what_can_be_obtained_is_a_step(rule, step):
    assert ways(All((ROBOTS, rule))) == Way(Stand.STEP, (), step)


def test_what_is_owed_can_be_settled():
    owing = replace(FIRM, arrears={"national_tax": "owed"})

    assert ways(NoArrears(kinds=("national_tax",)), owing).step == Step(StepKind.CLEAR, ("national_tax",))


def test_a_firm_that_stands_does_not_move_for_one_call_and_one_to_be_founded_may():
    rule = Region(any_of=("KR-26",))

    assert ways(rule) == Way(Stand.UNMET)
    assert ways(rule, replace(FIRM, founding_type="pre_founder", incorporated_on=None)).step == Step(
        StepKind.PLACE, ("head_office", "KR-26")
    )


def test_two_failures_are_more_than_one_step_and_one_of_a_choice_is_not():
    failing = (Certificate(any_of=("venture",)), IntellectualProperty(any_of=("patent",)))

    assert ways(All(failing)) == Way(Stand.UNMET)
    assert ways(Any(failing)).step == Step(StepKind.CERTIFICATE, ("venture",))


def test_time_alone_opens_a_call_that_counts_on_the_day_one_applies():
    young = replace(FIRM, incorporated_on=TODAY - timedelta(days=360))
    rule = AgeWindow(min_years=1)

    assert ways(rule, young, moves=True).step == Step(StepKind.WAIT, (), by=TODAY + timedelta(days=5))
    assert ways(rule, young) == Way(Stand.UNMET)
    assert ways(rule, young, moves=True, last=TODAY) == Way(Stand.UNMET)


@given(rule=rules, known=known_facts)
def test_the_way_never_contradicts_the_rule(rule, known):
    facts = facts_of(known)

    found = way(rule, facts, on=TODAY, today=TODAY, last=LAST)

    outcome = decide(rule, facts, on=TODAY)
    assert (found.stand is Stand.MET) == (outcome is Outcome.MET)
    assert (found.step is not None) == (found.stand is Stand.STEP)
    if found.stand is Stand.UNMET:  # what is told at once to be hopeless would not have been opened by any step
        full = steps._with_papers(rule, facts, TODAY)
        assert list(steps._tried(rule, full, on=TODAY, today=TODAY, last=LAST, moves=False)) == []

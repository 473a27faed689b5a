"""What the reference page says is so."""

import json
import re
from dataclasses import fields
from pathlib import Path

from pydantic import TypeAdapter

from madang.engines.selection import compute_case, loads, promote_released, rules
from madang.engines.selection.promotion import Released
from madang.engines.selection.results import Result

PAGE = (Path(__file__).parents[3] / "docs/reference/selection.md").read_text()
CASE, MOVING = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))


def test_its_case_comes_out_as_it_says():
    result = compute_case(loads(CASE))

    assert [(one.application, str(one.total)) for one in result.totals] == [("B", "91.00"), ("A", "80.98")]
    assert (result.selected, result.reserve, result.complete) == (("B",), ("A",), True)
    scores = {score.application: (str(score.score), score.passed) for score in result.stages[0].scores}
    assert scores == {"A": ("83.25", True), "B": ("70.00", True), "C": ("69.99", False)}


def test_its_reserve_moves_up():
    moved = promote_released(TypeAdapter(Released).validate_python(MOVING))

    assert [(move.application, move.place_of) for move in moved.moves] == [("C", "A")]


def test_it_names_every_key_of_a_case_and_of_the_answer():
    shapes = (
        rules.Case, rules.Rules, rules.Stage, rules.Criterion, rules.Multiple, rules.TieBreak, rules.Total, rules.Bonus,
        rules.Reserve, rules.Confirmation, rules.Application, rules.Review, rules.Settlement, Result,
    )  # fmt: skip
    names = {part.name for shape in shapes for part in fields(shape)}

    assert sorted(name for name in names if f"`{name}`" not in PAGE and f'"{name}"' not in PAGE) == []

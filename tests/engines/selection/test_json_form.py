"""JSON in, JSON out: every fault with its path, nothing guessed; the command and its exit codes."""

import io
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from madang.engines.selection import (
    CODES,
    OPEN,
    Problem,
    SelectionError,
    compute_case,
    dump_rules,
    load_rules,
    loads,
    problem_text,
    schema,
    to_json,
)  # fmt: skip
from madang.engines.selection import __main__ as command
from madang.engines.selection.problems import _TEXTS

from .world import Form, form, stage

ORDER = {
    "typical_startup_call": (("A02", "A06", "A10"), ("A05", "A04", "A09")),
    "robot_demonstration": (("A04", "A06"), ("A07", "A05")),
    "kic_contest": (("A11", "A08", "A13"), ("A05", "A04")),
}
EXAMPLES = sorted((Path(command.__file__).parent / "examples").glob("*.json"))


def base() -> Form:
    held = [stage("d", maxima=(60, 40), weight=30, pass_mark=60), stage("p", weight=70)]
    ties = [{"by": "criterion", "stage": "d", "criterion": "c0"}]
    return form({"A": [(50, 30)], "B": [(40, 30)]}, stages=held, ties=ties, bonus={"stage": "d", "cap": 5})


def changed(path: str, value: Any) -> Form:
    """The base with one spot set (`rules.stages.0.weight`), or taken away with `...`."""
    out = deepcopy(base())
    spot: Any = out
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        spot = spot[step]
    if value is ...:
        del spot[last]
    elif isinstance(spot, list) and last == len(spot):
        spot.append(value)
    else:
        spot[last] = value
    return out


@pytest.mark.parametrize(
    ("path", "value", "found", "code"),
    [
        ("version", 2, "version", "not_valid"), ("rules", ..., "rules", "missing_key"),
        ("rules.place", 3, "rules.place", "unknown_key"), ("rules.places", 0, "rules.places", "not_valid"),
        ("rules.places", True, "rules.places", "not_valid"), ("rules.places", 2.5, "rules.places", "not_valid"),
        ("rules.stages", [], "rules.stages", "not_valid"),
        ("rules.stages.0.criteria.0.max", "ten", "rules.stages[0].criteria[0].max", "not_valid"),
        ("rules.stages.0.criteria.0.max", "1e99", "rules.stages[0].criteria[0].max", "not_valid"),
        ("rules.stages.0.criteria.0.min", 60, "rules.stages[0].criteria[0].min", "bounds"),
        ("rules.stages.0.criteria.1.id", "c0", "rules.stages[0].criteria[1].id", "twice"),
        ("rules.stages.1.id", "d", "rules.stages[1].id", "twice"),
        ("rules.stages.1.weight", ..., "rules.stages[1].weight", "weight_missing"),
        ("rules.stages.1.weight", -1, "rules.stages[1].weight", "not_valid"),
        ("rules.stages.1.out_of", 50, "rules.total.out_of", "full_marks_differ"),
        ("rules.stages.0.trim_from", 2, "rules.stages[0].trim_from", "not_valid"),
        ("rules.stages.0.pass_mark", 106, "rules.stages[0].pass_mark", "out_of_reach"),
        ("rules.stages.0.multiple", {}, "rules.stages[0].multiple", "multiple_one"),
        ("rules.stages.0.multiple", {"times": 2, "count": 3}, "rules.stages[0].multiple", "multiple_one"),
        ("rules.stages.1.multiple", {"times": 2}, "rules.stages[1].multiple", "multiple_last"),
        ("rules.bonus.stage", "x", "rules.bonus.stage", "no_stage"),
        ("rules.ties.0.criterion", "x", "rules.ties[0].criterion", "no_criterion"),
        ("rules.ties.0.stage", ..., "rules.ties[0]", "tie_needs"),
        ("rules.ties.0.fact", "x", "rules.ties[0]", "tie_takes_no"),
        ("rules.ties.0.by", "coin", "rules.ties[0].by", "not_valid"),
        ("rules.confirmation", {"zone": "Mars"}, "rules.confirmation.zone", "zone"),
        ("rules.confirmation", {"hour": 17}, "rules.confirmation.hour", "not_valid"),
        ("rules.reserve", {"expires": "31.12.2026"}, "rules.reserve.expires", "not_valid"),
        ("applications.1.id", "A", "applications[1].id", "twice"),
        ("applications.0.withdrawn", "x", "applications[0].withdrawn", "no_stage"),
        ("applications.0.withdrawn", 1, "applications[0].withdrawn", "not_valid"),
        ("applications.0.deductions", [{"points": 1}], "applications[0].deductions", "no_deductions"),
        ("applications.0.bonus", [{"points": -1}], "applications[0].bonus[0].points", "not_valid"),
        ("applications.0.facts", {"founded": "soon"}, "applications[0].facts.founded", "not_valid"),
        ("applications.0.facts", {"founded": 2020}, "applications", "fact_kind"),
        ("reviews.0.scores.c0", 60.01, "reviews[0].scores.c0", "score_bounds"),
        ("reviews.0.scores.c0", -1, "reviews[0].scores.c0", "score_bounds"),
        ("reviews.0.scores.c9", 1, "reviews[0].scores.c9", "no_criterion"),
        ("reviews.0.scores.c0", True, "reviews[0].scores.c0", "not_valid"),
        ("reviews.0.stage", "x", "reviews[0].stage", "no_stage"),
        ("reviews.0.application", "Z", "reviews[0].application", "no_application"),
        ("reviews.1", {"id": "x", "application": "A", "stage": "d", "reviewer": "R0"}, "reviews[1].reviewer", "twice"),
        ("settled", [{"at": "total", "order": ["A", "Z"]}], "settled[0].order[1]", "no_application"),
        ("settled", [{"at": "total", "order": ["A", "A"]}], "settled[0].order[1]", "twice"),
        ("until", "x", "until", "no_stage"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_path(path: str, value: Any, found: str, code: str):
    with pytest.raises(SelectionError) as caught:
        loads(changed(path, value))

    first = caught.value.problems[0]  # others may follow from it
    assert (first.path, first.code) == (found, code)


def test_all_faults_come_at_once():
    bad = changed("reviews.0.scores.c0", 99)
    bad["rules"]["bonus"]["stage"] = "x"
    with pytest.raises(SelectionError) as caught:
        loads(bad)

    assert [one.path for one in caught.value.problems] == ["rules.bonus.stage", "reviews[0].scores.c0"]


@pytest.mark.parametrize("thing", [None, [], "x", 3])
def test_what_is_no_object_is_refused(thing: object):
    with pytest.raises(SelectionError):
        loads(thing)


def test_days_and_numbers_do_not_mix_in_one_fact():
    bad = base()
    bad["applications"][0]["facts"] = {"jobs": 3}
    bad["applications"][1]["facts"] = {"jobs": "2026-01-01"}
    with pytest.raises(SelectionError, match="different kinds"):
        loads(bad)


@pytest.mark.parametrize("code", CODES)
def test_every_problem_has_its_sentence_in_three_languages_with_the_same_blanks(code: str):
    blanks = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in _TEXTS[code]]

    assert blanks[0] == blanks[1] == blanks[2]
    params: dict[str, str | int] = dict.fromkeys(blanks[0], "x")
    assert len({problem_text(Problem("", code, params), lang) for lang in ("ko", "zh", "en")}) == 3
    assert set(OPEN) <= set(CODES)


def test_rules_come_back_from_their_shortest_form():
    rules = loads(base()).rules

    assert load_rules(dump_rules(rules)) == rules
    assert dump_rules(rules)["places"] == 1
    assert "calibration" not in dump_rules(rules)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_is_decided_and_its_rules_come_back(file: Path):
    case = loads(command.read(str(file)))
    result = compute_case(case)

    assert (result.complete, result.problems) == (True, ())
    assert (result.selected, result.reserve) == ORDER[file.stem]
    assert load_rules(dump_rules(case.rules)) == case.rules


def test_a_number_written_as_text_or_as_number_is_the_same():
    text, plain = changed("reviews.0.scores.c0", "50.1"), changed("reviews.0.scores.c0", 50.1)

    assert to_json(compute_case(loads({**text, "until": "d"}))) == to_json(compute_case(loads({**plain, "until": "d"})))


def test_the_schema_names_every_key():
    assert {"version", "rules", "applications", "reviews", "settled", "until", "calibrated"} == set(
        schema()["properties"]
    )  # type: ignore[call-overload]


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any, str]:
    status = command.main(arguments)
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else None, err


def test_the_command_reads_standard_input_and_says_zero_when_all_is_decided(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({**base(), "until": "d"})))
    status, out, err = ask(capsys, "run", "-")

    assert (status, out["complete"], err) == (0, True, "")
    assert [score["score"] for score in out["stages"][0]["scores"]] == ["80.00", "70.00"]


@pytest.mark.parametrize(
    ("text", "status", "path"),
    [
        (json.dumps(base()), 1, "applications.A.p"),
        (json.dumps(changed("rules.places", 0)), 2, "rules.places"),
        ("{", 2, ""),
        ('{"version": NaN}', 2, ""),
        ('{"version": 1, "version": 1}', 2, "version"),
        ("[" * 100_000, 2, ""),
    ],
)
def test_the_exit_code_tells_open_matters_from_faults(
    text: str, status: int, path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "case.json"
    file.write_text(text)
    found, out, err = ask(capsys, "run", str(file))

    assert (found, out["problems"][0]["path"]) == (status, path)
    assert set(out["problems"][0]["text"]) == {"ko", "zh", "en"}
    assert bool(err) is (status == 2)


def test_a_file_that_is_not_there_is_said_in_one_line(capsys: pytest.CaptureFixture[str]):
    status, out, err = ask(capsys, "run", "nowhere.json")

    assert (status, out) == (2, None)
    assert "nowhere.json" in err


def test_the_other_commands_answer_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (example,) = [file for file in EXAMPLES if file.stem == "kic_contest"]
    leaving = {"application": "A", "how": "lapsed", "at": "2026-11-19T17:00+09:00"}
    held = {"version": 1, "selected": ["A"], "reserve_order": ["B"], "leavings": [leaving], "confirmation": {}}
    (tmp_path / "held.json").write_text(json.dumps(held))
    (tmp_path / "notice.json").write_text(json.dumps({"version": 1, "notice": "2026-11-16T10:00+09:00"}))

    moved = ask(capsys, "promote", str(tmp_path / "held.json"))
    until = ask(capsys, "confirm", str(tmp_path / "notice.json"))
    told = ask(capsys, "feedback", str(example), "--stage", "final", "--application", "A08")
    found = ask(capsys, "calibrate", str(example), "--stage", "final")
    assert (moved[0], moved[1]["holders"]) == (0, ["B"])
    assert (until[0], until[1]["moment"]) == (0, "2026-11-19T17:00:00+09:00")
    assert (told[0], told[1]["field_at_least"]) == (0, 10)
    assert (found[0], found[1]["state"], len(found[1]["applications"])) == (0, "fitted", 10)
    assert ask(capsys, "schema")[1]["title"] == "Case"

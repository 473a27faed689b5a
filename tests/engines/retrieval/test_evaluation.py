"""Measures of a ranking, and the commands that make and judge one."""

import json

import pytest

from madang.engines.retrieval.__main__ import main
from madang.engines.retrieval.evaluation import Judged, evaluate, ndcg, recall, reciprocal_rank

GRADES = {"a": 3, "b": 2, "c": 1}


@pytest.mark.parametrize(
    ("ranking", "gain", "found", "first"),
    [
        (["a", "b", "c"], 1.0, 1.0, 1.0),
        (["x", "a"], 0.4702, 0.5, 0.5),
        (["c"], 0.1065, 0.0, 0.0),
        ([], 0.0, 0.0, 0.0),
    ],
)
def test_measures_are_those_of_the_books(ranking, gain, found, first):
    assert round(ndcg(ranking, GRADES), 4) == gain
    assert recall(ranking, GRADES) == found
    assert reciprocal_rank(ranking, GRADES) == first


def test_nothing_to_find_is_no_gain():
    assert (ndcg(["a"], {}), recall(["a"], {"a": 1}), reciprocal_rank(["a"], {})) == (0.0, 0.0, 0.0)


def test_a_run_is_judged_over_all_and_over_the_other_languages_only():
    run = [Judged("t", "ko", ("k", "z")), Judged("t", "zh", ("z", "k")), Judged("unjudged", "ko", ("k",))]

    scores = evaluate(run, {"t": {"k": 3, "z": 3}}, {"k": "ko", "z": "zh"}, rounds=10)

    assert {(one.pool, one.lang, one.measure): one.value for one in scores if one.measure == "MRR"} == {
        ("mixed", "ko", "MRR"): 1.0, ("mixed", "zh", "MRR"): 1.0, ("mixed", "all", "MRR"): 1.0,
        ("cross", "ko", "MRR"): 1.0, ("cross", "zh", "MRR"): 1.0, ("cross", "all", "MRR"): 1.0,
    }  # fmt: skip
    assert [one.topics for one in scores] == [1] * len(scores)


def test_intervals_hold_the_value_and_are_the_same_every_time():
    run = [Judged(f"t{place}", "en", ("a", "b") if place % 3 else ("b", "a")) for place in range(30)]
    grades = {f"t{place}": {"a": 3} for place in range(30)}

    first, again = (evaluate(run, grades, {"a": "ko", "b": "ko"}) for _ in range(2))

    assert first == again
    assert all(one.low <= one.value <= one.high for one in first)


@pytest.fixture
def files(tmp_path):
    documents = [
        {"id": "k", "lang": "ko", "title": "로봇 실증 지원", "text": "로봇 기업"},
        {"id": "z", "lang": "zh", "title": "机器人示范", "text": "机器人企业"},
        {"id": "e", "lang": "en", "title": "Export school", "text": "Learn to export."},
    ]
    topics = [{"id": "t1", "ko": "로봇 실증", "zh": "机器人示范", "en": "robot pilot"}]
    (tmp_path / "d.jsonl").write_text("".join(json.dumps(one) + "\n" for one in documents))
    (tmp_path / "q.jsonl").write_text("".join(json.dumps(one) + "\n" for one in topics))
    (tmp_path / "g.csv").write_text("topic,programme,grade\nt1,k,3\nt1,z,3\n")
    (tmp_path / "s.csv").write_text("topic,half\nt1,tune\n")
    return tmp_path


def ran(files) -> list[str]:
    return ["run", "--documents", f"{files}/d.jsonl", "--queries", f"{files}/q.jsonl", "--out", f"{files}/run.jsonl"]


def judged(files, *more: str) -> list[str]:
    return [
        "evaluate",
        "--run",
        f"{files}/run.jsonl",
        "--documents",
        f"{files}/d.jsonl",
        "--grades",
        f"{files}/g.csv",
        *more,
    ]


def test_anyones_documents_are_ranked_and_judged(files, capsys):
    assert main(ran(files)) == 0
    lines = [json.loads(line) for line in (files / "run.jsonl").read_text().splitlines()]
    assert [(line["query"], line["lang"], sorted(line["ranking"][:2]), len(line["ranking"])) for line in lines] == [
        ("t1", "ko", ["k", "z"], 3), ("t1", "zh", ["k", "z"], 3), ("t1", "en", ["k", "z"], 3),
    ]  # fmt: skip

    assert main(judged(files, "--split", f"{files}/s.csv", "--half", "tune")) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1].split()[:3] == ["all", "1", "1.000"]
    assert main(judged(files, "--split", f"{files}/s.csv", "--half", "report")) == 1


def test_bad_files_are_told_with_lines_and_end_in_failure(files, capsys):
    (files / "g.csv").write_text("topic,programme,grade\nt1,k,good\n")
    assert main(ran(files)) == 0
    assert main(judged(files)) == 1
    (files / "g.csv").write_text("topic,grade\n")
    assert main(judged(files)) == 1
    (files / "run.jsonl").write_text("{}\n")
    assert main(judged(files)) == 1
    (files / "d.jsonl").write_text("{}\n")
    assert main(ran(files)) == 1

    assert capsys.readouterr().err.splitlines() == [
        'g.csv:2: grade "good" is no whole number from 0 to 10',
        "g.csv:1: lacks the columns programme",
        "g.csv:1: lacks the columns programme",
        'd.jsonl:1: lacks "id"',
        'd.jsonl:1: lacks "lang"',
    ]


def test_the_endpoint_mode_says_what_it_needs(files, capsys):
    assert main([*ran(files), "--mode", "endpoint"]) == 1
    assert capsys.readouterr().err == "--mode endpoint needs --base and --model\n"


def test_a_lexicon_is_checked_from_the_command_line(tmp_path, capsys):
    head = "id,kind,ko,zh,en,broader,related,weight,rule,source,status,note\n"
    (tmp_path / "a.csv").write_text(head + "robot,technology,로봇,机器人,robot,,,,,usage,draft,\n")

    assert main(["lexicon", "check", "--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 problems"
    (tmp_path / "b.csv").write_text(head + "machine,technology,로봇,机器,machine,robots,,,,usage,draft,\n")
    assert main(["lexicon", "check", "--folder", str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        'b.csv:2: "로봇" is a form of machine, robot: add "near" to one of them',
        'b.csv:2: machine: broader "robots" is in no file',
    ]

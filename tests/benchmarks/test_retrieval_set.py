"""The retrieval benchmark is whole: what is graded exists, every topic can be won in other languages, halves balance."""

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from madang.engines.retrieval.ranking.documents import Document, Topic, read_documents, read_topics

SET = Path(__file__).parents[2] / "benchmarks" / "retrieval"
# Shorter than a real notice, a text would be found by its title alone.
SHORTEST = {"ko": 190, "zh": 190, "en": 380}


@pytest.fixture(scope="module")
def programmes() -> dict[str, Document]:
    return {one.id: one for one in read_documents(SET / "programmes.jsonl")}


@pytest.fixture(scope="module")
def topics() -> dict[str, Topic]:
    return {one.id: one for one in read_topics(SET / "topics.jsonl")}


def rows(name: str) -> list[dict[str, str]]:
    with (SET / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def graded() -> dict[str, dict[str, int]]:
    out: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows("grades.csv"):
        out[row["topic"]][row["programme"]] = int(row["grade"])
    return out


def test_each_language_has_sixty_programmes_as_long_as_a_notice(programmes: dict[str, Document]):
    assert Counter(one.lang for one in programmes.values()) == {"ko": 60, "zh": 60, "en": 60}
    assert [one.id for one in programmes.values() if not one.title.strip() or len(one.text) < SHORTEST[one.lang]] == []
    assert len({one.text for one in programmes.values()}) == len(programmes)


def test_every_topic_is_asked_in_three_languages(topics: dict[str, Topic]):
    assert [one.id for one in topics.values() if len(one.phrasings()) != 3] == []
    assert len({one.phrasings()[0][1] for one in topics.values()}) == len(topics) == 130


def test_grades_name_what_exists_once_from_1_to_3(programmes: dict[str, Document], topics: dict[str, Topic]):
    given = rows("grades.csv")
    assert {row["grade"] for row in given} == {"1", "2", "3"}
    assert [row for row in given if row["topic"] not in topics or row["programme"] not in programmes] == []
    assert [pair for pair, times in Counter((r["topic"], r["programme"]) for r in given).items() if times > 1] == []


def test_every_topic_has_a_best_answer_and_answers_in_two_languages_or_more(
    programmes: dict[str, Document], topics: dict[str, Topic]
):
    judged = graded()
    assert set(judged) == set(topics)
    assert [topic for topic, grades in judged.items() if 3 not in grades.values()] == []
    assert [topic for topic, grades in judged.items() if len({programmes[one].lang for one in grades}) < 2] == []


def test_every_programme_answers_some_topic(programmes: dict[str, Document]):
    assert {one for grades in graded().values() for one in grades} == set(programmes)


def test_the_halves_cover_all_topics_and_balance_in_every_theme(topics: dict[str, Topic]):
    halves = {row["topic"]: row["half"] for row in rows("split.csv")}
    themes = {row["id"]: row["theme"] for row in _topic_lines()}
    assert set(halves) == set(topics)
    assert Counter(halves.values()) == {"tune": 65, "report": 65}
    tipped: Counter[str] = Counter()
    for topic, half in halves.items():
        tipped[themes[topic]] += 1 if half == "tune" else -1
    assert [theme for theme, by in tipped.items() if abs(by) > 1] == []


def test_thirty_korean_needs_stand_one_a_line():
    needs = (SET / "needs_ko.txt").read_text(encoding="utf-8").splitlines()
    assert len({need.strip() for need in needs if need.strip()}) == len(needs) == 30


def _topic_lines() -> list[dict[str, str]]:
    return [json.loads(line) for line in (SET / "topics.jsonl").read_text(encoding="utf-8").splitlines()]

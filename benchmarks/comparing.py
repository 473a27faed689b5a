"""Our search against PostgreSQL's own full text alone, on the same rows of real notices, in the same run."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from benchmarks.figures import Figure, timed
from madang.engines.retrieval import Analyser, Vocabulary, query_terms, tally
from madang.engines.retrieval.analysis import to_tsvector_text
from madang.engines.retrieval.tsquery import to_tsquery
from tests.engines.retrieval import test_notices

NOTICES = Path(str(settings.BASE_DIR)) / ".." / "shared" / "data" / "bizinfo_ko_2021.jsonl.gz"
TEN = 10
RANKED = (
    "SELECT key FROM bench_notice WHERE {column} @@ %s::tsquery"
    " ORDER BY ts_rank_cd('{{0.1, 0.2, 0.5, 1.0}}', {column}, %s::tsquery, 1) DESC, key DESC LIMIT 10"
)


def measure(rounds: int) -> list[Figure]:
    if not NOTICES.exists():
        return [Figure("comparison", "real notices are not here", 0, "rows", note="not shipped with the source")]
    with gzip.open(NOTICES, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    vocabulary = _fill(rows)
    searches = test_notices.test_a_search_finds_the_notices_that_answer_it.pytestmark[0].args[1]
    needles = [(typed, expected) for typed, expected, _within in searches]
    ours, ours_ms = _judge(lambda typed: _ours(typed, vocabulary), needles, rounds)
    plain, plain_ms = _judge(_plain, needles, rounds)
    about = f"{len(needles)} Korean searches, {len(rows)} notices"
    return [
        Figure("comparison", "ours: share found in the first 10", ours, "%", note=about),
        Figure("comparison", "full text alone ('simple'): share found", plain, "%"),
        Figure("comparison", "found, ours to full text alone", round(ours / plain, 2) if plain else 0, "times"),
        Figure("comparison", "ours: one search, query and ranking", ours_ms, "ms", note="median wall"),
        Figure("comparison", "full text alone: one search", plain_ms, "ms", note="median wall"),
        Figure("comparison", "time, ours to full text alone", round(ours_ms / plain_ms, 2), "times"),
    ]


def _fill(rows: list[dict[str, Any]]) -> Vocabulary:
    """A table with both indexes over the same text: title weighs A, the bodies' names B, the text D."""
    analyser = Analyser()
    values, documents = [], []
    for row in rows:
        texts = {"A": row["pblancNm"], "B": f"{row['excInsttNm']} {row['jrsdInsttNm']}", "D": row["bsnsSumryCn"]}
        fields = {weight: [analyser.index_terms(text, "ko")] for weight, text in texts.items()}
        documents.append([term for parts in fields.values() for terms in parts for term in terms])
        values.append((row["pblancId"][-6:], to_tsvector_text(fields), texts["A"], texts["B"], texts["D"]))  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_notice")
        cursor.execute("CREATE TABLE bench_notice (key text PRIMARY KEY, ours tsvector, plain tsvector)")
        cursor.executemany(
            "INSERT INTO bench_notice VALUES (%s, %s::tsvector, setweight(to_tsvector('simple', %s), 'A')"
            " || setweight(to_tsvector('simple', %s), 'B') || setweight(to_tsvector('simple', %s), 'D'))",
            values,
        )
        cursor.execute("CREATE INDEX ON bench_notice USING gin (ours)")
        cursor.execute("CREATE INDEX ON bench_notice USING gin (plain)")
        cursor.execute("ANALYZE bench_notice")
    return Vocabulary(tally(documents))


def _ours(typed: str, vocabulary: Vocabulary) -> list[str]:
    query = query_terms(typed, vocabulary)
    for mode in ("all", "any"):
        literal = to_tsquery(query, mode=mode)  # type: ignore[arg-type]
        if literal and (found := _ranked("ours", literal)):
            return found
    return []


def _plain(typed: str) -> list[str]:
    """Every word as typed, then any of them: what one gets without knowing the language."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT plainto_tsquery('simple', %s)::text", [typed])
        literal = cursor.fetchone()[0]
    return (_ranked("plain", literal) or _ranked("plain", literal.replace(" & ", " | "))) if literal else []


def _ranked(column: str, literal: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(RANKED.format(column=column), [literal, literal])
        return [key for (key,) in cursor.fetchall()]


def _judge(search: Callable[[str], list[str]], needles: Any, rounds: int) -> tuple[float, float]:
    """Share of the expected notices among the first ten, in per cent; and the median time of one search."""
    found = [len(set(expected) & set(search(typed)[:TEN])) / min(TEN, len(expected)) for typed, expected in needles]
    timing = timed(lambda: [search(typed) for typed, _expected in needles], rounds=rounds)
    return round(100 * sum(found) / len(found), 1), round(timing.wall_median / len(needles), 2)

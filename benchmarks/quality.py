"""What is found first: ours, PostgreSQL's full text alone and BM25 alone, on the report half of the benchmark, in one run."""

import csv
import math
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import connection

from benchmarks.figures import Figure
from madang.engines.retrieval.evaluation.judging import Judged, evaluate
from madang.engines.retrieval.evaluation.running import run, searching
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.meaning import MeaningError
from madang.engines.retrieval.meaning.modes import open_encoder
from madang.engines.retrieval.ranking import words
from madang.engines.retrieval.ranking.documents import Document, Topic, read_documents, read_topics
from madang.engines.retrieval.ranking.searcher import Searcher

SET = Path(__file__).parent / "retrieval"
DEPTH = 200
K1, B = 1.2, 0.75

Search = Callable[[str], list[str]]


def measure(rounds: int) -> list[Figure]:
    """nDCG@10 of every method with its interval, and ours as ratios; `rounds` is not used: nothing here is timed."""
    documents = read_documents(SET / "programmes.jsonl")
    with (SET / "split.csv").open(encoding="utf-8", newline="") as lines:
        kept = {row["topic"] for row in csv.DictReader(lines) if row["half"] == "report"}
    topics = [topic for topic in read_topics(SET / "topics.jsonl") if topic.id in kept]
    searcher = Searcher(lexicon(), documents)
    runs = {
        "ours, words and concepts": list(run(searching(searcher), topics)),
        "PostgreSQL full text alone": _by(_full_text(documents), topics),
        "BM25 alone": _by(_bm25(documents), topics),
    }
    try:
        runs["ours, by meaning too"] = list(run(searching(searcher, documents, open_encoder("embedded")), topics))
    except MeaningError as error:
        print(f"  {error.reason}")
    return [figure for pool in ("mixed", "cross") for figure in _judged(runs, documents, topics, pool)]


def _judged(
    runs: dict[str, list[Judged]], documents: Sequence[Document], topics: Sequence[Topic], pool: str
) -> list[Figure]:
    grades: dict[str, dict[str, int]] = {}
    with (SET / "grades.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            grades.setdefault(row["topic"], {})[row["programme"]] = int(row["grade"])
    langs = {document.id: document.lang for document in documents}
    found = {}
    for name, judged in runs.items():
        (score,) = (
            one
            for one in evaluate(judged, grades, langs)
            if (one.pool, one.lang, one.measure) == (pool, "all", "nDCG@10")
        )
        found[name] = score
    where = "all programmes" if pool == "mixed" else "programmes in other languages"
    out = []
    for name, score in found.items():
        note = f"{score.low:.2f} to {score.high:.2f}, {len(topics)} topics"
        out.append(Figure("comparison", f"nDCG@10, {where}: {name}", round(score.value, 3), "", note=note))
    ours = found["ours, words and concepts"].value
    for other in ("PostgreSQL full text alone", "BM25 alone"):
        if found[other].value:
            ratio = round(ours / found[other].value, 1)
            out.append(Figure("comparison", f"nDCG@10, {where}: ours to {other}", ratio, "times"))
    return out


def _by(search: Search, topics: Sequence[Topic]) -> list[Judged]:
    return [Judged(topic.id, lang, tuple(search(said))) for topic in topics for lang, said in topic.phrasings()]


def _full_text(documents: Sequence[Document]) -> Search:
    """Any word of the query, ranked by cover density: what PostgreSQL gives without knowing the languages."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_programme")
        cursor.execute("CREATE TABLE bench_programme (key text PRIMARY KEY, words tsvector)")
        cursor.executemany(
            "INSERT INTO bench_programme VALUES (%s, setweight(to_tsvector('simple', %s), 'A') || to_tsvector('simple', %s))",
            [(document.id, document.title, document.text) for document in documents],
        )

    def search(said: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT replace(plainto_tsquery('simple', %s)::text, '&', '|')", [said])
            asked = cursor.fetchone()[0]
            cursor.execute(
                "SELECT key FROM bench_programme WHERE words @@ %s::tsquery"
                " ORDER BY ts_rank_cd(words, %s::tsquery, 1) DESC, key LIMIT %s",
                [asked, asked, DEPTH],
            )
            return [key for (key,) in cursor.fetchall()]

    return search


def _bm25(documents: Sequence[Document]) -> Search:
    """BM25 over our own index terms (pairs of syllables and characters, stems), without concepts."""
    bags = [Counter(words.terms(f"{document.title}\n{document.title}\n{document.text}")) for document in documents]
    holders = Counter(term for bag in bags for term in bag)
    lengths = [sum(bag.values()) for bag in bags]
    mean = sum(lengths) / len(lengths)

    def search(said: str) -> list[str]:
        asked = set(words.terms(said))
        rare = {term: math.log(1 + (len(bags) - holders[term] + 0.5) / (holders[term] + 0.5)) for term in asked}
        scores = [
            sum(
                rare[term] * bag[term] * (K1 + 1) / (bag[term] + K1 * (1 - B + B * length / mean))
                for term in asked
                if term in bag
            )
            for bag, length in zip(bags, lengths, strict=True)
        ]
        order = sorted(range(len(bags)), key=lambda at: (-scores[at], documents[at].id))
        return [documents[at].id for at in order[:DEPTH] if scores[at] > 0]

    return search

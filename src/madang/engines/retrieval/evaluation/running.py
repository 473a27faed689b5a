"""Runs: every phrasing of every topic against a searcher, as JSON lines; and the tables a run is judged by."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from madang.engines.retrieval.meaning import (
    Encoder,
    MeaningIndex,
    MeaningSearcher,
    MemoryStore,
    VectorStore,
    document_vectors,
    seeds_of,
)
from madang.engines.retrieval.ranking import DataError, Document, Hit, Searcher, Topic
from madang.engines.retrieval.ranking.documents import LANGS
from madang.engines.retrieval.tokens import Lang

from .judging import Judged

DEPTH = 200
"""Documents ranked for each phrasing, fewer where there are fewer."""

Search = Callable[[str, Lang], Sequence[Hit]]


def run(search: Search, topics: Iterable[Topic]) -> Iterator[Judged]:
    """A ranking of `DEPTH` documents for each phrasing, by what `searching` gives."""
    for topic in topics:
        for lang, words in topic.phrasings():
            yield Judged(topic.id, lang, tuple(hit.id for hit in search(words, lang)))


def searching(
    searcher: Searcher,
    documents: Sequence[Document] = (),
    encoder: Encoder | None = None,
    store: VectorStore | None = None,
    told: Callable[[int], object] = lambda done: None,
) -> Search:
    """What answers a query with `DEPTH` hits: by words and concepts, and with an encoder by meaning too.

    Encodes the documents first; `told` is called with how many texts more are done. Raises MeaningError.
    """
    if encoder is None:
        return lambda words, lang: searcher.search(words, lang, limit=DEPTH, everything=True)
    kept = store if store is not None else MemoryStore()
    vectors = document_vectors(encoder, [(one.title, one.text) for one in documents], store=kept, told=told)
    seeds = seeds_of(encoder, store=kept)
    index = MeaningIndex(vectors.shape[1], seeds)
    index.put([one.id for one in documents], [one.lang for one in documents], vectors)
    index.recentre(seeds)
    both = MeaningSearcher(searcher, index)

    def search(words: str, lang: Lang) -> Sequence[Hit]:
        return both.search(words, lang, vector=encoder.encode([words], "query")[0], limit=DEPTH, everything=True)

    return search


def write_run(path: Path, run: Iterable[Judged]) -> int:
    """Write lines `{"query", "lang", "ranking"}`; returns how many."""
    lines = [
        json.dumps({"query": one.query, "lang": one.lang, "ranking": list(one.ranking)}, ensure_ascii=False)
        for one in run
    ]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return len(lines)


def read_run(path: Path) -> list[Judged]:
    """The lines of a run. Raises DataError with line numbers, OSError for a file that cannot be opened."""
    problems: list[str] = []
    out: list[Judged] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if row["lang"] not in LANGS or not isinstance(row["ranking"], list):
                raise TypeError
            out.append(Judged(str(row["query"]), row["lang"], tuple(map(str, row["ranking"]))))
        except (json.JSONDecodeError, KeyError, TypeError):
            problems.append(f'{path.name}:{number}: is no {{"query", "lang", "ranking"}}')
    if problems:
        raise DataError(problems)
    return out


def read_grades(path: Path) -> dict[str, dict[str, int]]:
    """Grades by topic and programme from a CSV with the columns topic, programme, grade. Raises DataError."""
    out: dict[str, dict[str, int]] = {}
    problems: list[str] = []
    for where, row in _table(path, ("topic", "programme", "grade")):
        if row["grade"].isdigit() and int(row["grade"]) <= 10:
            out.setdefault(row["topic"], {})[row["programme"]] = int(row["grade"])
        else:
            problems.append(f'{where}: grade "{row["grade"]}" is no whole number from 0 to 10')
    if problems:
        raise DataError(problems)
    return out


def read_split(path: Path) -> dict[str, str]:
    """The half of every topic from a CSV with the columns topic, half. Raises DataError."""
    return {row["topic"]: row["half"] for _, row in _table(path, ("topic", "half"))}


def _table(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
            raise DataError([f"{path.name}:1: lacks the columns {', '.join(missing)}"])
        for row in reader:
            yield f"{path.name}:{reader.line_num}", {column: (row[column] or "").strip() for column in columns}

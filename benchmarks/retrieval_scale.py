"""The engine's index alone, at 3,000 and 300,000 documents: `python -m benchmarks.retrieval_scale OUT ROUNDS`.

Documents are synthetic and always the same: titles and texts of the retrieval benchmark's programmes, cut into
sentences and put together anew. Where bm25s or tantivy is installed, they answer the same queries over the same terms.
"""

import gc
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import figures
from benchmarks.figures import Figure, percentile
from madang.engines.retrieval.lexicon import lexicon, read
from madang.engines.retrieval.ranking import Document, Prepared, Searcher, read_documents, read_topics, words
from madang.engines.retrieval.summary import sentences

DATA = Path(__file__).parent / "retrieval"
SMALL, LARGE = 3_000, 300_000
SEED = 3
SENTENCES = 6
PIECES = 12_000
"""Prepared sentences that documents are made of."""


def main() -> int:
    out, rounds = Path(sys.argv[1]), int(sys.argv[2])
    figures.write(out, [*opening(), *at_size(SMALL, rounds), *at_size(LARGE, rounds)])
    return 0


def apart(rounds: int) -> list[Figure]:
    """Measure in a process of its own, whose memory is nobody else's."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        line = [sys.executable, "-m", "benchmarks.retrieval_scale", str(out), str(rounds)]
        done = subprocess.run(line, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return figures.read(out)


def opening() -> list[Figure]:
    """What the lexicon costs a process, and how long reading a query and a text takes."""
    lexicon()
    before, began = resident(), time.perf_counter()
    found = read()
    found.spot("")
    took = (time.perf_counter() - began) * 1000
    topics = [said for topic in read_topics(DATA / "topics.jsonl") for _, said in topic.phrasings()]
    text = " ".join(document.text for document in read_documents(DATA / "programmes.jsonl"))[:2000]
    asking = [elapsed(lambda words=words: found.spot(words)) for words in topics]  # type: ignore[misc]
    telling = [elapsed(lambda: found.spot(text)) for _ in range(50)]
    note = f"{len(found)} concepts, {len(found.spotter)} forms; +{resident() - before:.0f} MB"
    return [
        Figure("retrieval", "lexicon read and made ready", round(took), "ms", note=note),
        Figure("retrieval", "concepts of a query: median", round(median(asking), 3), "ms", 0.3),
        Figure("retrieval", "concepts of 2,000 characters: median", round(median(telling), 2), "ms", 5),
    ]


def at_size(size: int, rounds: int) -> list[Figure]:
    """Build an index of `size` documents, search it, change a document of it."""
    gc.collect()
    before = resident()
    pieces, made = prepared_pieces()
    began = time.perf_counter()
    searcher = Searcher(lexicon(), recombined(pieces, size))
    built = time.perf_counter() - began
    asked = [(said, lang) for topic in read_topics(DATA / "topics.jsonl") for lang, said in topic.phrasings()]
    began_cpu = time.process_time()
    took = [
        elapsed(lambda said=said, lang=lang: searcher.rank(said, lang, limit=200))  # type: ignore[misc]
        for _ in range(max(1, rounds // 10))
        for said, lang in asked
    ]
    cpu = (time.process_time() - began_cpu) * 1000 / len(took)
    changed = Document("d7", "ko", "로봇 실증 지원", "고친 글")
    updates = [elapsed(lambda: searcher.add([changed])) for _ in range(20)]
    name = f"{size:,} documents"
    memory = resident() - before
    bar, told = (5, None) if size == SMALL else (120, 1_500)
    return [
        Figure("retrieval", f"{name}: a ranking of 200, p95", round(percentile(took, 95), 1), "ms", bar,
               note=f"{len(took)} queries; median {median(took):.1f}, worst {max(took):.1f}; processor {cpu:.1f} each"),
        Figure("retrieval", f"{name}: index built", round(built, 1), "s",
               note=f"from prepared documents; preparing one takes {made:.2f} ms"),
        Figure("retrieval", f"{name}: one document replaced, p95", round(percentile(updates, 95), 1), "ms"),
        Figure("retrieval", f"{name}: resident", round(memory), "MB", told, note=f"arrays {searcher.index.nbytes / 1e6:.0f} MB"),
        *others(pieces, size, [said for said, _ in asked]),
    ]  # fmt: skip


def prepared_pieces() -> tuple[list[Prepared], float]:
    """Sentences of the benchmark's programmes as the index holds them, and how many ms a whole programme takes."""
    searcher = Searcher(lexicon())
    documents = read_documents(DATA / "programmes.jsonl")
    took = [elapsed(lambda one=one: searcher.prepare(one)) for one in documents]  # type: ignore[misc]
    pieces = []
    for document in documents:
        for number, span in enumerate(sentences(document.text)):
            piece = Document(f"{document.id}-{number}", document.lang, "", document.text[span.start : span.end])
            pieces.append(searcher.prepare(piece))
    return pieces[:PIECES], median(took)


def recombined(pieces: Sequence[Prepared], size: int) -> Iterator[Prepared]:
    """Documents of `SENTENCES` pieces of one language each, always the same ones."""
    chance = random.Random(SEED)
    by_lang = [[piece for piece in pieces if piece.lang == lang] for lang in ("ko", "zh", "en")]
    for number in range(size):
        mine = by_lang[number % 3]
        keys: dict[str, float] = {f"w:n{chance.randrange(200_000)}": 0.5}  # a word of its own
        for piece in chance.choices(mine, k=SENTENCES):
            keys.update(piece.keys)
        yield Prepared(f"d{number}", mine[0].lang, keys)


def others(pieces: Sequence[Prepared], size: int, asked: Sequence[str]) -> list[Figure]:
    """Word search alone by other libraries, over the same terms; [] where they are not installed."""
    out = []
    for name, make in (("bm25s", _bm25s), ("tantivy", _tantivy)):
        if importlib.util.find_spec(name) is None:
            continue
        out.append(_other(name, make, pieces, size, asked))
    return out


def _other(name: str, make: Any, pieces: Sequence[Prepared], size: int, asked: Sequence[str]) -> Figure:
    gc.collect()
    before, began = resident(), time.perf_counter()
    texts = ([key[2:] for key in one.keys if key.startswith("w:")] for one in recombined(pieces, size))
    search = make(texts)
    built = time.perf_counter() - began
    took = [elapsed(lambda said=said: search(words.terms(said))) for said in asked]  # type: ignore[misc]
    note = f"built in {built:.1f} s, +{resident() - before:.0f} MB; words only, no concepts"
    return Figure("retrieval", f"{size:,} documents: {name}, p95", round(percentile(took, 95), 1), "ms", note=note)


def _bm25s(texts: Iterator[list[str]]) -> Callable[[list[str]], object]:
    module: Any = import_module("bm25s")
    index = module.BM25()
    index.index(list(texts), show_progress=False)
    return lambda terms: index.retrieve([terms], k=200, show_progress=False)


def _tantivy(texts: Iterator[list[str]]) -> Callable[[list[str]], object]:
    module: Any = import_module("tantivy")
    builder = module.SchemaBuilder()
    builder.add_text_field("body", stored=False, tokenizer_name="whitespace")
    schema = builder.build()
    index = module.Index(schema)
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for terms in texts:
        writer.add_document(module.Document(body=" ".join(terms)))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(terms: list[str]) -> object:
        query = module.Query.boolean_query(
            [(module.Occur.Should, module.Query.term_query(schema, "body", term)) for term in dict.fromkeys(terms)]
        )
        return searcher.search(query, 200)

    return search


def elapsed(call: Callable[[], object]) -> float:
    """Wall milliseconds of one call."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def resident() -> float:
    """Megabytes this process holds now."""
    with open("/proc/self/statm", encoding="ascii") as line:
        return int(line.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())

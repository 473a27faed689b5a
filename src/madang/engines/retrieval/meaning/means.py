"""Each language's mean vector, taken away from documents and queries alike.

Sentence encoders place texts of one language together: raw e5 ranks by language first. With the mean of each language
gone, what is left is what a text is about. The same mean serves both sides.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO, StringIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

from madang.engines.retrieval.tokens import Lang

from .encoders import Encoder, Vectors, unit
from .vectors import MemoryStore, VectorStore, encoded

LANGS: Final[tuple[Lang, ...]] = ("ko", "zh", "en")

ENOUGH: Final = 30
"""Texts of a language from which its own mean is used; below, the seed has the rest of the say."""

_DATA = files("madang.engines.retrieval").joinpath("meaning/data")


@dataclass(frozen=True)
class Means:
    """A mean per language for one model, float32 (dim,) each; `counts`: over how many texts of the corpus."""

    model_id: str
    rows: Mapping[Lang, Vectors]
    counts: Mapping[Lang, int]

    def row(self, langs: Sequence[Lang]) -> Vectors:
        """float32 (len(langs), dim): the mean of each language."""
        if not langs:
            return np.empty((0, len(self.rows["en"])), dtype=np.float32)
        return np.stack([self.rows[lang] for lang in langs])

    def centred(self, vectors: NDArray[np.floating], langs: Sequence[Lang]) -> Vectors:
        """Rows without their language's mean, at length 1 again; float32, in the shape they came."""
        return unit(np.asarray(vectors, dtype=np.float32) - self.row(langs))


def none(model_id: str, dim: int) -> Means:
    """Means that take nothing away: for comparing."""
    return Means(model_id, {lang: np.zeros(dim, dtype=np.float32) for lang in LANGS}, dict.fromkeys(LANGS, 0))


def of_corpus(vectors: NDArray[np.floating], langs: Sequence[Lang], *, seeds: Means) -> Means:
    """The means of a corpus.

    Parameters
    ----------
    vectors : (N, dim) as the encoder gave them, one row a document.
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
        mean = total / count if count else np.zeros_like(seeds.rows[lang])
        rows[lang] = np.asarray(share * mean + (1 - share) * seeds.rows[lang], dtype=np.float32)
    return Means(seeds.model_id, rows, dict(zip(LANGS, counts, strict=True)))


def seeds_of(encoder: Encoder, *, store: VectorStore | None = None) -> Means:
    """The means a model starts with: shipped for the known ones, else made from the shipped texts, 36 a language.

    Raises MeaningError when they must be made and the encoder cannot.
    """
    shipped = _DATA.joinpath(_file(encoder.model_id))
    if shipped.is_file():
        table = np.load(BytesIO(shipped.read_bytes()), allow_pickle=False).astype(np.float32)
        return Means(encoder.model_id, dict(zip(LANGS, table, strict=True)), dict.fromkeys(LANGS, 0))
    return made_seeds(encoder, store=store)


def made_seeds(encoder: Encoder, *, store: VectorStore | None = None) -> Means:
    """The means over the shipped texts. Raises MeaningError."""
    texts = seed_texts()
    kept = store if store is not None else MemoryStore()
    rows = {lang: encoded(encoder, texts[lang], store=kept).mean(axis=0, dtype=np.float64) for lang in LANGS}
    return Means(
        encoder.model_id, {lang: row.astype(np.float32) for lang, row in rows.items()}, dict.fromkeys(LANGS, 0)
    )


def seed_texts() -> dict[Lang, list[str]]:
    """Short programmes of every kind, the same in each language, so that the means differ by language alone."""
    rows = list(csv.DictReader(StringIO(_DATA.joinpath("seeds.csv").read_text(encoding="utf-8"))))
    return {lang: [row[lang] for row in rows] for lang in LANGS}


def seed_file(means: Means) -> tuple[str, bytes]:
    """Name and content of the file that ships a model's seeds: float16 (3, dim) in the order of `LANGS`."""
    out = BytesIO()
    np.save(out, means.row(LANGS).astype("<f2"), allow_pickle=False)
    return _file(means.model_id), out.getvalue()


def _file(model_id: str) -> str:
    return f"means-{re.sub(r'[^a-z0-9.]+', '-', model_id.lower())}.npy"

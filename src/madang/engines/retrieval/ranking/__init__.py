"""Ranking of documents in three languages by concepts, words, names and, where a model is there, meaning.

No model is loaded here and nothing of Django: arrays and plain values in and out.
"""

from .documents import DataError, Document, Topic, read_documents, read_topics
from .explain import Explanation, Phrase, explain
from .fusion import WEIGHTS, Evidence, Weights, fuse, standardised, total
from .index import Prepared
from .searcher import Hit, Searcher, Shared
from .understanding import Mended, Understood

__all__ = [
    "WEIGHTS",
    "DataError",
    "Document",
    "Evidence",
    "Explanation",
    "Hit",
    "Mended",
    "Phrase",
    "Prepared",
    "Searcher",
    "Shared",
    "Topic",
    "Understood",
    "Weights",
    "explain",
    "fuse",
    "read_documents",
    "read_topics",
    "standardised",
    "total",
]

"""Ranking of documents in three languages by concepts, words, names and, where a model is there, meaning.

No model is loaded here and nothing of Django: arrays and plain values in and out.
"""

from .documents import DataError, Document, Topic, read_documents, read_topics
from .fusion import WEIGHTS, Evidence, Weights, fuse, standardised, total
from .index import Prepared
from .searcher import Hit, Searcher, Shared
from .understanding import Mended, Understood

__all__ = [
    "WEIGHTS",
    "DataError",
    "Document",
    "Evidence",
    "Hit",
    "Mended",
    "Prepared",
    "Searcher",
    "Shared",
    "Topic",
    "Understood",
    "Weights",
    "fuse",
    "read_documents",
    "read_topics",
    "standardised",
    "total",
]

"""Trilingual search: what a text says in words, and what a person means by a few of them.

Index side (`Analyser`: Kiwi, jieba, Snowball) runs in the worker and in commands; query side (`Vocabulary`,
`query_terms`, `to_tsquery`, `marks`) is small and runs in every web process. No Django here: text in, literals for
PostgreSQL out. Importing this package loads no model.
"""

from .analysis import Analyser, Term, to_tsvector_text
from .query import Query, did_you_mean, query_terms
from .tokens import Lang, detect, fold
from .tsquery import to_tsquery
from .vocabulary import Vocabulary, tally

__all__ = [
    "Analyser",
    "Lang",
    "Query",
    "Term",
    "Vocabulary",
    "detect",
    "did_you_mean",
    "fold",
    "query_terms",
    "tally",
    "to_tsquery",
    "to_tsvector_text",
]

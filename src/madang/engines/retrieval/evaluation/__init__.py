"""How good a ranking is, by graded judgements, with intervals."""

from .judging import Judged, Score, evaluate
from .metrics import ndcg, recall, reciprocal_rank

__all__ = ["Judged", "Score", "evaluate", "ndcg", "recall", "reciprocal_rank"]

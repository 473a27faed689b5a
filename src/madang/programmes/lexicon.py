"""The words of the catalogue, held small in each web process and changed when the worker has made a newer set."""

import threading
import time
from functools import cache

from madang.engines.retrieval.expansion import taxonomy_expansion
from madang.engines.retrieval.vocabulary import Vocabulary

from .models import SearchVocabulary

LOOK_AGAIN_SECONDS = 2.0

_lock = threading.Lock()
_held: tuple[int, Vocabulary] = (0, Vocabulary())
_looked = float("-inf")


def vocabulary() -> Vocabulary:
    """The newest vocabulary. Asks the database for its number at most every 2 s, and loads it only when it is new."""
    global _held, _looked
    with _lock:
        if time.monotonic() - _looked < LOOK_AGAIN_SECONDS:
            return _held[1]
        newest = SearchVocabulary.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if newest != _held[0]:
            packed = SearchVocabulary.objects.filter(pk=newest).values_list("packed", flat=True).first()
            _held = (newest, Vocabulary.from_bytes(bytes(packed)) if packed else Vocabulary())
        _looked = time.monotonic()
        return _held[1]


def forget() -> None:
    """Look at the database again at the next search (for tests, whose database goes back after each)."""
    global _looked
    with _lock:
        _looked = float("-inf")


expansion = cache(taxonomy_expansion)

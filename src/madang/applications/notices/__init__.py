"""Messages about applications."""

from .notes import note
from .submitted import receipt

__all__ = ["note", "receipt"]

"""Messages about applications."""

from .submitted import receipt

__all__ = ["receipt"]

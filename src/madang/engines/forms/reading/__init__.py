"""Forms from JSON, with every fault at once."""

from .form import MOST_QUESTIONS, MOST_SECTIONS, read
from .primitives import CODE

__all__ = ["CODE", "MOST_QUESTIONS", "MOST_SECTIONS", "read"]

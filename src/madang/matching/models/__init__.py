"""What startups do not want suggested, and what their profiles name."""

from .dismissals import Dismissal
from .profiles import ProfileIndex

__all__ = ["Dismissal", "ProfileIndex"]

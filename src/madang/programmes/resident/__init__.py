"""The catalogue's index, held small in each web process: which public calls answer a query, and why.

Each search first asks the database what was written since (one query, two with search by meaning), so a change shows as
soon as the worker has committed it. Visibility and filters stay in SQL: nothing is shown because it is in here.
"""

from .answering import Answer, Mode, answer, forget, read
from .following import unpack
from .naming import squeezed

__all__ = ["Answer", "Mode", "answer", "forget", "read", "squeezed", "unpack"]

"""The framework of the API: how an operation declares who acts, how answers, pages, problems and limits look.

No noun of the domain is known here; each app's `api.py` brings its router, `config/api.py` puts them together.
"""

from .caching import tag_of
from .operations import answers, serving
from .pages import Order, Paging, number_pages, pages
from .problems import ApiError, FieldProblem, Problem
from .site import Api
from .values import Day, OneOf, Said, Texts, said, texts

__all__ = [
    "Api",
    "ApiError",
    "Day",
    "FieldProblem",
    "OneOf",
    "Order",
    "Paging",
    "Problem",
    "Said",
    "Texts",
    "answers",
    "number_pages",
    "pages",
    "said",
    "serving",
    "tag_of",
    "texts",
]

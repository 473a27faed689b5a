"""What every part of the API shares."""

from typing import Any

from ninja import NinjaAPI

from .capacity import Capacity, declare


class Api(NinjaAPI):
    """The API of the street. `public` is the capacity that its own pages (root, schema) are read in."""

    def __init__(self, *, public: type[Capacity], **options: Any) -> None:
        self._public = public
        super().__init__(docs_url=None, docs_decorator=lambda view: declare(view, public), **options)

    def _get_urls(self) -> list[Any]:
        urls = super()._get_urls()
        declare(urls[-1].callback, self._public)  # the root, which only answers 404
        return urls

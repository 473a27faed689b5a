"""The document wallet in the API: what there is and until when it counts. Bytes come and go by the pages alone."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Query, Schema

from madang.core import moments
from madang.core.api import Order, Paging, answers, pages, serving
from madang.people.api_auth import signed_in
from madang.startups.capacity import AsMember
from madang.startups.models import Document
from madang.startups.wallet.standing import standing

from .profile import MemberRequest, router


class WalletDocument(Schema):
    """A document of the wallet, without its bytes."""

    id: str = Field(examples=["0123456789abcdef"])
    kind: str = Field(description="A code of `documents` in `GET /terms`, or `other`.")
    title: str
    issuer: str
    issued_on: date | None
    valid_until: date | None = Field(description="What the paper itself says.")
    counts_until: date | None = Field(
        description="The same, or else what is usual for its kind; null: it does not lapse."
    )
    state: Literal["held", "lapsing", "lapsed"]
    name: str
    size: int
    sha256: str
    content_type: str
    pages: int | None
    uploaded_at: datetime


class WalletPage(Schema):
    """A page of documents."""

    items: list[WalletDocument]
    next: str | None
    previous: str | None


_COLUMNS = (
    *("kind", "title", "issuer", "issued_on", "valid_until", "name", "size", "sha256", "content_type", "pages"),
    "uploaded_at",
)


def _one(document: Document, today: date) -> dict[str, Any]:
    found = standing(document, today)
    columns = {name: getattr(document, name) for name in _COLUMNS}
    return columns | {"id": document.public_id, "counts_until": found.ends, "state": found.state.value}


@router.get(
    "/{startup}/documents", response=answers(WalletPage, 304, 404), auth=signed_in("startups"), summary="My documents"
)
@serving(AsMember)
def my_documents(request: MemberRequest, filters: Query[Paging]) -> dict[str, Any]:
    """The documents that can be handed in now, the newest first; older versions and removed ones are left out.
    Scope `startups`."""
    rows = Document.objects.visible_to(request.capacity).current()
    page = pages(rows, Order("documents", "uploaded_at", descending=True, kind="time"), request, filters)
    today = moments.day_of(request.now)
    return page.of([_one(document, today) for document in page.rows])

"""The document wallet in the API: what there is, until when it counts, and the bytes."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import FileResponse, Http404
from ninja import Field, Query, Schema

from madang.core import files, moments
from madang.core.api import Order, Paging, answers, pages, serving
from madang.people.api_auth import signed_in
from madang.startups.capacity import AsMember
from madang.startups.models import Document
from madang.startups.wallet.standing import standing

from .profile import MemberRequest, router


class DocumentOne(Schema):
    """A document of the wallet. Its bytes are at `/file`."""

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


class DocumentPage(Schema):
    """A page of documents."""

    items: list[DocumentOne]
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
    "/{startup}/documents", response=answers(DocumentPage, 304, 404), auth=signed_in("startups"), summary="My documents"
)
@serving(AsMember)
def my_documents(request: MemberRequest, filters: Query[Paging]) -> dict[str, Any]:
    """The documents that can be handed in now, the newest first; older versions and removed ones are left out.
    Scope `startups`."""
    rows = Document.objects.visible_to(request.capacity).current()
    page = pages(rows, Order("documents", "uploaded_at", descending=True, kind="time"), request, filters)
    today = moments.day_of(request.now)
    return page.of([_one(document, today) for document in page.rows])


@router.get(
    "/{startup}/documents/{document}/file",
    response=answers(None, 404),
    auth=signed_in("startups"),
    summary="The bytes of one",
)
@serving(AsMember)
def my_document_file(request: MemberRequest, document: str) -> FileResponse:
    """The file as it came, as a download. Scope `startups`."""
    found = Document.objects.visible_to(request.capacity).current().filter(public_id=document).first()
    if found is None:
        raise Http404
    try:
        return files.download(found.file, name=found.name, content_type=found.content_type)
    except FileNotFoundError as gone:
        raise Http404 from gone

"""One search over calls and institutions."""

from typing import Any

from ninja import Field, Query, Router, Schema

from madang.core.api import answers, serving
from madang.core.capacity import Request
from madang.institutions.api import named
from madang.institutions.api import row as institution_row
from madang.institutions.models import Institution
from madang.people.api_auth import anyone
from madang.people.capacity import AsVisitor
from madang.programmes.finding import find
from madang.programmes.models import Call
from madang.programmes.queries import catalogue

from .calls import for_rows, row
from .schemas import Found

router = Router(tags=["Search"], auth=anyone())


class SearchQuery(Schema):
    """What to look for."""

    q: str = Field(min_length=1, max_length=catalogue.QUERY_LENGTH, description="Words in any of the three languages.")
    limit: int = Field(10, ge=1, le=50, description="At most so many of each kind.")


@router.get("", response=answers(Found, 304), summary="Search everything")
@serving(AsVisitor)
def search(request: Request, asked: Query[SearchQuery]) -> dict[str, Any]:
    """Calls that hold the words, best first, and institutions called so."""
    words = " ".join(asked.q.split())
    if not words:
        return {"q": "", "meant": None, "calls": [], "institutions": []}
    calls = Call.objects.visible_to(request.capacity)
    found = find(calls, words)
    best = list(found.scores)[: asked.limit]
    by_id = for_rows(Call.objects.filter(pk__in=best)).in_bulk()
    institutions = named(Institution.objects.visible_to(request.capacity), words).defer("summary", "links", "sign")
    return {
        "q": words,
        "meant": found.meant or None,
        "mode": found.answer.mode,
        "calls": [row(by_id[pk], request.now) for pk in best if pk in by_id],
        "institutions": [institution_row(one) for one in institutions.for_list()[: asked.limit]],
    }

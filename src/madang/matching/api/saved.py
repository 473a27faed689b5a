"""Saved searches of the caller."""

from datetime import datetime
from typing import Any, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from madang.core.api import Order, Paging, answers, pages, serving
from madang.core.clean import one_line
from madang.core.text import DJANGO_CODES
from madang.matching.actions import saved as actions
from madang.matching.models import SavedSearch
from madang.matching.queries.saved import asked, kept_address
from madang.people.api_auth import signed_in
from madang.people.capacity import AsSelf, OwnRequest
from madang.programmes.api.calls import Narrowing
from madang.programmes.queries.catalogue import FACETS
from madang.startups.models import Startup

router = Router(tags=["My saved searches"])

Pace = Literal["at_once", "daily", "weekly", "never"]
Language = Literal["ko", "zh", "en"]
_CODES = {django: code for code, django in DJANGO_CODES.items()}


class SearchAsked(Narrowing):
    """What is looked for, by the parameters of `GET /calls`."""

    model_config = ConfigDict(extra="forbid")


class SavedRow(Schema):
    """A saved search of mine."""

    id: str
    name: str
    search: dict[str, Any] = Field(description="What is looked for, by the parameters of `GET /calls`.")
    startup: str | None = Field(description="The startup it was saved for, by its slug.")
    pace: Pace = Field(description="How often e-mail tells what is new.")
    language: Language = Field(description="The language of the e-mail.")
    is_paused: bool
    new: int = Field(description="Calls that appeared since it was last looked at on its page.")
    created_at: datetime


class SavedPage(Schema):
    """A page of saved searches."""

    items: list[SavedRow]
    next: str | None
    previous: str | None


class SavedForm(Schema):
    """A search to be saved."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    search: SearchAsked
    startup: str | None = Field(None, max_length=60, description="The slug of a startup of yours.")
    pace: Pace = "never"
    language: Language | None = Field(None, description="Default: the language of your account.")


def _row(one: SavedSearch) -> dict[str, Any]:
    search = asked(one.address)
    narrowed: dict[str, Any] = {"q": search.text, "when": search.when, "institution": search.institution}
    narrowed |= {name: list(search.chosen.get(name, ())) for name in FACETS}
    return {
        "id": one.public_id,
        "name": one.name,
        "search": narrowed,
        "startup": one.startup.slug if one.startup else None,
        "pace": one.pace,
        "language": _CODES[one.language],
        "is_paused": one.paused_at is not None,
        "new": one.new,  # type: ignore[attr-defined]  # annotated by `for_list`
        "created_at": one.created_at,
    }


@router.get("", response=answers(SavedPage, 304), auth=signed_in("searches"), summary="My saved searches")
@serving(AsSelf)
def my_searches(request: OwnRequest, filters: Query[Paging]) -> dict[str, Any]:
    """Saved searches, the newest first. Scope `searches`."""
    rows = SavedSearch.objects.visible_to(request.capacity).for_list()
    page = pages(rows, Order("searches", "created_at", descending=True, kind="time"), request, filters)
    return page.of([_row(one) for one in page.rows])


@router.post("", response=answers(SavedRow, 404, 413, 415), auth=signed_in("searches"), summary="Save a search")
@serving(AsSelf)
def save_search(request: OwnRequest, form: SavedForm) -> dict[str, Any]:
    """Save a search. Doing it twice saves it once: one that is saved already is answered as it is, its name and pace
    unchanged. 403 without the consent to e-mail that a `pace` other than `never` needs. Scope `searches`."""
    person = request.capacity.person
    startup = get_object_or_404(Startup.objects.of(person), slug=form.startup) if form.startup else None
    search = form.search.search()
    mine = SavedSearch.objects.visible_to(request.capacity)
    kept = mine.filter(startup=startup, address=kept_address(search)).first()
    if kept is None:
        kept = actions.save(
            search=search,
            startup=startup,
            name=one_line(form.name).strip() or form.name,
            pace=form.pace,
            language=DJANGO_CODES[form.language] if form.language else person.language,
            by=request.capacity,
            now=request.now,
        )
    return _row(mine.for_list().get(pk=kept.pk))


@router.delete(
    "/{search}", response=answers(SavedRow, 404), auth=signed_in("searches"), summary="Remove a saved search"
)
@serving(AsSelf)
def remove_search(request: OwnRequest, search: str) -> dict[str, Any]:
    """Remove a saved search with its feed and what was found; answers what was removed. Scope `searches`."""
    kept = SavedSearch.objects.visible_to(request.capacity).for_list().filter(public_id=search).first()
    if kept is None:
        raise Http404
    removed = _row(kept)
    actions.remove(search=kept, by=request.capacity)
    return removed

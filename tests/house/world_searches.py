"""Saved searches of the test street: one for everybody, and on each side one whose private feed is open."""

from typing import TYPE_CHECKING

from madang.matching.models import Finding, SavedSearch
from madang.people.models import Person
from tests.factories.people import make_consent
from tests.factories.programmes import NOW

from .canaries import Canaries

if TYPE_CHECKING:
    from .world import Side


def make_searches(canaries: Canaries, people: dict[str, Person], sides: dict[str, "Side"]) -> None:
    """Names are for their owner alone; what was found is what everyone may read, and one call of the hidden side."""
    for name, person in people.items():
        search = _search(person, canaries.line(f"saved search of {name}", f"person:{name}"), "sector=ai")
        for side in sides.values():
            Finding.objects.create(search=search, call=side.calls["published"], found_at=NOW)
            Finding.objects.create(search=search, call=side.calls["draft"], found_at=NOW)
    for side in sides.values():
        make_consent(side.people["owner"], "digest", text_version="2026-12", given_at=NOW)
        # Whoever has the link of a feed reads its name.
        side.things["feed"] = _search(side.people["owner"], "Everything", "when=all", feed_is_open=True)


def _search(person: Person, name: str, address: str, **fields: bool) -> SavedSearch:
    return SavedSearch.objects.create(
        person=person,
        name=name,
        address=address,
        pace="daily",
        language="en",
        mail_since=NOW,
        looked_at=NOW,
        created_at=NOW,
        **fields,
    )

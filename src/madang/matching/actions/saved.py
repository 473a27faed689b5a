"""What changes a saved search. Everything here acts as the person whose search it is."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.matching.models import SavedSearch
from madang.matching.policy import saved as policy
from madang.matching.queries.saved import kept_address, matching
from madang.people.actions import give_consent
from madang.people.capacity import AsSelf
from madang.people.models import Consent, Person
from madang.programmes.queries.catalogue import Search
from madang.startups.models import Startup

# More calls than this in a search when it is saved: then only what is published afterwards counts as new.
KNOWN_MOST = 20_000


@transaction.atomic
def save(
    *, search: Search, startup: Startup | None, name: str, pace: str, language: str, by: Capacity, now: datetime
) -> SavedSearch:
    """Keep a search. What it finds now is known; only what appears later is new.

    Locks the person's row. A `pace` other than "never" needs the person's consent to mail (`agree`). Raises `Refused` for a
    search that is already kept, or one too many.
    """
    assert by.person is not None
    Person.objects.select_for_update().get(pk=by.person.pk)
    require(policy.can_save(by))
    assert isinstance(by, AsSelf)
    _require_agreement(by.person, pace)
    address = kept_address(search)
    if SavedSearch.objects.filter(person=by.person, startup=startup, address=address).exists():
        raise Refused(_("You have already saved this search."))
    known = list(matching(search, now=now).order_by("-pk").values_list("pk", flat=True)[:KNOWN_MOST])
    return SavedSearch.objects.create(
        person=by.person,
        startup=startup,
        name=name,
        address=address,
        pace=pace,
        language=language,
        known=known,
        mail_since=now,
        looked_at=now,
        created_at=now,
    )


def _require_agreement(person: Person, pace: str) -> None:
    if pace != SavedSearch.Pace.NEVER and not policy.has_agreed(person):
        raise Refused(_("Agree to e-mail first, or choose “No e-mail”."))


def agree(*, by: AsSelf, language: str, now: datetime) -> Consent:
    """Record that the person agrees to mail, to the words in force, in the language they were read in."""
    return give_consent(person=by.person, purpose=Consent.Purpose.DIGEST, language=language, by=by, now=now)


def _locked(search: SavedSearch, by: Capacity) -> SavedSearch:
    found: SavedSearch = SavedSearch.objects.select_for_update(of=("self",)).select_related("person").get(pk=search.pk)
    require(policy.can_change(by, found))
    return found


@transaction.atomic
def change(*, search: SavedSearch, name: str, pace: str, language: str, by: Capacity, now: datetime) -> SavedSearch:
    """Another name, another pace, another language. Mail begins anew from now where there was none."""
    search = _locked(search, by)
    _require_agreement(search.person, pace)
    if search.pace == SavedSearch.Pace.NEVER != pace:
        search.mail_since = now
    search.name, search.pace, search.language = name, pace, language
    search.save(update_fields=["name", "pace", "language", "mail_since"])
    return search


@transaction.atomic
def pause(*, search: SavedSearch, by: Capacity, now: datetime) -> SavedSearch:
    """No mail until it is taken up again; the list and the feed go on."""
    search = _locked(search, by)
    search.paused_at = search.paused_at or now
    search.save(update_fields=["paused_at"])
    return search


@transaction.atomic
def resume(*, search: SavedSearch, by: Capacity, now: datetime) -> SavedSearch:
    """Mail again, about what appears from now on."""
    search = _locked(search, by)
    if search.paused_at:
        search.paused_at, search.mail_since = None, now
        search.save(update_fields=["paused_at", "mail_since"])
    return search


@transaction.atomic
def remove(*, search: SavedSearch, by: Capacity) -> None:
    """Remove it with all that was found and told; its links stop working."""
    _locked(search, by).delete()


@transaction.atomic
def look(*, search: SavedSearch, by: Capacity, now: datetime) -> SavedSearch:
    """The person has seen what is new; from here on only later findings are."""
    search = _locked(search, by)
    search.looked_at = max(search.looked_at, now)
    search.save(update_fields=["looked_at"])
    return search


@transaction.atomic
def open_feed(*, search: SavedSearch, by: Capacity) -> SavedSearch:
    """Give the search a private feed, or a new link in place of one that others may know: the old one stops working."""
    search = _locked(search, by)
    search.feed_turn += 1
    search.feed_is_open = True
    search.save(update_fields=["feed_turn", "feed_is_open"])
    return search


@transaction.atomic
def close_feed(*, search: SavedSearch, by: Capacity) -> SavedSearch:
    search = _locked(search, by)
    search.feed_is_open = False
    search.save(update_fields=["feed_is_open"])
    return search

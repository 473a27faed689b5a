"""What a startup shows to others, by consent of an owner: `people.Consent` keeps the words, the startup how it stands."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import require
from madang.core.text import Text
from madang.journey.log import record
from madang.people import consents as consequences
from madang.people.actions import give_consent
from madang.people.capacity import AsSelf
from madang.people.models import Consent, Person
from madang.startups import facts, policy
from madang.startups.capacity import AsMember
from madang.startups.models import Startup

from .profile import locked

PUBLIC, SHARED = Consent.Purpose.PUBLIC_PAGE, Consent.Purpose.SHARE_WITH_STAFF


def _consent(startup: Startup, purpose: str, language: str, by: Capacity, now: datetime) -> str:
    assert isinstance(by, AsMember)
    given = give_consent(
        person=by.person, purpose=purpose, language=language, by=AsSelf(by.person), now=now, about=startup.slug
    )
    return given.text_version


def _withdraw(startup: Startup, purpose: str, now: datetime) -> None:
    Consent.objects.standing().filter(purpose=purpose, about=startup.slug).update(withdrawn_at=now)


@transaction.atomic
def publish(*, startup: Startup, language: str, by: Capacity, now: datetime) -> Startup:
    """Show the public page. Keeps who agreed to which words, in the language (a Django code) they were read in."""
    startup = locked(startup)
    require(policy.can_publish(by, startup))
    version = _consent(startup, PUBLIC, language, by, now)
    startup.is_public = True
    startup.save(update_fields=["is_public", "updated_at"])
    record(facts.Published(text_version=version), startup=startup, by=by, at=now)
    return startup


@transaction.atomic
def unpublish(*, startup: Startup, by: Capacity, now: datetime) -> Startup:
    """Hide the public page at once. Any owner may, whoever agreed to it; the consent ends with it."""
    startup = locked(startup)
    require(policy.can_unpublish(by, startup))
    _withdraw(startup, PUBLIC, now)
    startup.is_public = False
    startup.save(update_fields=["is_public", "updated_at"])
    record(facts.Unpublished(), startup=startup, by=by, at=now)
    return startup


@transaction.atomic
def share(*, startup: Startup, language: str, by: Capacity, now: datetime) -> Startup:
    """Let institutions see that the startup fits their calls."""
    startup = locked(startup)
    require(policy.can_share(by, startup))
    version = _consent(startup, SHARED, language, by, now)
    startup.shares_with_staff = True
    startup.save(update_fields=["shares_with_staff", "updated_at"])
    record(facts.SharingStarted(text_version=version), startup=startup, by=by, at=now)
    return startup


@transaction.atomic
def stop_sharing(*, startup: Startup, by: Capacity, now: datetime) -> Startup:
    startup = locked(startup)
    require(policy.can_stop_sharing(by, startup))
    _withdraw(startup, SHARED, now)
    startup.shares_with_staff = False
    startup.save(update_fields=["shares_with_staff", "updated_at"])
    record(facts.SharingStopped(), startup=startup, by=by, at=now)
    return startup


def _taken_back(consent: Consent, person: Person, now: datetime) -> None:
    """A consent withdrawn from one's own account: unless another owner's still stands, what it allowed ends."""
    startup = Startup.objects.select_for_update(of=("self",)).filter(slug=consent.about).first()
    if startup is None or Consent.objects.standing().filter(purpose=consent.purpose, about=consent.about).exists():
        return
    by = AsSelf(person)
    if consent.purpose == PUBLIC and startup.is_public:
        startup.is_public = False
        startup.save(update_fields=["is_public", "updated_at"])
        record(facts.Unpublished(), startup=startup, by=by, at=now)
    if consent.purpose == SHARED and startup.shares_with_staff:
        startup.shares_with_staff = False
        startup.save(update_fields=["shares_with_staff", "updated_at"])
        record(facts.SharingStopped(), startup=startup, by=by, at=now)


def _names(abouts: Collection[str]) -> Mapping[str, Text | str]:
    return dict(Startup.objects.filter(slug__in=abouts).values_list("slug", "name"))


def register_consequences() -> None:
    """Tell the account pages what follows when one of these consents is taken back."""
    says = {
        PUBLIC: _("The startup's public page disappears at once."),
        SHARED: _("Institutions no longer see that the startup fits their calls."),
    }
    for purpose, text in says.items():
        consequences.register(purpose, consequences.Consequence(says=text, withdrawn=_taken_back, names=_names))

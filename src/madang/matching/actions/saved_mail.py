"""What a person chooses about mail as a whole, and stopping it: signed in, or by the link in a mail."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from madang.core.capacity import Capacity
from madang.core.policy import require
from madang.matching.models import MailChoices, SavedSearch, usual_zone
from madang.people.actions import withdraw_consent
from madang.people.capacity import AsSelf
from madang.people.models import Consent, Person
from madang.people.policy import can_manage


@transaction.atomic
def choose(*, person: Person, zone: str, hour: int, reminds: bool, days: Sequence[int], by: Capacity) -> MailChoices:
    """Set when mail comes and which closing dates it reminds of. Locks the person's row."""
    Person.objects.select_for_update().get(pk=person.pk)
    require(can_manage(by, person))
    values = {"zone": zone, "hour": hour, "reminds": reminds, "days": list(days)}
    chosen, _new = MailChoices.objects.update_or_create(person=person, defaults=values)
    return chosen


@transaction.atomic
def stop(*, person: Person, scope: str, now: datetime) -> None:
    """End mail of one kind: of one search (its public id), the "reminders", or "all" (the consent is taken back).

    By the signed link of a mail, so nobody needs to be signed in; doing it twice does it once.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        return
    if scope == "reminders":
        made = {"reminds": False, "zone": usual_zone(person)}
        MailChoices.objects.update_or_create(person=person, defaults={"reminds": False}, create_defaults=made)
    elif scope == "all":
        for consent in Consent.objects.standing().filter(person=person, purpose=Consent.Purpose.DIGEST):
            withdraw_consent(consent=consent, by=AsSelf(person), now=now)
    else:
        SavedSearch.objects.filter(person=person, public_id=scope).update(pace=SavedSearch.Pace.NEVER)

"""What changes a startup's suggestions: calls are taken off them with a reason, and brought back."""

from datetime import datetime
from typing import Final

from django.db import transaction

from madang.core.capacity import Capacity
from madang.core.policy import require
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.affinity import expand
from madang.journey.log import record
from madang.matching import facts
from madang.matching.models import Dismissal
from madang.matching.policy import suggestions as policy
from madang.matching.profile import profile
from madang.people.models import Person
from madang.programmes.models import Call, CallIndex
from madang.startups.models import Startup

# Of the concepts a call shares with a profile, those that brought it up; the rest is by the way.
TELLING: Final = 5


@transaction.atomic
def dismiss(*, startup: Startup, call: Call, reason: str, by: Capacity, now: datetime) -> Dismissal:
    """Take a call off the suggestions. The last reason counts; the same again changes nothing.

    Locks the startup, so that two clicks of two members give one row and one line on the thread.
    """
    startup = Startup.objects.select_for_update().get(pk=startup.pk)
    require(policy.can_dismiss(by, startup))
    assert isinstance(by.person, Person)
    held: Dismissal | None = Dismissal.objects.filter(startup=startup, call=call).first()
    if held and held.reason == reason:
        return held
    kept: Dismissal
    kept, _new = Dismissal.objects.update_or_create(
        startup=startup,
        call=call,
        defaults={
            "reason": reason,
            "concepts": shared(startup, call),
            "dismissed_by": by.person,
            "dismissed_at": now,
        },
    )
    record(facts.SuggestionDismissed(call=call.pk, reason=reason), startup=startup, by=by, at=now)
    return kept


@transaction.atomic
def restore(*, startup: Startup, call: Call, by: Capacity, now: datetime) -> bool:
    """Let a call be suggested again, with all that its dismissal had changed. False when it was not dismissed."""
    startup = Startup.objects.select_for_update().get(pk=startup.pk)
    require(policy.can_dismiss(by, startup))
    gone, _kinds = Dismissal.objects.filter(startup=startup, call=call).delete()
    if gone:
        record(facts.SuggestionRestored(call=call.pk), startup=startup, by=by, at=now)
    return bool(gone)


def shared(startup: Startup, call: Call) -> list[str]:
    """The startup's own concepts that bring this call up, the most telling first. Two queries."""
    index = CallIndex.objects.filter(pk=call.pk).values_list("concepts", "weights").first()
    if index is None:
        return []
    ties = expand(profile(startup).weights, lexicon())
    told: dict[str, float] = {}
    for concept, weight in zip(*index, strict=True):
        if tie := ties.get(concept):
            told[tie.own] = told.get(tie.own, 0.0) + tie.weight * weight
    return sorted(told, key=lambda concept: (-told[concept], concept))[:TELLING]

"""Whatever is given up, taken back or lapses, in any order: who holds a place is what the engine plays out from the list."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madang.engines.selection import Leaving, promote
from madang.reviews.actions import confirming
from madang.reviews.models import Outcome
from tests.reviews.deciding import TOLD, released

pytestmark = pytest.mark.django_db
_STEPS = st.lists(
    st.tuples(st.sampled_from(["declined", "excluded", "lapsed"]), st.integers(min_value=0, max_value=5)), max_size=7
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=_STEPS)
def test_holders_are_those_of_the_engine(steps: list[tuple[str, int]]) -> None:
    selection, by, _cases, outcomes, members = released([90, 80, 70, 60, 50, 45], places=3, reserves=3)
    ids = [one.case.public_id for one in outcomes]
    leavings: list[Leaving] = []
    gone: set[int] = set()
    for hour, (how, place) in enumerate(steps, start=1):
        now = TOLD + timedelta(hours=hour)
        outcome = Outcome.objects.select_related("selection", "case").get(pk=outcomes[place].pk)
        is_holding = outcome.standing in ("offered", "confirmed")
        if place in gone or (how != "excluded" and not is_holding):
            continue
        if how == "declined":
            confirming.give_up(outcome=outcome, reason="", key=uuid4(), by=members[place], now=now)
        elif how == "excluded":
            confirming.revoke(outcome=outcome, reason="Not eligible.", by=by, now=now)
        else:
            Outcome.objects.filter(pk=outcome.pk).update(confirm_by=now)
            confirming.lapse(selection, now=now)
        gone.add(place)
        leavings.append(Leaving(application=ids[place], how=how, at=now))  # type: ignore[arg-type]
    played = promote(ids[:3], ids[3:], leavings, places=3)
    holding = Outcome.objects.filter(selection=selection, standing__in=["offered", "confirmed"])
    assert sorted(holding.values_list("case__public_id", flat=True)) == sorted(played.holders)
    waiting = Outcome.objects.filter(selection=selection, result="reserve", standing="final").order_by("reserve_order")
    assert tuple(waiting.values_list("case__public_id", flat=True)) == played.reserve

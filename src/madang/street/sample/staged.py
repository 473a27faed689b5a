"""Calls that stand at one step of a selection each, so that a visitor meets every page: when they ran, how small they are.

Days are counted from the day the street stands on, so the sample is as fresh on every day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from .offers import Offer
from .records import Call, Stage
from .steps import Staged
from .windows import Window

HOUSE: Final = "proving"
PLACES: Final = 3
# What anyone of the tour meets: who may take part is not narrowed by place, field, people or papers.
OPEN_TO: Final = {"founding_type", "no_arrears", "no_duplicate_support", "not_sanctioned", "not_closed"}
KIND: Final = "demonstration"


@dataclass(frozen=True, slots=True)
class Step:
    """One call to stand at one step: opening and closing in days from today, the clock, the days of its steps."""

    step: str
    opens: int
    closes: int
    clock: time
    grace: int
    eligibility: int
    document: int
    presentation: int
    committee: int
    notice: int

    @property
    def is_over(self) -> bool:
        return self.closes < 0


STEPS: Final = (
    Step("open", -12, 9, time(18), 30, 12, 19, 27, 30, 34),
    Step("tonight", -21, 0, time(23, 59), 30, 3, 10, 18, 21, 25),
    Step("eligibility", -26, -2, time(15), 30, 1, 8, 16, 19, 23),
    Step("documents", -38, -13, time(15), 30, -9, -5, 8, 11, 15),
    Step("presentation", -52, -29, time(15), 30, -25, -18, 1, 4, 8),
    Step("proposed", -65, -40, time(15), 30, -36, -28, -6, -2, 4),
    Step("released", -78, -52, time(15), 30, -48, -38, -16, -8, -1),
)


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is not drawn of a call: its window, its steps, how many it takes."""

    window: Window
    plan: tuple[Stage, ...]
    places: int


def put_in(
    made: list[Call], kept: Iterable[tuple[int, Offer, str]], make: Callable[[Offer, str, Fixed], Call], today: date
) -> list[Staged]:
    """Put the staged calls in the place of others of the same house: as many are open, and as many are over, as before.

    `kept`: where in `made` a call stands, its offer and slot. `make`: a call of an offer in a slot.
    """
    copied = {call.duplicated_from for call in made}
    free = [
        (at, offer, slot)
        for at, offer, slot in kept
        if offer.institution.slug == HOUSE
        and offer.kind == KIND
        and slot in ("open", "past")
        and made[at].duplicated_from is None
        and made[at].key not in copied
        and not made[at].joint_with
    ]
    staged = []
    for step in STEPS:
        slot = "past" if step.is_over else "open"
        at, offer, _slot = next(one for one in free if one[2] == slot)
        free = [one for one in free if one[1].programme.key != offer.programme.key]
        made[at] = replace(make(offer, slot, _fixed(step, today, "Asia/Seoul")), key=made[at].key)
        staged.append(Staged(call=made[at].key, step=step.step))
    return staged


def _fixed(step: Step, today: date, zone: str) -> Fixed:
    def at(days: int, clock: time) -> datetime:
        return datetime.combine(today + timedelta(days=days), clock, ZoneInfo(zone))

    def day(days: int) -> date:
        return today + timedelta(days=days)

    opens = at(step.opens, time(9))
    window = Window(
        "past" if step.is_over else "open", zone, opens - timedelta(days=1), opens, at(step.closes, step.clock),
        step.grace, rolling=False, spent=False,
    )  # fmt: skip
    plan = (
        Stage(kind="eligibility", on=day(step.eligibility)),
        Stage(kind="document", on=day(step.document)),
        Stage(kind="presentation", on=day(step.presentation), until=day(step.presentation + 1)),
        Stage(kind="committee", on=day(step.committee)),
        Stage(kind="notice", on=day(step.notice)),
    )
    return Fixed(window, plan, PLACES)

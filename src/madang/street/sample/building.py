"""Puts the street together: each part has its own random numbers, so one part may change without moving the others."""

from datetime import date
from random import Random

from .calls import calls
from .institutions import institutions
from .journey import journey, months
from .offers import offers
from .people import FIRST, PASSWORD, address, logins, staff
from .records import Street
from .reviewers import LOST, lost, reviewers
from .startups import startups

SEED = 220  # the street's length in metres
OWNERS = {"ko": "founder", "zh": "founder-zh", "en": "founder-en"}


def build(*, today: date, seed: int = SEED) -> Street:
    """The whole sample street as it stands on `today`. About two seconds of CPU; reads no clock and no environment."""
    doors = institutions()
    offered = offers(_random("offers", seed), doors)
    called, staged = calls(_random("calls", seed), today, offered, doors)
    firms, members = startups(_random("startups", seed), today, {code: address(name) for code, name in OWNERS.items()})
    firms = lost(firms)
    owned = {member.email: firm.slug for firm in firms for member in firm.members}
    slugs = {name: owned.get(address(name), FIRST) for name in (*OWNERS.values(), LOST)}
    guests, tour = logins(_random("tour", seed), today, slugs)
    workers, roles = staff(_random("staff", seed), today, doors)
    judges, pool = reviewers(_random("reviewers", seed), today)
    lines = journey(_random("journey", seed), today, firms, called)
    return Street(
        seed=seed,
        today=today,
        password=PASSWORD,
        institutions=doors,
        people=(*guests, *workers, *judges, *members),
        staff=tuple(roles),
        startups=tuple(firms),
        programmes=tuple(offer.programme for offer in offered),
        calls=tuple(called),
        staged=tuple(staged),
        reviewers=tuple(pool),
        journey=tuple(lines),
        tour=tuple(tour),
        history=months(today, called, lines),
    )


def _random(part: str, seed: int) -> Random:
    return Random(f"{part} {seed}")  # noqa: S311 -- a sample, not a secret

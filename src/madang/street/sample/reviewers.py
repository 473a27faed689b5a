"""Who judges on the sample street: twenty reviewers nobody could mistake for real ones, and a founder who was not selected."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from .institutions import read
from .people import FIRST, address, invented
from .records import Member, Person, Startup, Words
from .steps import Reviewer

LOST: Final = "founder-lost"
_FIELDS: Final = {"robotics", "service_robot", "industrial_robot", "humanoid", "ai"}
# Those whom the tour signs in as: their accounts are made with its other logins.
_OF_THE_TOUR: Final = {"reviewer", "reviewer-zh", "reviewer-en"}


def reviewers(rng: Random, today: date) -> tuple[list[Person], list[Reviewer]]:
    """The pool; the first of each language is a login of the tour."""
    people, pool = [], []
    for row in read("reviewers")["reviewers"]:
        email, own = address(row["name"]), row["languages"][0]
        if row["name"] not in _OF_THE_TOUR:
            people.append(invented(rng, own, email, today, born=today - timedelta(days=365 * rng.randint(36, 61))))
        works = tuple((title, text, today.year - back) for title, text, back in row.get("works", ()))
        pool.append(
            Reviewer(
                email=email,
                languages=tuple(row["languages"]),
                sectors=tuple(row["sectors"]),
                expertise=dict(row["expertise"]),
                employer=row["employer"],
                most=row.get("most", 12),
                works=works,
            )
        )
    return people, pool


def lost(firms: list[Startup]) -> list[Startup]:
    """The same startups; one of them has the login of someone who was not selected among its owners."""
    at = next(
        index
        for index, firm in enumerate(firms)
        if firm.slug != FIRST
        and firm.country == "KR"
        and firm.founding == "corporation"
        and len(firm.members) < 5
        and _FIELDS & set(firm.sectors)
        and firm.incorporated_on
    )
    firm = firms[at]
    owner = Member(
        email=address(LOST),
        role="owner",
        title=Words(ko="공동창업자", zh="联合创始人", en="Co-founder", source="ko"),
        founder=False,
        share_percent=0,
        joined_on=firm.members[0].joined_on,
    )
    return [*firms[:at], replace(firm, members=(*firm.members, owner)), *firms[at + 1 :]]

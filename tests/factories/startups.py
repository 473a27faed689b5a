"""Startups for tests. Every name is clearly invented."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from madang.core.text import Text
from madang.people.models import Person
from madang.startups.capacity import AsMember
from madang.startups.models import Founder, Membership, Product, Startup, YearFigures
from tests.factories.people import make_person

NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
_number = count(1)


def make_startup(**fields: Any) -> Startup:
    """A corporation with a name in English, without members, shown to nobody."""
    number = next(_number)
    values = {
        "slug": f"sample-startup-{number}",
        "name": Text(en=f"Sample Startup {number}", source="en"),
        "summary": Text(en="Makes clearly invented things.", source="en"),
        "founding_type": Startup.Founding.CORPORATION,
        "incorporated_on": date(2023, 3, 14),
        "region": "KR-11-680",
        "sectors": ["robotics"],
    }
    return Startup.objects.create(**values | fields)


def make_member(startup: Startup | None = None, person: Person | None = None, role: str = "owner") -> AsMember:
    """A person's place in a startup, as the capacity the member's pages act in."""
    startup, person = startup or make_startup(), person or make_person()
    Membership.objects.create(startup=startup, person=person, role=role)
    return AsMember(person, startup, role)


def make_full_startup(**fields: Any) -> Startup:
    """A startup with a row in the lists that the public page and rules read most."""
    startup = make_startup(**fields)
    Founder.objects.create(startup=startup, name="Sample Founder", born_on=date(1995, 5, 5), traits=["youth"])
    YearFigures.objects.create(startup=startup, year=2025, revenue=120_000_000, headcount=7)
    Product.objects.create(startup=startup, name=Text(en="Sample Arm", source="en"))
    return startup

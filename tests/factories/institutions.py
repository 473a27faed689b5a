"""Institutions for tests. Every name is clearly invented."""

from itertools import count
from typing import Any

from madang.core.text import Text
from madang.institutions.capacity import AsStaff
from madang.institutions.models import Institution, StaffRole
from madang.institutions.sorting import sort_keys
from madang.people.models import Person
from tests.factories.people import make_person

_number = count(1)


def make_institution(**fields: Any) -> Institution:
    """A listed incubator with a name in English and no staff."""
    number = next(_number)
    values: dict[str, Any] = {
        "slug": f"sample-house-{number}",
        "name": Text(en=f"Sample House {number}", source="en"),
        "kind": "incubator",
        "languages": ["ko", "en"],
        "sectors": ["robotics"],
        "region": "KR-11",
    }
    values |= fields
    return Institution.objects.create(**values, **sort_keys(values["name"]))


def make_staff(institution: Institution | None = None, person: Person | None = None, role: str = "owner") -> AsStaff:
    """A person's place at a desk, as the capacity the desk's pages act in."""
    institution, person = institution or make_institution(), person or make_person()
    StaffRole.objects.create(institution=institution, person=person, role=role)
    return AsStaff(person, institution, role)

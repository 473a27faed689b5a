"""What actions share: the person behind a capacity."""

from madang.core.capacity import Capacity
from madang.people.models import Person


def person_of(by: Capacity) -> Person:
    """The person who acts; every capacity that may write here has one."""
    assert isinstance(by.person, Person)
    return by.person

"""Desks for tests: staff of an institution, signed in or as a capacity."""

from madang.institutions.capacity import AsStaff
from madang.institutions.models import Institution, StaffRole
from tests.factories.people import make_person
from tests.factories.programmes import make_institution


def as_staff(institution: Institution | None = None, role: str = "manager") -> AsStaff:
    """Somebody of an institution, in a role there."""
    institution = institution or make_institution()
    person = make_person()
    StaffRole.objects.create(institution=institution, person=person, role=role)
    return AsStaff(person, institution, role)

"""What must be true of institutions, their desks and their families."""

from typing import Any

from django.db.models import QuerySet

from madang.core.invariants import invariant

from .models import Invitation, StaffRole


@invariant("A desk where people work has an owner.")
def desks_have_an_owner() -> str:
    return """SELECT institution_id FROM institutions_staffrole GROUP BY institution_id
              HAVING count(*) FILTER (WHERE role = 'owner') = 0"""


@invariant("No erased person works at a desk.")
def no_erased_person_at_a_desk() -> QuerySet[Any]:
    return StaffRole.objects.filter(person__erased_at__isnull=False)


@invariant("An invitation to a desk is used or withdrawn, not both.")
def invitations_end_one_way() -> QuerySet[Any]:
    return Invitation.objects.filter(used_at__isnull=False, withdrawn_at__isnull=False)


@invariant("No institution is its own ancestor.")
def families_have_no_circle() -> str:
    return """WITH RECURSIVE up (id, above) AS (
                SELECT id, family_id FROM institutions_institution WHERE family_id IS NOT NULL
                UNION
                SELECT up.id, i.family_id FROM up JOIN institutions_institution i ON i.id = up.above
                WHERE i.family_id IS NOT NULL)
              SELECT id FROM up WHERE id = above"""


@invariant("A listed institution has a name in some language.")
def listed_institutions_have_a_name() -> str:
    return """SELECT id FROM institutions_institution
              WHERE is_listed AND coalesce(name->>'ko', '') || coalesce(name->>'zh', '') || coalesce(name->>'en', '') = ''"""

"""What must be true of startups, their people and their papers."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from madang.core.invariants import invariant

from .models import Document, Invitation, Membership, Paper, Startup


@invariant("A startup has an owner.")
def startups_have_an_owner() -> QuerySet[Any]:
    owners = Membership.objects.filter(startup=OuterRef("pk"), role=Membership.Role.OWNER)
    return Startup.objects.filter(~Exists(owners))


@invariant("No erased person is a member of a startup.")
def no_erased_person_in_a_team() -> QuerySet[Any]:
    return Membership.objects.filter(person__erased_at__isnull=False)


@invariant("An invitation to a team is used or withdrawn, not both.")
def invitations_end_one_way() -> QuerySet[Any]:
    return Invitation.objects.filter(used_at__isnull=False, withdrawn_at__isnull=False)


@invariant("A document replaces one of the same startup.")
def documents_replace_their_own() -> QuerySet[Any]:
    return Document.objects.filter(~Q(replaces__startup=F("startup")), replaces__isnull=False)


@invariant("A document that another replaces says when.")
def replaced_documents_say_when() -> QuerySet[Any]:
    return Document.objects.filter(replaced_at__isnull=True, replacement__isnull=False)


@invariant("A paper's file is one of the same startup.")
def papers_have_their_own_file() -> QuerySet[Any]:
    return Paper.objects.filter(~Q(document__startup=F("startup")), document__isnull=False)

"""What startups hold about a person, what keeps a person from being erased, and what erasing removes."""

import json
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from madang.core.policy import Reason
from madang.people.holdings import Holding, register, register_eraser, register_veto
from madang.people.models import Person

from .models import Answer, Declaration, Document, Founder, Invitation, Membership, Paper, Startup


def _held(person: Person) -> list[Holding]:
    memberships = Membership.objects.filter(person=person).select_related("startup").order_by("since", "pk")
    sent = Invitation.objects.filter(invited_by=person).select_related("startup").order_by("created_at", "pk")
    said = Declaration.objects.filter(declared_by=person).select_related("startup").order_by("declared_at", "pk")
    written = Answer.objects.filter(written_by=person).select_related("startup").order_by("written_at", "pk")
    brought = Document.objects.filter(uploaded_by=person).select_related("startup").order_by("uploaded_at", "pk")
    return [
        Holding(
            key="memberships",
            title=_("Startups you belong to"),
            columns=(("startup", _("Startup")), ("role", _("Role")), ("since", _("Since"))),
            rows=tuple((one.startup.name, one.get_role_display(), one.since) for one in memberships),
        ),
        Holding(
            key="startup_invitations",
            title=_("Invitations to startups you sent"),
            columns=(("startup", _("Startup")), ("email", _("E-mail address")), ("sent", _("Sent"))),
            rows=tuple((one.startup.name, one.email, one.created_at) for one in sent),
        ),
        Holding(
            key="declarations",
            title=_("Statements you made for a startup"),
            columns=(("startup", _("Startup")), ("key", _("Statement")), ("answer", _("Answer")), ("at", _("Time"))),
            rows=tuple((one.startup.name, one.key, one.answer, one.declared_at) for one in said),
        ),
        Holding(
            key="answers",
            title=_("Answers you wrote for a startup"),
            columns=(
                *(("startup", _("Startup")), ("meaning", _("Question")), ("language", _("Language"))),
                *(("answer", _("Answer")), ("at", _("Time"))),
            ),
            rows=tuple((one.startup.name, one.meaning, one.lang, _plain(one.value), one.written_at) for one in written),
        ),
        Holding(
            key="documents",
            title=_("Documents you uploaded for a startup"),
            columns=(
                *(("startup", _("Startup")), ("kind", _("Document")), ("title", _("Title")), ("name", _("File"))),
                ("at", _("Time")),
            ),
            rows=tuple((one.startup.name, one.kind, one.title, one.name, one.uploaded_at) for one in brought),
        ),
    ]


def _plain(value: Any) -> str:
    """An answer as text: words as they are, rows and sums as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _kept_by(person: Person) -> list[Reason]:
    """A startup with other members must not be left without an owner. Locks the startups it looks at."""
    mine = Startup.objects.filter(memberships__person=person, memberships__role=Membership.Role.OWNER)
    ids = list(Startup.objects.select_for_update().filter(pk__in=mine).order_by("pk").values_list("pk", flat=True))
    members = list(Membership.objects.filter(startup__in=ids).select_related("startup"))
    blocked: list[Reason] = []
    for pk in ids:
        others = [one for one in members if one.startup_id == pk and one.person_id != person.pk]
        if others and all(one.role != Membership.Role.OWNER for one in others):
            words = _("You are the only owner of %(name)s. Make another member an owner first.")
            blocked.append(words % {"name": others[0].startup.name})
    return blocked


def _erase(person: Person, now: datetime) -> None:
    """Memberships end. Invitations to the person's own addresses lose them; those they sent stay, without a name."""
    left = list(Startup.objects.filter(memberships__person=person).values_list("pk", flat=True))
    Membership.objects.filter(person=person).delete()
    _put_away(left, now)
    addresses = {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}
    for invitation in Invitation.objects.filter(email__in=addresses):
        invitation.email = f"erased-{invitation.public_id}@erased.invalid"
        invitation.withdrawn_at = invitation.withdrawn_at or (None if invitation.used_at else now)
        invitation.save(update_fields=["email", "withdrawn_at"])


def _put_away(left: list[int], now: datetime) -> None:
    """A startup nobody belongs to any more shows nothing and keeps no person's name, day of birth, answer or document.

    Documents go as removed ones do: after 30 days, unless an application shows them.
    """
    empty = Startup.objects.filter(pk__in=left, memberships__isnull=True)
    ids = list(empty.values_list("pk", flat=True))
    Founder.objects.filter(startup__in=ids).delete()
    Answer.objects.filter(startup__in=ids).delete()
    # The history of answers holds what they said.
    Answer.pgh_event_model.objects.filter(startup__in=ids).delete()  # type: ignore[attr-defined]
    Paper.objects.filter(startup__in=ids, document__isnull=False).delete()
    Document.objects.filter(startup__in=ids, removed_at__isnull=True).update(removed_at=now)
    Startup.objects.filter(pk__in=ids).update(is_public=False, shares_with_staff=False)


register("startups", _held)
register_veto("startups", _kept_by)
register_eraser("startups", _erase)

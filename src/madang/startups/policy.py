"""Who may do what with a startup."""

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.people.capacity import AsOperator, AsSelf

from .capacity import AsMember
from .models import Document, Invitation, Membership, Paper, Startup

Role = Membership.Role


def _member(capacity: Capacity, startup: Startup) -> AsMember | None:
    return capacity if isinstance(capacity, AsMember) and capacity.startup.pk == startup.pk else None


def can_view(capacity: Capacity, startup: Startup) -> Verdict:
    """The startup's public face; the same rule for many is `StartupQuerySet.visible_to`."""
    if startup.is_public or isinstance(capacity, AsOperator) or _member(capacity, startup):
        return YES
    return no(_("This startup has no public page."))


def can_found(capacity: Capacity) -> Verdict:
    """Asks one query: a role of any kind needs an address that was shown to work."""
    if not isinstance(capacity, AsSelf):
        return no(_("Sign in to register a startup."))
    if not EmailAddress.objects.filter(user_id=capacity.person.pk, verified=True).exists():
        return no(_("Confirm your e-mail address first: open the link in the message we sent you."))
    return YES


def can_edit(capacity: Capacity, startup: Startup) -> Verdict:
    member = _member(capacity, startup)
    if member is None:
        return no(_("Only members of the startup can change its profile."))
    if not member.may_edit:
        return no(_("You may look but not change. An owner of the startup can give you the editor's role."))
    if startup.operation == Startup.Operation.CLOSED:
        return no(_("This startup is closed. An owner can open it again under Settings."))
    return YES


def can_replace(capacity: Capacity, document: Document) -> Verdict:
    """A new version, or other details, of what can be handed in now."""
    verdict = can_edit(capacity, document.startup)
    if not verdict:
        return verdict
    if document.removed_at:
        return no(_("This document was removed. Put it back first."))
    if document.replaced_at:
        return no(_("There is a newer version of this document. Change that one."))
    return YES


def can_remove_document(capacity: Capacity, document: Document) -> Verdict:
    return can_replace(capacity, document)


def can_restore(capacity: Capacity, document: Document) -> Verdict:
    verdict = can_edit(capacity, document.startup)
    if verdict and not document.removed_at:
        return no(_("This document was not removed."))
    return verdict


def can_change_entry(entry: object) -> Verdict:
    """Whether a row of a list may be changed there, whoever asks: a paper with a file follows its document."""
    if isinstance(entry, Paper) and entry.document_id:
        return no(_("This paper follows its file. Change it under Documents."))
    return YES


def can_own(capacity: Capacity, startup: Startup) -> Verdict:
    """What only owners decide: members, consents, founding state, closing."""
    member = _member(capacity, startup)
    if member is None or not member.is_owner:
        return no(_("Only an owner of the startup can do this. Ask one of the owners."))
    return YES


def can_publish(capacity: Capacity, startup: Startup) -> Verdict:
    verdict = can_own(capacity, startup)
    if not verdict:
        return verdict
    if startup.is_public:
        return no(_("The public page is already shown."))
    if not startup.summary:
        return no(_("Say in one or two sentences what the startup does first, under Introduction."))
    return YES


def can_unpublish(capacity: Capacity, startup: Startup) -> Verdict:
    verdict = can_own(capacity, startup)
    return no(_("The public page is not shown.")) if verdict and not startup.is_public else verdict


def can_share(capacity: Capacity, startup: Startup) -> Verdict:
    verdict = can_own(capacity, startup)
    return no(_("Institutions can already see it.")) if verdict and startup.shares_with_staff else verdict


def can_stop_sharing(capacity: Capacity, startup: Startup) -> Verdict:
    verdict = can_own(capacity, startup)
    return no(_("Institutions cannot see it.")) if verdict and not startup.shares_with_staff else verdict


def can_operate(capacity: Capacity, startup: Startup, operation: str) -> Verdict:
    """Suspend, close or take up business again."""
    verdict = can_own(capacity, startup)
    if not verdict:
        return verdict
    if startup.operation == operation:
        return no(_("Nothing to change: this is already the state of business."))
    if operation != Startup.Operation.ACTIVE and startup.founding_type == Startup.Founding.PRE_FOUNDER:
        return no(_("A startup that is not founded yet has no business to suspend or close."))
    return YES


def can_invite(capacity: Capacity, startup: Startup) -> Verdict:
    return can_own(capacity, startup)


def can_withdraw_invitation(capacity: Capacity, invitation: Invitation) -> Verdict:
    verdict = can_own(capacity, invitation.startup)
    if not verdict:
        return verdict
    if invitation.used_at:
        return no(_("This invitation has already been used. Remove the member instead."))
    if invitation.withdrawn_at:
        return no(_("This invitation has already been withdrawn."))
    return YES


def can_change_role(capacity: Capacity, membership: Membership, role: str, *, owners: int) -> Verdict:
    """`owners`: how many there are, counted while the startup's row is locked."""
    verdict = can_own(capacity, membership.startup)
    if verdict and role != Role.OWNER and _last_owner(membership, owners):
        return no(_("A startup needs an owner. Make someone else an owner first."))
    return verdict


def can_remove(capacity: Capacity, membership: Membership, *, owners: int) -> Verdict:
    verdict = can_own(capacity, membership.startup)
    if not verdict:
        return verdict
    if membership.person_id == getattr(capacity.person, "pk", None):
        return no(_("To go yourself, use “Leave this startup”."))
    if _last_owner(membership, owners):
        return no(_("A startup needs an owner. Make someone else an owner first."))
    return YES


def can_leave(capacity: Capacity, membership: Membership, *, owners: int) -> Verdict:
    if _member(capacity, membership.startup) is None or membership.person_id != getattr(capacity.person, "pk", None):
        return no(_("You can only leave by yourself."))
    if _last_owner(membership, owners):
        return no(_("You are the only owner. Make another member an owner first, or close the startup under Settings."))
    return YES


def _last_owner(membership: Membership, owners: int) -> bool:
    return membership.role == Role.OWNER and owners <= 1

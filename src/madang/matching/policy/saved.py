"""Who may keep a search and change it, and who may be sent mail."""

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.matching.models import SavedSearch
from madang.people.capacity import AsSelf
from madang.people.models import Consent, Person

MOST = 50


def can_save(capacity: Capacity) -> Verdict:
    """Asks how many there are; `actions.saved.save` holds the person's row while it asks."""
    if not isinstance(capacity, AsSelf):
        return no(_("Sign in to save a search."))
    if SavedSearch.objects.filter(person=capacity.person).count() >= MOST:
        return no(_("You have %(count)d saved searches. Remove one you no longer need.") % {"count": MOST})
    return YES


def can_change(capacity: Capacity, search: SavedSearch) -> Verdict:
    if isinstance(capacity, AsSelf) and capacity.person.pk == search.person_id:
        return YES
    return no(_("Only the person who saved a search can change it."))


def has_agreed(person: Person) -> bool:
    """Whether the person agreed to mail, in any words that were in force since."""
    return Consent.objects.standing().filter(person=person, purpose=Consent.Purpose.DIGEST).exists()


def can_mail(person: Person) -> Verdict:
    """Mail goes to people who are here, agreed to it, and have confirmed the address it goes to. Two queries."""
    if not person.is_active:
        return no(_("This account is closed."))
    if not has_agreed(person):
        return no(_("No e-mail is sent, because you have not agreed to it."))
    if not EmailAddress.objects.filter(user=person, verified=True, email__iexact=person.email).exists():
        return no(_("No e-mail is sent until you confirm your address."))
    return YES

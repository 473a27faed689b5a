"""Who asks reviewers, who answers, who sets a conflict aside."""

from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import YES, Verdict, no
from madang.institutions.capacity import AsStaff
from madang.institutions.models import Institution
from madang.people.capacity import AsOperator
from madang.reviews.capacity import AsReviewer
from madang.reviews.models import Conflict, PanelMember, Relation, Reviewer, Sanction, Selection

from .setting_up import can_run

can_invite = can_run


def can_answer(capacity: Capacity, member: PanelMember) -> Verdict:
    """Accepting or declining, also changing one's mind while nothing has been given."""
    if not (isinstance(capacity, AsReviewer) and member.reviewer_id == capacity.reviewer.pk):
        return no(_("This invitation is not yours."))
    if member.state == PanelMember.State.REMOVED:
        return no(_("The institution has taken the invitation back."))
    if member.selection.state in (Selection.State.DECIDED, Selection.State.RELEASED):
        return no(_("This selection is decided. Thank you all the same."))
    return YES


def can_edit_profile(capacity: Capacity, reviewer: Reviewer) -> Verdict:
    if isinstance(capacity, AsReviewer) and capacity.reviewer.pk == reviewer.pk:
        return YES
    return no(_("Only the reviewer can change this."))


def can_set_aside(capacity: Capacity, conflict: Conflict) -> Verdict:
    """A person may set aside what the records say, with a reason; what a reviewer declared stands."""
    if not (verdict := can_run(capacity, conflict.case.selection)):
        return verdict
    if conflict.rule == "sanctioned":
        return no(_("A sanction is lifted by those who noted it. It cannot be set aside here."))
    if conflict.source != Conflict.Source.DETECTED:
        return no(_("The reviewer or the applicant named this tie. It stands."))
    if conflict.state != Conflict.State.STANDING:
        return no(_("This conflict no longer stands."))
    return YES


def can_withdraw(capacity: Capacity, relation: Relation) -> Verdict:
    """A tie is taken back by whoever stated it."""
    if capacity.person is not None and relation.stated_by_id == capacity.person.pk:
        return YES
    return no(_("Only who stated this tie can take it back."))


def can_sanction(capacity: Capacity, institution: Institution | None) -> Verdict:
    """For the whole street (None) its office; for the selections of one institution also those who run them."""
    if isinstance(capacity, AsOperator):
        return YES
    if institution is None or not isinstance(capacity, AsStaff) or capacity.institution.pk != institution.pk:
        return no(_("Only the street office can keep a reviewer from judging."))
    if not capacity.may_edit:
        return no(_("You can look at this desk but not change it. Ask an owner to make you programme manager."))
    return YES


def can_lift(capacity: Capacity, sanction: Sanction) -> Verdict:
    """Whoever could have noted it."""
    return can_sanction(capacity, sanction.institution)

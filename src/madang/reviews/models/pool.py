import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.text import TextField
from madang.institutions.models import Institution
from madang.people.models import Invitation as BaseInvitation
from madang.people.models import Person, opaque
from madang.reviews.queries import ReviewerQuerySet, SanctionQuerySet
from madang.startups.models import Startup

from .selections import Case, Selection


@pghistory.track(exclude=["updated_at"])
class Reviewer(models.Model):
    """A person who may judge applications anywhere on the street: what they know, which languages, how much they can take."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="reviewer")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    languages = ArrayField(models.CharField(max_length=2), default=list, verbose_name=_("languages read"))
    expertise = TextField(_("what you know well"), blank=True)
    concepts = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    sectors = ArrayField(models.CharField(max_length=24), default=list, blank=True, verbose_name=_("sectors"))
    employer = models.CharField(_("employer"), max_length=120, blank=True)
    home = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("institution")
    )
    capacity = models.PositiveSmallIntegerField(_("applications at one time, at most"), default=10)
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)
    is_active = models.BooleanField(_("takes reviews"), default=True)
    updated_at = models.DateTimeField(auto_now=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(away_from__isnull=True)
                | Q(away_until__isnull=True)
                | Q(away_until__gte=models.F("away_from")),
                name="reviews_an_absence_ends_after_it_begins",
                violation_error_message=_("The last day away is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class PastWork(models.Model):
    """A text that shows what a reviewer knows: a paper, a project, a product; the assignment reads it."""

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="works")
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("abstract or description"), max_length=6000, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class PanelMember(models.Model):
    """A reviewer asked to judge in one selection, and what they answered."""

    class State(models.TextChoices):
        INVITED = "invited", pgettext_lazy("of a reviewer", "invited")
        ACCEPTED = "accepted", pgettext_lazy("of a reviewer", "accepted")
        DECLINED = "declined", pgettext_lazy("of a reviewer", "declined")
        REMOVED = "removed", pgettext_lazy("of a reviewer", "removed")

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="panel")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="panels")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.INVITED)
    is_chair = models.BooleanField(_("chair"), default=False)
    is_expert = models.BooleanField(_("expert of the field"), default=False)
    min_load = models.PositiveSmallIntegerField(_("at least"), null=True, blank=True)
    max_load = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=300, blank=True)
    # When the reviewer last looked at who applied and said with whom there are ties; None: not known.
    declared_at = models.DateTimeField(null=True, blank=True)
    declared = models.JSONField(default=dict, blank=True)
    # When they were last asked by mail what they would like to read.
    wishes_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "reviewer"], name="reviews_a_reviewer_sits_once_in_a_selection"
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "state"], name="reviews_panels_of_a_reviewer")]

    def __str__(self) -> str:
        return self.public_id


class ReviewerInvitation(BaseInvitation):
    """A link by which someone who is not in the pool yet joins it, and the selection that asked for them."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="invitations")

    class Meta(BaseInvitation.Meta):
        pass


class Relation(models.Model):
    """A tie of a reviewer to a startup, a person or an institution, with the time it held. Conflict rules read these."""

    class Kind(models.TextChoices):
        EMPLOYER = "employer", _("same employer")
        SUPERVISOR = "supervisor", _("supervisor of the final degree")
        KIN = "kin", _("related by family")
        PROJECT = "project", _("takes part in the project")
        SHAREHOLDER = "shareholder", _("shareholder")
        ADVISER = "adviser", _("adviser or mentor")
        OTHER = "other", _("another tie")

    class Source(models.TextChoices):
        DECLARED = "declared", _("declared by the reviewer")
        STATED = "stated", _("stated by staff")
        CHALLENGED = "challenged", _("named by an applicant")

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="relations")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    kind = models.CharField(_("tie"), max_length=12, choices=Kind)
    startup = models.ForeignKey(Startup, models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Institution, models.CASCADE, null=True, blank=True, related_name="+")
    degree = models.PositiveSmallIntegerField(_("degree of kinship"), null=True, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    note = models.CharField(_("note"), max_length=300, blank=True)
    stated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(startup__isnull=False, person__isnull=True, institution__isnull=True)
                | Q(startup__isnull=True, person__isnull=False, institution__isnull=True)
                | Q(startup__isnull=True, person__isnull=True, institution__isnull=False),
                name="reviews_a_relation_is_to_one_other",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="reviews_a_relation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} {self.kind}"


class Sanction(models.Model):
    """A reviewer who may not judge for a time, with the reason, where it is written, and who decided it.

    `institution`: it holds in the selections of this one alone; None: on the whole street. One that was noted by mistake or
    has been settled is lifted, and stays on record.
    """

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="sanctions")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300)
    source = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.CharField(max_length=300, blank=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="reviews_a_sanction_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="reviews_a_sanction_is_lifted_by_someone_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} {self.starts_on}"


class Conflict(models.Model):
    """A rule that keeps a reviewer from a case, with what it was seen from. Only people set one aside, with a reason."""

    class Source(models.TextChoices):
        DETECTED = "detected", _("found in the records")
        DECLARED = "declared", _("declared by the reviewer")
        CHALLENGED = "challenged", _("named by an applicant")

    class State(models.TextChoices):
        STANDING = "standing", pgettext_lazy("of a conflict", "standing")
        WAIVED = "waived", pgettext_lazy("of a conflict", "set aside")
        GONE = "gone", pgettext_lazy("of a conflict", "no longer so")

    case = models.ForeignKey(Case, models.CASCADE, related_name="conflicts")
    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="conflicts")
    rule = models.CharField(max_length=24)
    evidence = models.JSONField(default=dict)
    source = models.CharField(max_length=10, choices=Source)
    state = models.CharField(max_length=8, choices=State, default=State.STANDING)
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "reviewer", "rule"], name="reviews_a_rule_holds_once_for_a_pair"),
            models.CheckConstraint(
                condition=~Q(state="waived") | (Q(decided_by__isnull=False) & ~Q(reason="")),
                name="reviews_a_conflict_is_set_aside_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reviewer_id} {self.rule}"


class Bid(models.Model):
    """How much a reviewer wants, or does not want, to read a case; `CONFLICT` also stands as a `Conflict`."""

    class Value(models.IntegerChoices):
        GLADLY = 2, pgettext_lazy("of a wish", "gladly")
        CAN = 1, pgettext_lazy("of a wish", "can")
        RATHER_NOT = -1, pgettext_lazy("of a wish", "rather not")
        CONFLICT = -2, pgettext_lazy("of a wish", "conflict of interest")

    member = models.ForeignKey(PanelMember, models.CASCADE, related_name="bids")
    case = models.ForeignKey(Case, models.CASCADE, related_name="bids")
    value = models.SmallIntegerField(choices=Value)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "case"], name="reviews_one_bid_a_pair"),
            models.CheckConstraint(condition=Q(value__in=[-2, -1, 1, 2]), name="reviews_a_bid_is_one_of_four"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.case_id} {self.value}"

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.people.models import Person, opaque
from madang.reviews.queries import AssignmentQuerySet

from .pool import PanelMember, Reviewer
from .selections import Case, Criterion, Stage


class Scenario(models.Model):
    """One way to share out a stage, computed by `engines.assignment` and kept beside others until one is committed.

    `pairs`: [[case id, reviewer id], ...]. `figures`: total, worst, lowest decile, bound, changes, loads. `input_hash` and `seed`
    make the same plan again. `near`: {case id: [[reviewer id, affinity, bid, sectors, concepts], ...]}, the pairs' reasons and
    who comes next; large, so lists defer it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("of a plan", "being computed")
        READY = "ready", pgettext_lazy("of a plan", "ready")
        SHORT = "short", pgettext_lazy("of a plan", "cannot be kept")
        FAILED = "failed", pgettext_lazy("of a plan", "failed")
        COMMITTED = "committed", pgettext_lazy("of a plan", "in force")

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="scenarios")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    name = models.CharField(_("name"), max_length=80, blank=True)
    parameters = models.JSONField(default=dict)
    seed = models.PositiveIntegerField(default=0)
    input_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    pairs = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    near = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    committed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    committed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.public_id


class Assignment(models.Model):
    """One reviewer is to judge one case in one stage. `label` is all an applicant may ever learn of who it was ("B")."""

    class State(models.TextChoices):
        GIVEN = "given", pgettext_lazy("of an assignment", "given")
        DONE = "done", pgettext_lazy("of an assignment", "review handed in")
        RECUSED = "recused", pgettext_lazy("of an assignment", "recused")
        REMOVED = "removed", pgettext_lazy("of an assignment", "taken away")

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="assignments")
    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="assignments")
    # Said twice, for the load of a reviewer over all selections.
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="assignments")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    label = models.CharField(max_length=4)
    state = models.CharField(max_length=8, choices=State, default=State.GIVEN)
    is_locked = models.BooleanField(default=False)
    scenario = models.ForeignKey(Scenario, models.SET_NULL, null=True, blank=True, related_name="assignments")
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "case", "reviewer"],
                condition=Q(state__in=["given", "done"]),
                name="reviews_a_reviewer_judges_a_case_once_in_a_stage",
            ),
            models.UniqueConstraint(
                fields=["stage", "case", "label"], name="reviews_a_label_means_one_reviewer_of_a_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["given", "done"]) | Q(ended_at__isnull=False),
                name="reviews_what_ended_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["reviewer", "state"], name="reviews_work_of_a_reviewer"),
            models.Index(fields=["stage", "case"], name="reviews_work_on_a_case"),
        ]

    def __str__(self) -> str:
        return self.public_id


@pghistory.track(exclude=["version", "changed_at"])
class Review(models.Model):
    """What a reviewer says of a case. `total` is the unrounded weighted sum of the scores, set when it is handed in."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of a review", "draft")
        SUBMITTED = "submitted", pgettext_lazy("of a review", "handed in")

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="review")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    total = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    to_applicant = models.TextField(_("for the applicant"), max_length=6000, blank=True)
    to_staff = models.TextField(_("for the staff alone"), max_length=6000, blank=True)
    language = models.CharField(max_length=2, default="ko")
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    request_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    # What the applicant reads once staff have looked it through; None: nothing is released.
    released = models.TextField(null=True, blank=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(total__isnull=False, submitted_at__isnull=False),
                name="reviews_what_was_handed_in_has_total_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.state}"


@pghistory.track()
class Score(models.Model):
    """One criterion's score in one review, with the reviewer's words for it."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    comment = models.TextField(max_length=3000, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="reviews_one_score_a_criterion"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="reviews_a_score_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.criterion_id} {self.value}"


class StaffQuestion(models.Model):
    """A reviewer asks the staff about a case; only the two of them see it."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="questions")
    text = models.TextField(max_length=3000)
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=3000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.asked_at:%Y-%m-%d}"


class Panel(models.Model):
    """Those who hear presentations together, and the room they sit in."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="panels")
    name = models.CharField(_("name"), max_length=80)
    room = models.CharField(_("room or link"), max_length=200, blank=True)
    members = models.ManyToManyField(PanelMember, related_name="sittings")

    def __str__(self) -> str:
        return self.name


class Slot(models.Model):
    """A time at which one case presents before one panel."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="slots")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_locked = models.BooleanField(default=False)
    # What was last told: the case, in which room, when. It stays what the applicant reads until a change is told, too.
    told_case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="told_slots")
    told_room = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "starts_at"], name="reviews_a_panel_hears_one_at_a_time"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="reviews_a_slot_takes_time"),
            models.UniqueConstraint(
                fields=["told_case"], condition=Q(told_case__isnull=False), name="reviews_a_case_was_told_one_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Arrangement(models.Model):
    """The last time the presentations of a stage were put in order by the machine, and what found no place.

    `unplaced`: [{"case": label, "kind": what is short, "name": which, "never": bool}, ...].
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("of a timetable", "being arranged")
        DONE = "done", pgettext_lazy("of a timetable", "arranged")
        STALE = "stale", pgettext_lazy("of a timetable", "changed meanwhile")

    stage = models.OneToOneField(Stage, models.CASCADE, related_name="arrangement")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    afresh = models.BooleanField(default=False)
    unplaced = models.JSONField(default=list)
    moved = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.stage_id} {self.state}"

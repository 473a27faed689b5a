import secrets
from datetime import time

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.applications.models import Application
from madang.core.text import TextField
from madang.people.models import Person, opaque
from madang.programmes.models import Call
from madang.reviews.queries import CaseQuerySet, SelectionQuerySet


def shuffling_key() -> str:
    """A secret by which labels of reviewers and cases are shuffled, so that their order tells nothing."""
    return secrets.token_hex(16)


@pghistory.track(exclude=["updated_at", "version"])
class Selection(models.Model):
    """How one call is decided: its stages in order, who reviews, by which rules scores become places.

    `rules` is `engines.selection` JSON without the stages' own parts, which each stage holds. `conflict_rules` names the rules of
    `reviews.conflicts` in force with their limits. `calibration`: whether corrected scores may be looked at, or used.
    """

    class Calibration(models.TextChoices):
        OFF = "off", _("scores as given")
        SHOWN = "shown", _("corrected scores shown beside them")
        USED = "used", _("corrected scores may be used")

    class State(models.TextChoices):
        SETTING_UP = "setting_up", _("being set up")
        RUNNING = "running", _("under way")
        DECIDED = "decided", _("decided, not told yet")
        RELEASED = "released", _("results told")

    call = models.OneToOneField(Call, models.PROTECT, related_name="selection")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.SETTING_UP)
    places = models.PositiveIntegerField(_("places"))
    reserves = models.PositiveIntegerField(_("places on the reserve list"), default=0)
    reserve_until = models.DateField(_("the reserve list expires on"), null=True, blank=True)
    rules = models.JSONField(default=dict)
    conflict_rules = models.JSONField(default=list)
    calibration = models.CharField(max_length=6, choices=Calibration, default=Calibration.OFF)
    calendar = models.CharField(
        _("working days of"), max_length=2, choices=[("KR", _("Korea")), ("CN", _("China"))], default="KR"
    )
    confirm_days = models.PositiveSmallIntegerField(_("working days to confirm"), default=3)
    confirm_hour = models.TimeField(_("until"), default=time(17))
    objection_days = models.PositiveSmallIntegerField(_("days to object"), default=7)
    comments_are_released = models.BooleanField(_("applicants read the reviewers' comments"), default=True)
    shuffling = models.CharField(max_length=32, default=shuffling_key, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SelectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(places__gt=0), name="reviews_a_selection_has_places"),
        ]

    def __str__(self) -> str:
        return self.public_id


@pghistory.track(exclude=["updated_at"])
class Stage(models.Model):
    """One step of a selection, and all that is decided about it in one place: who sees what and when, how it is scored.

    `hidden_questions` are ids of the form that reviewers of a blind stage do not see, beside those the form itself hides.
    `groups`: who judges an application together, {"experts": at least, "of_one_house": at most, "language": one reads it, true
    where nothing is said}. `scoring` is the stage's part of `engines.selection` JSON (weight, trimming, minimum of reviews,
    pass mark, multiple, bonus).
    """

    class Kind(models.TextChoices):
        ELIGIBILITY = "eligibility", _("eligibility check")
        DOCUMENTS = "documents", _("document review")
        PRESENTATION = "presentation", _("presentation")
        SITE = "site", _("site check")
        COMMITTEE = "committee", _("committee")
        NOTICE = "notice", _("notice of results")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("of a stage", "planned")
        OPEN = "open", pgettext_lazy("of a stage", "under way")
        CLOSED = "closed", pgettext_lazy("of a stage", "scores closed")
        DECIDED = "decided", pgettext_lazy("of a stage", "decided")

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="stages")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = TextField(_("name"), blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    is_blind = models.BooleanField(_("blind"), default=False)
    hidden_questions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    reviews_each = models.PositiveSmallIntegerField(_("reviews of each application"), default=3)
    min_load = models.PositiveSmallIntegerField(_("at least, for each reviewer"), default=0)
    max_load = models.PositiveSmallIntegerField(_("at most, for each reviewer"), default=20)
    groups = models.JSONField(default=dict, blank=True)
    scoring = models.JSONField(default=dict, blank=True)
    opens_at = models.DateTimeField(_("reviewers see it from"), null=True, blank=True)
    due_at = models.DateTimeField(_("reviews are due"), null=True, blank=True)
    slot_minutes = models.PositiveSmallIntegerField(_("minutes for each presentation"), default=30)
    asks_wishes = models.BooleanField(_("ask reviewers for wishes"), default=False)
    wishes_until = models.DateTimeField(_("wishes are taken until"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["selection", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "position"],
                name="reviews_stages_stand_in_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(min_load__lte=F("max_load")), name="reviews_the_least_load_is_not_over_the_most"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(due_at__isnull=True) | Q(due_at__gt=F("opens_at")),
                name="reviews_a_stage_is_due_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(asks_wishes=False) | Q(wishes_until__isnull=False),
                name="reviews_wishes_are_taken_until_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


@pghistory.track()
class Criterion(models.Model):
    """One line of a stage's rubric. `anchors`: {"score": {"ko": ..., "zh": ..., "en": ...}}, what a score means in words."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    name = TextField(_("criterion"))
    help = TextField(_("what to look at"), blank=True)
    weight = models.DecimalField(_("weight"), max_digits=7, decimal_places=3, default=1)
    max_score = models.DecimalField(_("highest score"), max_digits=6, decimal_places=2)
    step = models.DecimalField(_("in steps of"), max_digits=4, decimal_places=2, default=1)
    anchors = models.JSONField(default=dict, blank=True)
    needs_comment = models.BooleanField(_("a comment is asked"), default=False)

    class Meta:
        ordering = ["stage", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "code"], name="reviews_a_criterion_has_one_code_in_its_stage"),
            models.CheckConstraint(
                condition=Q(max_score__gt=0, weight__gt=0, step__gt=0), name="reviews_a_criterion_counts"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Case(models.Model):
    """An application in its selection, under a name of its own: reviewers meet only this, never the application's number.

    `stage` is the last one reached. `label` is what people say aloud ("K7Q").
    """

    class State(models.TextChoices):
        IN_FIELD = "in_field", _("in the field")
        INELIGIBLE = "ineligible", _("not eligible")
        OUT = "out", _("not taken further")
        WITHDRAWN = "withdrawn", _("withdrawn")

    selection = models.ForeignKey(Selection, models.PROTECT, related_name="cases")
    application = models.OneToOneField(Application, models.PROTECT, related_name="case")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    label = models.CharField(max_length=6)
    state = models.CharField(max_length=10, choices=State, default=State.IN_FIELD)
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="cases_here")
    is_sample = models.BooleanField(_("calibration sample"), default=False)
    # Points beside the scores, as `engines.selection` takes them: [{"points": "2", "why": "..."}].
    bonus = models.JSONField(default=list, blank=True)
    deductions = models.JSONField(default=list, blank=True)
    joined_at = models.DateTimeField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["selection", "label"], name="reviews_a_label_means_one_case"),
        ]
        indexes = [models.Index(fields=["selection", "state"], name="reviews_cases_of_a_selection")]

    def __str__(self) -> str:
        return self.label


class EligibilityCheck(models.Model):
    """Whether an application may be in the field: the machine answers first from its rule, a person confirms.

    May be done again at any time; the newest that is confirmed counts.
    """

    class Answer(models.TextChoices):
        MET = "met", _("eligible")
        NOT_MET = "not_met", _("not eligible")
        UNKNOWN = "unknown", _("not known")

    case = models.ForeignKey(Case, models.CASCADE, related_name="checks")
    machine = models.CharField(max_length=8, choices=Answer)
    reasons = models.JSONField(default=list)
    checked_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    note = models.CharField(_("why"), max_length=600, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-checked_at"], name="reviews_checks_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True, answer="")
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, answer__in=["met", "not_met"]),
                name="reviews_eligibility_is_confirmed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.answer or self.machine}"


class Redaction(models.Model):
    """Words of an answer, or a file, that reviewers of blind stages do not see because they tell who applied."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="redactions")
    question = models.CharField(max_length=60)
    # Passages replaced by a bar; empty with `whole`: the answer or file is not shown at all.
    passages = models.JSONField(default=list)
    whole = models.BooleanField(default=False)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "question"], name="reviews_one_redaction_of_an_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.question}"

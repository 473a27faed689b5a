import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.people.models import Person, opaque

from .selections import Case, Selection, Stage


@pghistory.track()
class Decision(models.Model):
    """What the committee proposes for a stage or at the end, and the second pair of eyes that approves it.

    `given` is the input of `engines.selection` (scores, rules), `result` its output; `input_hash` ties the two. `used` says whether
    raw or corrected scores decided.
    """

    class Kind(models.TextChoices):
        SHORTLIST = "shortlist", _("who goes on")
        FINAL = "final", _("final selection")
        REREVIEW = "rereview", _("after an objection")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("of a decision", "proposed")
        RETURNED = "returned", pgettext_lazy("of a decision", "sent back")
        APPROVED = "approved", pgettext_lazy("of a decision", "approved")
        RELEASED = "released", pgettext_lazy("of a decision", "told")

    selection = models.ForeignKey(Selection, models.PROTECT, related_name="decisions")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="decisions")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    kind = models.CharField(max_length=9, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    used = models.CharField(
        max_length=10, choices=[("raw", _("scores as given")), ("calibrated", _("corrected scores"))], default="raw"
    )
    given = models.JSONField()
    result = models.JSONField()
    input_hash = models.CharField(max_length=64)
    minutes = models.TextField(_("minutes"), max_length=20_000, blank=True)
    present = models.JSONField(default=list)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.CharField(max_length=600, blank=True)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    request_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="reviews_a_second_person_approves",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "released"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="reviews_what_is_approved_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["stage"],
                condition=Q(state__in=["proposed", "approved"]) & ~Q(kind="rereview"),
                name="reviews_one_open_decision_a_stage",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


@pghistory.track(exclude=["version"])
class Outcome(models.Model):
    """What became of a case. Nothing of it is shown to an applicant before `released_at`."""

    class Result(models.TextChoices):
        GOES_ON = "goes_on", pgettext_lazy("of an outcome", "goes on to the next stage")
        SELECTED = "selected", _("selected")
        RESERVE = "reserve", _("on the reserve list")
        NOT_SELECTED = "not_selected", _("not selected")
        INELIGIBLE = "ineligible", _("not eligible")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Standing(models.TextChoices):
        FINAL = "final", pgettext_lazy("of an outcome", "as told")
        OFFERED = "offered", _("to be confirmed")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("place given up")
        LAPSED = "lapsed", _("not confirmed in time")
        REVOKED = "revoked", _("place taken back")

    case = models.OneToOneField(Case, models.PROTECT, related_name="outcome")
    selection = models.ForeignKey(Selection, models.PROTECT, related_name="outcomes")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="outcomes")
    result = models.CharField(max_length=12, choices=Result)
    standing = models.CharField(max_length=9, choices=Standing, default=Standing.FINAL)
    place = models.PositiveIntegerField(null=True, blank=True)
    reserve_order = models.PositiveIntegerField(null=True, blank=True)
    score = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    feedback = models.JSONField(default=dict)
    released_at = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    confirm_by = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=600, blank=True)
    version = models.PositiveIntegerField(default=1)
    request_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "reserve_order"],
                condition=Q(reserve_order__isnull=False),
                name="reviews_the_reserve_list_is_ordered",
            ),
            models.CheckConstraint(
                condition=~Q(standing="offered") | Q(offered_at__isnull=False, confirm_by__isnull=False),
                name="reviews_an_offer_says_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=["confirmed", "declined", "lapsed", "offered"]) | Q(result="selected"),
                name="reviews_only_a_selected_one_confirms",
            ),
        ]
        indexes = [
            # The nightly and hourly job: offers whose time is up.
            models.Index(fields=["confirm_by"], condition=Q(standing="offered"), name="reviews_offers_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.result}"


class Letter(models.Model):
    """A letter about an outcome, in the applicant's language. Prepared first, all of a decision are released together."""

    class Kind(models.TextChoices):
        SHORTLIST = "shortlist", _("result of a stage")
        RESULT = "result", _("result")
        PROMOTED = "promoted", _("a place has become free")
        LAPSED = "lapsed", _("place lapsed")
        REVOKED = "revoked", _("place taken back")
        OBJECTION = "objection", _("answer to an objection")

    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="letters")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "kind"],
                condition=Q(kind="result"),
                name="reviews_one_letter_of_result",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Delivery(models.Model):
    """One letter to one member of the team, by mail. Written with the letter; `sent_at` says that it has gone."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    # They are no longer in the team: nothing is sent.
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "person"], name="reviews_a_letter_goes_once_to_a_person"),
        ]
        indexes = [
            models.Index(
                fields=["letter"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="reviews_letters_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.person_id}"


class Objection(models.Model):
    """An applicant does not accept a result. `challenged`: labels of reviewers they will not have judge again, with reasons."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of an objection", "open")
        UPHELD = "upheld", pgettext_lazy("of an objection", "upheld")
        REJECTED = "rejected", pgettext_lazy("of an objection", "rejected")

    outcome = models.OneToOneField(Outcome, models.PROTECT, related_name="objection")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    text = models.TextField(max_length=6000)
    challenged = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answer = models.TextField(max_length=6000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    rereview = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="objection")
    request_key = models.UUIDField(unique=True, editable=False)

    def __str__(self) -> str:
        return self.public_id


class StageStanding(models.Model):
    """How a case came out of one stage: what was computed, and how, so that it can be reckoned again by hand."""

    class Status(models.TextChoices):
        PASSED = "passed", _("goes on")
        FAILED = "failed", _("does not go on")
        RESERVE = "reserve", pgettext_lazy("after a stage", "reserve")

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="standings")
    case = models.ForeignKey(Case, models.PROTECT, related_name="standings")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="standings")
    status = models.CharField(max_length=8, choices=Status)
    place = models.PositiveIntegerField(null=True, blank=True)
    score = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    derivation = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "case"], name="reviews_one_standing_a_case_and_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.status}"

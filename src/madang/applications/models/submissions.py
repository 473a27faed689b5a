from django.db import models
from django.db.models import Q

from madang.people.models import Person

from .applications import Application
from .forms import FormVersion


class Submission(models.Model):
    """An application as it was handed in, never changed; the receipt is made from it.

    `content` is what `engines.forms.content` makes canonical and `content_hash` its SHA-256. `submitted_at` is the database's
    clock. A correction on request makes the next `number`. `request_key` makes handing in repeatable without a double.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    in_grace = models.BooleanField(default=False)
    request_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="applications_submissions_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.number}"


class Correction(models.Model):
    """Staff ask an applicant to mend named answers after closing; what was handed in first stays beside it."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="corrections")
    questions = models.JSONField()
    reason = models.CharField(max_length=600)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    submission = models.OneToOneField(Submission, models.PROTECT, null=True, blank=True, related_name="correction")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True, recalled_at__isnull=True),
                name="applications_one_open_correction",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=models.F("asked_at")), name="applications_a_correction_leaves_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.asked_at:%Y-%m-%d}"

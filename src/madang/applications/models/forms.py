import pghistory
from django.db import models

from madang.people.models import Person
from madang.programmes.models import Call


@pghistory.track(exclude=["updated_at"])
class CallForm(models.Model):
    """The form of a call as its staff write it. Applicants meet only its published versions.

    `draft` is `engines.forms` JSON. `version` counts saved edits: one that was opened on an older state is refused.
    """

    call = models.OneToOneField(Call, models.CASCADE, primary_key=True, related_name="form")
    draft = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"form of call {self.call_id}"


class FormVersion(models.Model):
    """One published state of a call's form, never changed: applications point at the one they answer."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="form_versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="applications_form_versions_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"form {self.number} of call {self.call_id}"

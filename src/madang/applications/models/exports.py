from django.db import models

from madang.people.models import Person, opaque
from madang.programmes.models import Call


class Export(models.Model):
    """A copy of a call's applications that staff asked for, made by the worker and thrown away when it expires.

    `done` of `total` applications are in it. `choice`: the filters of the list it was asked from.
    """

    class Kind(models.TextChoices):
        TABLE = "table"
        PAPERS = "papers"

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"
        EXPIRED = "expired"

    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="exports")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    choice = models.JSONField(default=dict)
    language = models.CharField(max_length=2)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="exports/%Y/", blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    request_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(ready_at__isnull=False, expires_at__isnull=False),
                name="applications_a_ready_export_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind} {self.state}"

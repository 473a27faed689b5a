from django.db import models

from madang.people.models import Person
from madang.programmes.models import Call


class Extension(models.Model):
    """More time for everyone who applies to a call, given by the operator, with the reason readers see. Kept for ever."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="extensions")
    closes_before = models.DateTimeField(null=True)
    closes_after = models.DateTimeField()
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    request_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_before__isnull=True) | models.Q(closes_after__gt=models.F("closes_before")),
                name="applications_an_extension_gives_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.closes_after:%Y-%m-%d %H:%M}"

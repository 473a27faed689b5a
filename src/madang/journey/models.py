"""The append-only thread of what happened to each startup. Written through `log.record` only."""

import pgtrigger
from django.db import models

from .queries import EntryQuerySet


class Entry(models.Model):
    """One thing that happened. Holds ids and plain values, no names: erasing a person empties the person's row instead.

    Triggers refuse UPDATE, DELETE and TRUNCATE. `seq` orders entries of one startup; across startups ids are not in commit order.
    """

    startup = models.ForeignKey("startups.Startup", models.PROTECT, related_name="journey", null=True, blank=True)
    institution = models.ForeignKey(
        "institutions.Institution", models.PROTECT, related_name="journey", null=True, blank=True
    )
    kind = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField()
    # The person's id and the capacity they acted in. No foreign key cascade may ever reach this table.
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(max_length=16)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            # The thread of one startup, newest first.
            models.Index(fields=["startup", "-at", "-id"], name="journey_thread_of_startup"),
            models.Index(fields=["kind", "at"], name="journey_kind_over_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(startup__isnull=False) | models.Q(institution__isnull=False),
                name="journey_an_entry_is_about_someone",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="journey_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="journey_is_never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'journey: Cannot truncate % table', TG_TABLE_NAME;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"

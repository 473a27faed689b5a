"""Three append-only tables: entries as they happen, the links that chain them, the heads that end each day."""

from typing import Any, Final

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from .queries import AuditQuerySet


def kept_for_good(table: str) -> list[Any]:
    """The triggers that refuse UPDATE, DELETE and TRUNCATE."""
    return [
        pgtrigger.Protect(name=f"{table}_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name=f"{table}_is_never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'audit: Cannot truncate % table', TG_TABLE_NAME;",
        ),
    ]


class Entry(models.Model):
    """One look or one change. Ids and plain values, no names, no text of anyone: erasing a person empties the person's row.

    Written in the transaction it tells of, without waiting for any other; chained within a minute (`Link`).
    """

    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    # Numbers, not foreign keys: core knows no people, and no cascade may ever reach this table.
    actor = models.BigIntegerField(null=True)
    capacity = models.CharField(max_length=16)
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    thing = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recorded_at"], name="audit_waiting"),  # sealing looks at the last two days
            models.Index(fields=["kind", "thing", "-id"], name="audit_of_a_thing"),
            models.Index(fields=["actor", "-id"], name="audit_of_a_person"),
            models.Index(fields=["action", "-id"], name="audit_of_an_action"),
        ]
        triggers = kept_for_good("audit_entry")

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.thing}"


class Link(models.Model):
    """An entry's place in the chain. `hash` covers the one before, the day and everything the entry says."""

    place = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="link")
    day = models.DateField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["previous"], name="audit_the_chain_never_forks"),
            models.CheckConstraint(condition=models.Q(place__gte=1), name="audit_places_count_from_one"),
        ]
        triggers = kept_for_good("audit_link")

    def __str__(self) -> str:
        return f"{self.place} {self.hash[:8]}"


class Head(models.Model):
    """The end of one day: how far the chain had come, hashed with the head of the day before. The next day starts from it."""

    day = models.DateField(primary_key=True)
    place = models.BigIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["previous"], name="audit_days_never_fork")]
        triggers = kept_for_good("audit_head")

    def __str__(self) -> str:
        return f"{self.day} {self.hash[:8]}"


TABLES: Final = (Entry, Link, Head)

"""What the street's own search knows of institutions and startups."""

from django.db import models


class Door(models.Model):
    """A public page of an institution or a startup as search holds it: its concepts and words, packed.

    Written by the worker each minute for what has changed. Followed by web processes as `programmes.CallIndex` is:
    `written_in` is the number of the transaction that wrote the row.
    """

    class Kind(models.TextChoices):
        INSTITUTION = "institution"
        STARTUP = "startup"

    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.BigIntegerField()
    is_public = models.BooleanField()
    lexicon = models.CharField(max_length=16)
    packed = models.BinaryField()
    # The subject's own `updated_at` as it was read: newer there means to be read again.
    read_at = models.DateTimeField()
    written_in = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="one_door_for_each_page")]
        indexes = [models.Index(fields=["written_in"], name="door_written")]  # each search asks what is new

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class HouseCheck(models.Model):
    """What came of asking every invariant (`core.invariants`): the nightly answer, for the operator's desk."""

    at = models.DateTimeField()
    asked = models.PositiveSmallIntegerField()
    # [{"name", "sentence", "count", "ids"}]: what was broken.
    broken = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="house_check_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.asked}"

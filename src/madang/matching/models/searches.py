"""What is searched for, counted without people: raw asks for a day at most, then only numbers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from madang.matching.queries.searches import TallyQuerySet


class DaySalt(models.Model):
    """The random key of one day. Once it is thrown away nobody, we included, can tell whose mark is whose."""

    day = models.DateField(unique=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.day}"


class Ask(models.Model):
    """One search, or one call opened from a list of results, until the night's count.

    `mark` is a hash of network address and browser under the day's key; it tells one asker's searches from another's
    within the day. `text` is normalised and empty when it looked like an address or a number of someone.
    """

    at = models.DateTimeField()
    mark = models.CharField(max_length=16)
    place = models.CharField(max_length=10)
    page_language = models.CharField(max_length=2)
    text = models.CharField(max_length=120, blank=True)
    text_language = models.CharField(max_length=2, blank=True)
    withheld = models.BooleanField(default=False)
    filters = ArrayField(models.CharField(max_length=40), default=list)
    found = models.PositiveIntegerField(null=True)
    rank = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="matching_asks_by_time")]

    def __str__(self) -> str:
        return self.place


class Rare(models.Model):
    """A text that too few have asked to be shown: only a keyed hash of it, with how many asked it on which days."""

    mac = models.CharField(max_length=32)
    day = models.DateField()
    askers = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mac", "day"], name="matching_a_rare_text_once_a_day")]

    def __str__(self) -> str:
        return self.mac


class Tally(models.Model):
    """How often something was searched on a day: `kind` says what, `word` which one. Leads to nobody."""

    day = models.DateField()
    kind = models.CharField(max_length=12)
    word = models.CharField(max_length=120, blank=True)
    n = models.PositiveIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "kind", "word"], name="matching_one_tally_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.word} {self.n}"

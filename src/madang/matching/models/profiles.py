from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from madang.startups.models import Startup


class ProfileIndex(models.Model):
    """The concepts that a startup's profile names, for desks that ask about many startups at once.

    Made by the worker from the words of the profile. `of_version` is the startup's version and `lexicon` the print of
    the lexicon they were read with: a row that is behind in either is made again. A startup's own pages never read it.
    """

    startup = models.OneToOneField(Startup, models.CASCADE, primary_key=True, related_name="+")
    concepts = ArrayField(models.CharField(max_length=60), default=list)
    weights = ArrayField(models.FloatField(), default=list)
    of_version = models.PositiveIntegerField()
    lexicon = models.CharField(max_length=16)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            # Who names one of these concepts, among tens of thousands.
            GinIndex(fields=["concepts"], name="matching_startups_by_concept"),
        ]

    def __str__(self) -> str:
        return f"{self.startup_id}: {len(self.concepts)}"

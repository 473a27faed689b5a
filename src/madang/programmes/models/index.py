from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class CallIndex(models.Model):
    """What search and matching know of a call: the concepts it names, and its words packed for ranking.

    Written by the worker after each change. Web processes hold the public rows in memory and fetch what was written since:
    `written_in` is the number of the transaction that wrote the row, so a reader that remembers the oldest transaction
    still running at its last look misses none, in whatever order they commit.
    """

    call = models.OneToOneField("programmes.Call", models.CASCADE, primary_key=True, related_name="index")
    is_public = models.BooleanField(default=False)
    lexicon = models.CharField(max_length=16)
    concepts = ArrayField(models.CharField(max_length=60), default=list)
    # One for each concept, from 0 to about 3: how much the call says of it.
    weights = ArrayField(models.FloatField(), default=list)
    packed = models.BinaryField(default=bytes)
    written_in = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["written_in"], name="call_index_written"),  # each search asks what is new
            GinIndex(fields=["concepts"], name="call_index_concepts"),  # calls that share a concept with a startup
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(concepts__len=models.F("weights__len")), name="each_concept_has_a_weight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {len(self.concepts)} concepts"

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class MeaningModel(models.Model):
    """A model whose vectors are kept. Searches go by the one that is active, also while the next one is being built.

    `means` and `seeds`: float32 (2, 3, dim), documents' and queries' means by language (ko, zh, en); the means are over
    public calls only. `written_in` is the transaction that wrote the means last, as in `CallIndex`.
    """

    class State(models.TextChoices):
        BUILDING = "building"
        ACTIVE = "active"
        RETIRED = "retired"

    class Kind(models.TextChoices):
        EMBEDDED = "embedded"
        ENDPOINT = "endpoint"

    model_id = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.BUILDING)
    dim = models.PositiveIntegerField()
    query_prefix = models.CharField(max_length=300, blank=True)
    passage_prefix = models.CharField(max_length=300, blank=True)
    # How many public calls of each language the means are over.
    counts = ArrayField(models.PositiveIntegerField(), size=3)
    means = models.BinaryField()
    seeds = models.BinaryField()
    written_in = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="active"), name="one_model_is_active"),
            models.CheckConstraint(condition=Q(dim__gt=0), name="a_vector_has_numbers"),
        ]

    def __str__(self) -> str:
        return f"{self.model_id}: {self.state}"


class CallVector(models.Model):
    """What a call means, as one model has it: half its title's and its whole text's vector, float16, little end first.

    `content`: sha256 of what was encoded, so that a text is encoded again only when it has changed. `seen_in`: the
    `written_in` of the call's `CallIndex` when its text was read; where the two differ the text must be looked at again.
    """

    model = models.ForeignKey(MeaningModel, models.CASCADE, related_name="vectors")
    call = models.ForeignKey("programmes.Call", models.CASCADE, related_name="vectors")
    lang = models.CharField(max_length=2)
    content = models.BinaryField()
    vector = models.BinaryField()
    seen_in = models.BigIntegerField()
    written_in = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "model"], name="one_vector_for_each_call_and_model"),
        ]
        indexes = [
            models.Index(fields=["model", "written_in"], name="call_vector_written"),  # each search asks what is new
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {len(self.vector) // 2} numbers"

from django.db import models


class SearchVocabulary(models.Model):
    """Every word of the catalogue and in how many calls it stands, packed for the small query side of search.

    The worker makes a new row after it has indexed; web processes notice the higher id and load it.
    """

    built_at = models.DateTimeField()
    terms = models.PositiveIntegerField()
    packed = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.terms} terms, {self.built_at:%Y-%m-%d %H:%M}"

from django.db import models


class SearchTerm(models.Model):
    """A word of the catalogue and in how many calls it stands: what the small query side of search knows."""

    language = models.CharField(max_length=2)
    term = models.CharField(max_length=120)
    calls = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "term"], name="programmes_a_search_term_counts_once")]

    def __str__(self) -> str:
        return self.term

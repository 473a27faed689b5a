from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.matching.queries.dismissals import DismissalQuerySet
from madang.people.models import Person
from madang.programmes.models import Call
from madang.startups.models import Startup


class Dismissal(models.Model):
    """A suggestion that a startup does not want to see, and why. The reason changes what is suggested later.

    `concepts` are those of the startup's own profile that had brought the call up, as they were then: "not our field"
    lowers them, and goes on doing so though the call is worded anew.
    """

    class Reason(models.TextChoices):
        FIELD = "field", _("Not our field")
        SMALL = "small", _("Too small")
        STAGE = "stage", _("Wrong stage")
        DONE = "done", _("Done already")
        OTHER = "other", _("Another reason")

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="dismissals")
    call = models.ForeignKey(Call, models.CASCADE, related_name="dismissals")
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    concepts = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    dismissed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField()

    objects = DismissalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["startup", "call"], name="matching_a_call_is_dismissed_once_by_a_startup"),
        ]

    def __str__(self) -> str:
        return f"{self.startup_id} {self.call_id} {self.reason}"

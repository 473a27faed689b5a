"""The answer bank: what a startup has once answered, by the question's meaning, to answer it again without typing."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.people.models import Person
from madang.startups.queries import AnswerQuerySet

from .startup import Startup


@pghistory.track()
class Answer(models.Model):
    """One answer of a startup to a question of the shared library, in one language or, where it has none, in all.

    `meaning` is a key of `engines.forms`' library, `value` its canonical JSON (`engines.forms.values`). `as_of` is the day
    it was true, `valid_until` the last day it may be used without asking. `version` counts saved edits: an edit that was
    opened on an older one is refused for this answer alone. `source_ref` names what it came from, such as an application's
    public id; nothing is looked up by it here.
    """

    class Source(models.TextChoices):
        TYPED = "typed", _("typed here")
        APPLICATION = "application", _("from an application")
        PROFILE = "profile", pgettext_lazy("of an answer", "from the profile")
        IMPORT = "import", _("imported")

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="answers")
    meaning = models.CharField(_("question"), max_length=60)
    lang = models.CharField(_("language"), max_length=2, blank=True)
    value = models.JSONField(_("answer"))
    as_of = models.DateField(_("as of"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source, default=Source.TYPED)
    source_ref = models.CharField(max_length=60, blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["startup", "meaning", "lang"], name="startups_one_answer_a_meaning_and_language"
            ),
            models.CheckConstraint(
                condition=Q(lang__in=["", "ko", "zh", "en"]), name="startups_an_answer_is_in_a_language_of_the_street"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("as_of")),
                name="startups_an_answer_ends_after_its_day",
                violation_error_message=_("The last day of validity is before the day of the answer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meaning} {self.lang}".strip()

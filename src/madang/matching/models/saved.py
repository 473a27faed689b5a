"""Searches that people keep, and what was found in them since."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.matching.queries.saved import FindingQuerySet, SavedSearchQuerySet
from madang.people.models import Person, opaque
from madang.programmes.models import Call
from madang.startups.models import Startup

LANGUAGES = [("ko", "한국어"), ("zh-hans", "中文"), ("en", "English")]


class SavedSearch(models.Model):
    """One search of the catalogue that a person keeps.

    `address` is the query string of the page of results, without order and page. `known` holds the ids of the calls that it
    gave when it was saved: they are not news. `startup`: saved from its catalogue, so each call says how the startup stands.
    """

    class Pace(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week, on Monday")
        NEVER = "never", _("No e-mail")

    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_searches")
    startup = models.ForeignKey(Startup, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(max_length=2000, blank=True)
    pace = models.CharField(_("e-mail about new calls"), max_length=8, choices=Pace, default=Pace.DAILY)
    language = models.CharField(_("language of the e-mail"), max_length=8, choices=LANGUAGES, default="ko")
    paused_at = models.DateTimeField(null=True, blank=True)
    # What was found before this moment is never mailed: the person wanted no mail then.
    mail_since = models.DateTimeField()
    looked_at = models.DateTimeField()
    known = ArrayField(models.BigIntegerField(), default=list)
    # The private feed: open or not, and how often its link was changed. The link is signed, so nothing secret is kept.
    feed_is_open = models.BooleanField(default=False)
    feed_turn = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "startup", "address"],
                nulls_distinct=False,
                name="matching_a_search_is_saved_once",
                violation_error_message=_("You have already saved this search."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="matching_a_saved_search_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Finding(models.Model):
    """A call that appeared in a saved search after it was saved. Found once, whatever becomes of the call."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="findings")
    call = models.ForeignKey(Call, models.CASCADE, related_name="findings")
    found_at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "call"], name="matching_a_call_is_found_once_in_a_search")
        ]
        indexes = [
            # What is new since somebody looked.
            models.Index(fields=["search", "-found_at"], name="matching_found_newest")
        ]

    def __str__(self) -> str:
        return f"{self.search_id} {self.call_id}"


class Lookout(models.Model):
    """Until when the catalogue was looked through for all saved searches. One row."""

    name = models.CharField(max_length=20, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

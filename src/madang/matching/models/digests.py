"""What a person chose about mail, the mails themselves, and the ledger of what was told so that nothing is told twice."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.matching.queries.saved import OwnedQuerySet
from madang.people.models import Person, opaque
from madang.programmes.models import Call

from .saved import LANGUAGES, SavedSearch

# Days before closing at which a reminder may be sent, and those that are chosen unless a person says otherwise.
DAYS = (14, 7, 3, 1)
USUAL_DAYS = (7, 3, 1)


def usual_days() -> list[int]:
    return list(USUAL_DAYS)


class MailChoices(models.Model):
    """In which zone and at what hour a person's morning mail comes, and which closing days it reminds of."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="mail_choices")
    zone = models.CharField(_("your time zone"), max_length=40, default="Asia/Seoul")
    hour = models.PositiveSmallIntegerField(_("hour of the mail"), default=8)
    reminds = models.BooleanField(_("remind me of closing dates"), default=True)
    days = ArrayField(models.PositiveSmallIntegerField(), default=usual_days)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hour__gte=5, hour__lte=20), name="matching_mail_comes_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.zone} {self.hour}"


def usual_zone(person: Person) -> str:
    """The zone of the country whose language the person reads; what holds until they choose."""
    return "Asia/Shanghai" if person.language == "zh-hans" else "Asia/Seoul"


def choices_of(person: Person) -> MailChoices:
    """What the person chose, or what holds until they choose. One query."""
    return MailChoices.objects.filter(person=person).first() or MailChoices(person=person, zone=usual_zone(person))


class Letter(models.Model):
    """One mail to one person. Made in the transaction that writes what it tells and queues its sending.

    `day` is the person's own day. Neither `sent_at` nor `dropped_at`: it waits. `dropped_at`: when its turn came there was
    nothing left to tell, or the person no longer wanted it.
    """

    class Kind(models.TextChoices):
        DIGEST = "digest", _("Morning mail")
        AT_ONCE = "at_once", _("At once")

    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=8, choices=Kind)
    day = models.DateField()
    language = models.CharField(max_length=8, choices=LANGUAGES)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day"], condition=Q(kind="digest"), name="matching_one_morning_mail_a_day"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True),
                name="matching_a_letter_is_sent_or_dropped",
            ),
        ]
        indexes = [
            # Letters whose job was lost are taken up again.
            models.Index(
                fields=["made_at"], condition=Q(sent_at__isnull=True, dropped_at__isnull=True), name="matching_unsent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class Told(models.Model):
    """The ledger: what a person was told about a call. The database refuses to note the same twice, so no mail can repeat it.

    `kind`: "new" in a search, or "due7" for a reminder seven days before. `closes_on` is the closing day that a reminder was
    about: when a call is extended, the new day is new.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    search = models.ForeignKey(SavedSearch, models.CASCADE, null=True, blank=True, related_name="told")
    call = models.ForeignKey(Call, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6)
    closes_on = models.DateField(null=True, blank=True)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="told")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "search", "call", "kind", "closes_on"],
                nulls_distinct=False,
                name="matching_nothing_is_told_twice",
            ),
            models.CheckConstraint(
                condition=Q(kind="new", search__isnull=False, closes_on__isnull=True)
                | Q(kind__startswith="due", search__isnull=True, closes_on__isnull=False),
                name="matching_told_of_a_search_or_of_a_day",
            ),
        ]
        indexes = [
            # What was told of a search, asked at each look through it.
            models.Index(fields=["search", "call"], name="matching_told_of_search")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.call_id}"

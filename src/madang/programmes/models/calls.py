from datetime import datetime

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from madang.core.text import TextField
from madang.institutions.models import Institution
from madang.people.models import Person, opaque
from madang.programmes.queries import CallQuerySet
from madang.startups.models import Startup

from .programmes import Programme


@pghistory.track(exclude=["updated_at", "search", "heading", "titles", "indexed_at", "version"])
class Call(models.Model):
    """One intake of a programme: who may apply, for what, until when.

    Times are kept in UTC with the zone they were written in. `closes_at` is the first moment at which nothing new may begin;
    `grace_minutes` more are given to drafts that already have a number. No `closes_at`: it stays open (`window_note` says why).
    `rule` is `engines.eligibility` JSON, `rule_checked_at` when a person last confirmed it (None: as a machine read it).
    `supports`, `sectors`, `regions` and `money_max` are what the catalogue filters by; they start from the programme's.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SCHEDULED = "scheduled", _("scheduled")
        PUBLISHED = "published", _("published")
        CLOSED = "closed", _("closed")
        DECIDED = "decided", _("decided")
        ARCHIVED = "archived", _("archived")

    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="calls")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="calls")
    number = models.CharField(_("call number"), max_length=40, blank=True)
    title = TextField(_("title"))
    summary = TextField(_("in one or two sentences"), blank=True)
    body = TextField(_("full text"), blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Seoul")
    grace_minutes = models.PositiveSmallIntegerField(_("grace for numbered drafts (minutes)"), default=0)
    window_note = models.CharField(_("if there is no closing time, why"), max_length=120, blank=True)
    publish_at = models.DateTimeField(_("publish by itself at"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reference_on = models.DateField(_("ages are counted on"), null=True, blank=True)
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    multiple = models.DecimalField(
        _("how many times the places pass the documents"), max_digits=3, decimal_places=1, null=True, blank=True
    )
    money_max = models.BigIntegerField(_("at most, for each"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="KRW")
    own_share = models.PositiveSmallIntegerField(_("own share (%)"), null=True, blank=True)
    supports = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    sectors = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    stages = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    funding = models.CharField(max_length=8, choices=Programme.Funding, default=Programme.Funding.PUBLIC)
    rule = models.JSONField(_("who may apply"), null=True, blank=True)
    rule_checked_at = models.DateTimeField(null=True, blank=True)
    rule_checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # [{"kind", "within_days", "note"}]: documents asked for, with how fresh they must be.
    documents = models.JSONField(_("documents"), default=list, blank=True)
    # [{"name", "phone", "email"}] of desks, not of private persons.
    contacts = models.JSONField(_("contacts"), default=list, blank=True)
    apply_url = models.URLField(_("where to apply"), blank=True)
    apply_note = models.CharField(_("how to apply"), max_length=300, blank=True)
    source_url = models.URLField(_("original notice"), max_length=500, blank=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    version = models.PositiveIntegerField(default=1)
    # Made by the indexer from the text: words of all languages, plain titles for names.
    search = SearchVectorField(null=True, editable=False)
    # The same words without the full text: small enough to be weighed for thousands of hits.
    heading = SearchVectorField(null=True, editable=False)
    titles = models.TextField(default="", editable=False)
    indexed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            # The catalogue's default page: what closes next among what is published.
            models.Index(
                fields=["closes_at", "id"], condition=Q(status="published"), name="programmes_open_by_deadline"
            ),
            models.Index(fields=["-published_at", "-id"], condition=Q(status="published"), name="programmes_newest"),
            models.Index(fields=["institution", "status"], name="programmes_of_a_desk"),
            models.Index(fields=["publish_at"], condition=Q(status="scheduled"), name="programmes_due_to_publish"),
            # Words of the text, and parts of names in any script.
            GinIndex(fields=["search"], name="programmes_words"),
            GinIndex(OpClass(F("titles"), name="gin_trgm_ops"), name="programmes_parts_of_titles"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="programmes_a_call_closes_after_it_opens",
                violation_error_message=_("The call closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "scheduled"]) | Q(published_at__isnull=False),
                name="programmes_past_draft_has_published_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(publish_at__isnull=False),
                name="programmes_scheduled_has_publish_at",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "scheduled"]) | Q(closes_at__isnull=False) | ~Q(window_note=""),
                name="programmes_published_says_until_when",
                violation_error_message=_("Say when the call closes, or why it has no closing time."),
            ),
            models.CheckConstraint(
                condition=Q(own_share__isnull=True) | Q(own_share__lte=100), name="programmes_own_share_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def is_open(self, *, now: datetime) -> bool:
        """Published, already open and not yet closed: the same rule for many is `CallQuerySet.open_at`."""
        started = self.opens_at is None or self.opens_at <= now
        running = self.closes_at is None or self.closes_at > now
        return self.status == self.Status.PUBLISHED and started and running


class CallPartner(models.Model):
    """A second institution that runs a call together with the first."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="partners")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="partner_calls")
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "institution"], name="programmes_a_partner_joins_a_call_once")
        ]

    def __str__(self) -> str:
        return f"{self.institution}"


class Stage(models.Model):
    """One step of a call after it closes: documents, presentation, site check, committee, notice, agreement."""

    class Kind(models.TextChoices):
        ELIGIBILITY = "eligibility", _("eligibility check")
        DOCUMENT = "document", _("document review")
        PRESENTATION = "presentation", _("presentation")
        SITE = "site", _("site check")
        COMMITTEE = "committee", _("committee")
        NOTICE = "notice", _("notice")
        AGREEMENT = "agreement", _("agreement")
        OTHER = "other", _("other")

    call = models.ForeignKey(Call, models.CASCADE, related_name="stages_set")
    kind = models.CharField(_("step"), max_length=14, choices=Kind)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = TextField(_("note"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="programmes_a_step_ends_after_it_starts",
                violation_error_message=_("The step ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Attachment(models.Model):
    """A file of a call, or the address of one, with its text once it has been read."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="attachments")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(upload_to="calls/%Y/", blank=True)
    url = models.URLField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    text = models.TextField(blank=True)
    text_note = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class SavedCall(models.Model):
    """A call a startup keeps in view."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="saved_by")
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="saved_calls")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "startup"], name="programmes_a_call_is_saved_once")]

    def __str__(self) -> str:
        return f"{self.startup_id} {self.call_id}"


class Feedback(models.Model):
    """One tap: was this call clear? Kept without who said it; the session key's hash only stops counting it twice."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="feedback")
    is_clear = models.BooleanField()
    language = models.CharField(max_length=2)
    given_on = models.DateField()
    once = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "once"], name="programmes_one_tap_each")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.is_clear}"

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.applications.queries import ApplicationQuerySet
from madang.people.models import Person, opaque
from madang.programmes.models import Call
from madang.startups.models import Document, Startup

from .forms import FormVersion


class Application(models.Model):
    """One startup's application to one call.

    `number` is what people quote on the phone. It is random: a serial would tell how many others applied. It is given at the
    first save, and only drafts that have one may be finished in the grace of the call. `version` counts every change of any
    field, so that two open pages notice each other. `language` is the one the answers are written in.
    `eligibility` is the machine's hint of `weighed_at` for staff ("met", "not_met", "unknown"; "": not looked at yet).
    `filed_for`: staff who filed on the startup's behalf, by the authority named in `authority`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of an application", "draft")
        SUBMITTED = "submitted", _("submitted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    number = models.CharField(_("application number"), max_length=16, unique=True, null=True, blank=True)
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    startup = models.ForeignKey(Startup, models.PROTECT, related_name="applications")
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="applications")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    language = models.CharField(_("language of the answers"), max_length=2, default="ko")
    title = models.CharField(_("title of the project"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    filed_for = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.CharField(_("by which authority"), max_length=300, blank=True)
    eligibility = models.CharField(max_length=8, blank=True, default="", editable=False)
    weighed_at = models.DateTimeField(null=True, blank=True, editable=False)
    request_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "startup"],
                condition=~Q(state="withdrawn"),
                name="applications_a_startup_applies_once_to_a_call",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(number__isnull=False, submitted_at__isnull=False),
                name="applications_what_was_submitted_has_number_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False),
                name="applications_what_was_withdrawn_says_when",
            ),
        ]
        indexes = [
            # The programme manager's list: one call, newest first.
            models.Index(fields=["call", "state", "-submitted_at"], name="applications_of_a_call"),
            models.Index(fields=["startup", "-changed_at"], name="applications_of_a_startup"),
        ]

    def __str__(self) -> str:
        return self.number or self.public_id


class Entry(models.Model):
    """The answer to one question. Each is saved and versioned by itself, so that two people can write one application."""

    class Source(models.TextChoices):
        TYPED = "typed", _("typed")
        BANK = "bank", _("from the answer bank")
        PROFILE = "profile", _("from the profile")

    application = models.ForeignKey(Application, models.CASCADE, related_name="entries")
    question = models.CharField(max_length=60)
    # Canonical value of `engines.forms.values`; null: emptied on purpose.
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=8, choices=Source, default=Source.TYPED)
    as_of = models.DateField(null=True, blank=True)
    edited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "question"], name="applications_one_answer_to_a_question"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.question}"


class AttachedFile(models.Model):
    """A document of the startup's wallet under one question of an application.

    The name, size and hash are those of the file when it was attached. Taking it off leaves the row: a submission may show it.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="files")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    question = models.CharField(max_length=60)
    document = models.ForeignKey(Document, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=80)
    pages = models.PositiveIntegerField(null=True, blank=True)
    attached_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="applications_a_file_stands_once_under_a_question",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """Who of the team has the application open, at which question. Rows older than a minute mean nothing."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    question = models.CharField(max_length=60, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], name="applications_one_place_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.person_id}"


class SignOff(models.Model):
    """A member of the team stands by the application as it was: `content_hash` says which state they read."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="sign_offs")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person", "content_hash"], name="applications_one_sign_off_a_person_and_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.person_id}"

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.institutions.models import Institution
from madang.people.models import Person, opaque
from madang.programmes.queries import ImportRunQuerySet

from .calls import Call


class ImportRun(models.Model):
    """One reading of one source, from upload to result: what was made, changed, left alone and refused."""

    class Status(models.TextChoices):
        PREVIEW = "preview", _("to be confirmed")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="imports", null=True, blank=True)
    source = models.CharField(_("source"), max_length=20)
    origin = models.CharField(_("file or address"), max_length=300)
    file = models.FileField(upload_to="imports/%Y/", blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    # {"full": bool, "draft": bool, "sheet": str}: what the person chose before starting.
    options = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    problem = models.TextField(blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    expired = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.source} {self.created_at:%Y-%m-%d}"


class SourceRecord(models.Model):
    """The raw record an imported call came from, as received, with the hash that tells whether it changed.

    `given` holds the call's fields as this record last gave them: where the call differs, a person has changed it since.
    It is empty for a record that was only linked to a call that was there before it.
    """

    source = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    call = models.ForeignKey(Call, models.CASCADE, related_name="source_records")
    raw = models.JSONField()
    given = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    first_run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+")
    last_run = models.ForeignKey(ImportRun, models.PROTECT, related_name="records")
    # Another source's record of the same call, when one was found.
    duplicate_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="duplicates")
    expired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="programmes_a_source_names_a_record_once"),
            models.CheckConstraint(
                condition=~Q(duplicate_of=models.F("id")), name="programmes_no_record_doubles_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class Refusal(models.Model):
    """One row that was not taken, with where it stood, what was wrong and how to mend it.

    With `is_remark` the row was taken all the same, and this is what a person should know about it.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="refusals")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict, blank=True)
    is_remark = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["run", "row"], name="programmes_refusals_in_order")]

    def __str__(self) -> str:
        return f"{self.row}: {self.code}"

"""The document wallet: files a startup keeps once and hands in many times."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.people.models import Person, opaque
from madang.startups.queries import DocumentQuerySet

from .startup import Startup


class Document(models.Model):
    """One file of a startup's wallet. Its bytes are found by their SHA-256 and never change: a new file is a new row.

    `kind` is a code of `engines.taxonomy.DOCUMENTS`. `name` is made anew from the uploaded one, its ending told by content.
    `checks` is what was measured when it came (`wallet.examine`). A version that was replaced or removed stays as long as
    anything points at it; the nightly sweep deletes removed ones nothing points at.
    """

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="documents")
    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    kind = models.CharField(_("document"), max_length=24)
    title = models.CharField(_("title"), max_length=120, blank=True)
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    file = models.FileField(_("file"), max_length=160)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    checks = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replacement")
    replaced_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["startup", "sha256"],
                condition=Q(replaced_at__isnull=True, removed_at__isnull=True),
                name="startups_a_file_stands_once_in_a_wallet",
                violation_error_message=_("The same file is already kept."),
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="startups_a_document_is_not_empty"),
            models.CheckConstraint(condition=~Q(kind=""), name="startups_a_document_is_of_a_kind"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(issued_on__isnull=True)
                | Q(valid_until__gte=models.F("issued_on")),
                name="startups_a_document_ends_after_it_was_issued",
                violation_error_message=_("The last day of validity is before the day of issue."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["startup", "kind"],
                condition=Q(replaced_at__isnull=True, removed_at__isnull=True),
                name="startups_current_documents",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.name

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.core.text import TextField
from madang.institutions.models import Institution, Site
from madang.people.models import opaque
from madang.programmes.queries import ProgrammeQuerySet


@pghistory.track(exclude=["updated_at"])
class Programme(models.Model):
    """A standing offer of an institution. What opens it for a time is a `Call`. Codes are those of `engines.taxonomy`."""

    class Funding(models.TextChoices):
        PUBLIC = "public", _("public money")
        PRIVATE = "private", _("private money")
        MIXED = "mixed", _("public and private money")

    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="programmes")
    name = TextField(_("name"))
    summary = TextField(_("in one or two sentences"), blank=True)
    supports = ArrayField(models.CharField(max_length=20), default=list, verbose_name=_("kinds of support"))
    sectors = ArrayField(models.CharField(max_length=24), default=list, blank=True, verbose_name=_("sectors"))
    stages = ArrayField(models.CharField(max_length=16), default=list, blank=True, verbose_name=_("stages"))
    languages = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, verbose_name=_("working languages")
    )
    funding = models.CharField(_("whose money"), max_length=8, choices=Funding, default=Funding.PUBLIC)
    # The family that duplicate-support rules name, such as "early-package".
    family = models.CharField(_("programme family"), max_length=60, blank=True)
    sites = models.ManyToManyField(Site, blank=True, related_name="programmes", verbose_name=_("sites"))
    is_active = models.BooleanField(_("offered now"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProgrammeQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.name)

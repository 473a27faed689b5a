"""The startup itself, and who belongs to it."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.text import TextField
from madang.people.models import Invitation as BaseInvitation
from madang.people.models import Person
from madang.startups.queries import StartupQuerySet


@pghistory.track(exclude=["updated_at"])
class Startup(models.Model):
    """One startup, from before it is founded. Codes (sectors, region, stage) are those of `engines.taxonomy`.

    `version` counts saved edits of the profile: a form that was opened on an older one is refused where the fields it
    writes have changed since, never merged silently. `request_key` makes founding repeatable without a double.
    """

    class Founding(models.TextChoices):
        PRE_FOUNDER = "pre_founder", _("not founded yet")
        SOLE_TRADER = "sole_trader", _("sole trader")
        CORPORATION = "corporation", _("corporation")

    class Operation(models.TextChoices):
        ACTIVE = "active", _("in business")
        SUSPENDED = "suspended", _("suspended")
        CLOSED = "closed", pgettext_lazy("of a business", "closed")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = TextField(_("name"))
    summary = TextField(_("in one or two sentences"), blank=True)
    founding_type = models.CharField(_("founding type"), max_length=12, choices=Founding, default=Founding.PRE_FOUNDER)
    operation = models.CharField(_("state of business"), max_length=10, choices=Operation, default=Operation.ACTIVE)
    country = models.CharField(_("country"), max_length=2, default="KR")
    business_number = models.CharField(_("business registration number"), max_length=20, blank=True)
    corporate_number = models.CharField(_("corporate registration number"), max_length=20, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=20, blank=True)
    opened_on = models.DateField(_("opening date"), null=True, blank=True)
    incorporated_on = models.DateField(_("incorporation date"), null=True, blank=True)
    region = models.CharField(_("head office"), max_length=12, blank=True)
    lab_region = models.CharField(_("certified laboratory"), max_length=12, blank=True)
    sectors = ArrayField(models.CharField(max_length=24), default=list, blank=True, verbose_name=_("sectors"))
    certificates = ArrayField(models.CharField(max_length=24), default=list, blank=True, verbose_name=_("certificates"))
    investment_stage = models.CharField(_("investment stage"), max_length=12, blank=True)
    website = models.URLField(_("web site"), blank=True)
    size = models.CharField(_("legal size class"), max_length=12, blank=True)
    # By consent of an owner (people.Consent keeps the words); these two only say how things stand now.
    is_public = models.BooleanField(_("public page"), default=False)
    shares_with_staff = models.BooleanField(_("institutions may see that it fits their calls"), default=False)
    # Lists nobody has filled in are unknown to a rule; an empty list that was confirmed is "none".
    confirmed = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    request_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = StartupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(founding_type="pre_founder") | Q(opened_on__isnull=True, incorporated_on__isnull=True),
                name="startups_a_pre_founder_has_no_founding_dates",
                violation_error_message=_("A startup that is not founded yet has no opening or incorporation date."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Membership(models.Model):
    """A person's place in a startup."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        EDITOR = "editor", _("editor")
        VIEWER = "viewer", _("viewer")

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=Role)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["startup", "person"], name="startups_one_role_per_person_and_startup"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


class Invitation(BaseInvitation):
    """An invitation to a startup."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=8, choices=Membership.Role)

    class Meta(BaseInvitation.Meta):
        pass

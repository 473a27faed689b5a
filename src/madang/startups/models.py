"""The startups: what each one is, who belongs to it, and the facts that rules ask about."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.text import TextField
from madang.people.models import Invitation as BaseInvitation
from madang.people.models import Person

from .queries import StartupQuerySet


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


class Founder(models.Model):
    """Someone who founded or represents the startup. Rules ask for age and kind; the name is for the team page."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="founders")
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=80)
    title = TextField(_("role in the team"), blank=True)
    is_representative = models.BooleanField(_("representative"), default=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    traits = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name=_("kind of founder"))
    # True: the traits left out are known not to hold. False: nobody said.
    traits_confirmed = models.BooleanField(_("none of the other kinds applies"), default=False)
    home_region = models.CharField(_("home region"), max_length=12, blank=True)
    # Other businesses of a representative: [{"type", "opened_on", "closed_on"}], because age rules may count from them.
    other_businesses = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class YearFigures(models.Model):
    """Revenue and headcount of one financial year."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="figures")
    year = models.PositiveSmallIntegerField(_("year"))
    revenue = models.BigIntegerField(_("revenue"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="KRW")
    headcount = models.PositiveIntegerField(_("people employed"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["startup", "year"],
                name="startups_one_set_of_figures_a_year",
                violation_error_message=_("There are figures for this year already. Change those instead."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1950, year__lte=2100), name="startups_figures_are_of_a_real_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}"


class Round(models.Model):
    """One closed investment round."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="rounds")
    stage = models.CharField(_("stage"), max_length=12)
    amount = models.BigIntegerField(_("amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="KRW")
    closed_on = models.DateField(_("closed on"))
    investors = models.CharField(_("investors"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="startups_a_round_brings_money"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.closed_on}"


class IntellectualProperty(models.Model):
    """A patent, design, trademark or the like, filed or registered."""

    class State(models.TextChoices):
        FILED = "filed", _("filed")
        REGISTERED = "registered", _("registered")

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="properties")
    kind = models.CharField(_("kind"), max_length=16)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.FILED)
    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("number"), max_length=40, blank=True)
    dated_on = models.DateField(_("date"), null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class Product(models.Model):
    """Something the startup makes or offers."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="products")
    name = TextField(_("name"))
    summary = TextField(_("what it does"), blank=True)
    on_market_since = models.DateField(_("on the market since"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.name)


class Standing(models.Model):
    """How the startup stands with one kind of debt that calls exclude. A kind nobody has checked is not recorded."""

    class State(models.TextChoices):
        CLEAR = "clear", _("nothing owed")
        OWING = "owing", _("owed")
        PAID = "paid", _("paid since")
        DEFERRED = "deferred", _("deferral granted")
        INSTALMENTS = "instalments", _("paid in instalments as agreed")
        COURT_PLAN = "court_plan", _("under a court's plan")

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="standings")
    kind = models.CharField(_("kind"), max_length=16)
    state = models.CharField(_("state"), max_length=12, choices=State)
    checked_on = models.DateField(_("checked on"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["startup", "kind"], name="startups_one_standing_per_kind_of_debt")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"


class Sanction(models.Model):
    """A bar from public programmes, first and last day included."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="sanctions")
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(starts_on__lte=models.F("ends_on")),
                name="startups_a_sanction_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ends_on}"


class SupportReceived(models.Model):
    """Support the startup had from a programme, here or elsewhere: what duplicate-support rules ask about."""

    class Ended(models.TextChoices):
        FINISHED = "finished", _("finished")
        RETURNED = "returned", _("given back")
        DROPPED = "dropped", _("given up")

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="supports")
    programme = models.CharField(_("programme"), max_length=200)
    # The family of programmes a rule names, such as "early-package"; empty when it belongs to none.
    family = models.CharField(_("programme family"), max_length=60, blank=True)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    amount = models.BigIntegerField(_("amount"), null=True, blank=True)
    currency = models.CharField(max_length=3, default="KRW")
    is_running = models.BooleanField(_("still running"), default=False)
    ended_how = models.CharField(_("how it ended"), max_length=10, blank=True, choices=Ended)

    def __str__(self) -> str:
        return f"{self.year} {self.programme}"


class Paper(models.Model):
    """A document the startup holds, with its dates. The file itself comes with the document wallet."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="papers")
    kind = models.CharField(_("document"), max_length=24)
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("issued_on")),
                name="startups_a_paper_ends_after_it_was_issued",
                violation_error_message=_("The last day of validity is before the day of issue."),
            )
        ]

    def __str__(self) -> str:
        return self.kind


class Declaration(models.Model):
    """A startup's own yes or no to a statement only it can make, by the key that rules ask with."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="declarations")
    key = models.CharField(max_length=60)
    answer = models.BooleanField()
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["startup", "key"], name="startups_one_answer_per_statement")]

    def __str__(self) -> str:
        return f"{self.key}: {self.answer}"

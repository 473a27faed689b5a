"""The lists of a profile that tell what a startup is and has: founders, years, rounds, rights, products."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.text import TextField

from .startup import Startup


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

"""How a startup stands with public programmes: debts, bars, support, papers, its own statements."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.people.models import Person

from .startup import Startup
from .wallet import Document


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
    """A document the startup holds, with its dates: what rules ask about. With a file in the wallet it follows that file."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="papers")
    document = models.OneToOneField(Document, models.CASCADE, null=True, blank=True, related_name="paper")
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

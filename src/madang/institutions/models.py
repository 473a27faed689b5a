"""The institutions of the street: who they are, where they are, who works there, and what is known of them from where."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.core.text import HTML_CODES, TextField
from madang.people.models import Invitation as BaseInvitation
from madang.people.models import Person

from .brand import hue_of
from .queries import InstitutionQuerySet

CONFIDENCE = [
    ("read", _("read in the source")),
    ("derived", _("worked out from sources")),
    ("recalled", _("from memory, not yet checked")),
    ("weak", _("weak source")),
]


@pghistory.track(exclude=["updated_at"])
class Institution(models.Model):
    """One institution: a door on the street. Names in three languages; the kind decides what pages it gets."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = TextField(_("name"))
    summary = TextField(_("what it does"), blank=True)
    kind = models.CharField(_("kind"), max_length=20)
    family = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="branches", verbose_name=_("part of")
    )
    is_public_body = models.BooleanField(_("publicly funded"), default=False)
    sectors = ArrayField(models.CharField(max_length=24), default=list, blank=True, verbose_name=_("sectors"))
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("languages"))
    region = models.CharField(_("region"), max_length=12, blank=True)
    website = models.URLField(_("web site"), blank=True)
    links = models.JSONField(_("links"), default=list, blank=True)
    logo = models.FileField(_("logo"), upload_to="logos/", blank=True)
    brand = models.CharField(
        _("brand colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("Write the colour as # and six hexadecimal digits."))],
    )
    founded_on = models.DateField(_("founded"), null=True, blank=True)
    # The door on the street's drawing: number, metres from its start, side. No door: not on the street itself.
    door = models.PositiveSmallIntegerField(_("door"), null=True, blank=True, unique=True)
    metres = models.DecimalField(_("metres from the start"), max_digits=5, decimal_places=1, null=True, blank=True)
    door_width = models.DecimalField(_("width of the door (m)"), max_digits=4, decimal_places=1, default=4)
    sign = TextField(_("on the signboard"), blank=True, help_text=_("A short name for the drawing of the street."))
    side = models.CharField(max_length=5, choices=[("north", _("north side")), ("south", _("south side"))], blank=True)
    is_listed = models.BooleanField(_("shown on the street"), default=True)
    # Chinese sorts by sound, Korean and English by letter: kept keys sort the same on every server.
    sort_ko = models.CharField(max_length=200, db_index=True, editable=False)
    sort_zh = models.CharField(max_length=200, db_index=True, editable=False)
    sort_en = models.CharField(max_length=200, db_index=True, editable=False)
    # Counts saved edits: a form opened on an older one is refused where its fields have changed since.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(family=models.F("id")), name="institutions_none_is_part_of_itself"),
            models.CheckConstraint(
                condition=Q(door__isnull=True) | Q(metres__isnull=False, side__in=["north", "south"]),
                name="institutions_a_door_has_a_place_on_the_street",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def hue(self) -> int | None:
        """The step of the house's circle of hues that stands for the brand colour; None for a grey."""
        return hue_of(self.brand)


class Alias(models.Model):
    """Another name an institution goes by, or was wrongly given; a wrong one is kept with its correction and source."""

    class Kind(models.TextChoices):
        ALIAS = "alias", _("also known as")
        FORMER = "former", _("formerly")
        ABBREVIATION = "abbreviation", _("short form")
        MISNOMER = "misnomer", _("wrongly named")

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="aliases")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ALIAS)
    text = models.CharField(_("name"), max_length=200)
    language = models.CharField(max_length=2)
    correction = TextField(_("what is right"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "text", "language"],
                name="institutions_alias_is_told_once",
                violation_error_message=_("This name is already in the list."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="misnomer") | ~Q(source=""),
                name="institutions_a_correction_names_its_source",
                violation_error_message=_("A wrong name is kept only with the source that used it."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def html_lang(self) -> str:
        """The `lang` attribute of the name."""
        return HTML_CODES.get(self.language, self.language)


class SourcedFact(models.Model):
    """One statement about an institution that came from outside, with where it was read and how sure it is."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="facts")
    label = TextField(_("what"))
    value = TextField(_("value"))
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), blank=True)
    as_of = models.CharField(
        _("as of"), max_length=10, help_text=_("A year, a month or a day: 2024, 2024-07 or 2024-07-31.")
    )
    confidence = models.CharField(_("confidence"), max_length=10, choices=CONFIDENCE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="institutions_a_fact_names_its_source"),
            models.CheckConstraint(
                condition=Q(as_of__regex=r"^\d{4}(-\d{2}){0,2}$"), name="institutions_a_fact_says_as_of_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


class Site(models.Model):
    """A place an institution runs: a building or part of one, in brief (rooms and bookings are another app's)."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="sites")
    name = TextField(_("name"))
    address = TextField(_("street address"), blank=True)
    region = models.CharField(_("region"), max_length=12, blank=True)
    area_m2 = models.PositiveIntegerField(_("floor area (m²)"), null=True, blank=True)
    floors_above = models.PositiveSmallIntegerField(_("floors above ground"), null=True, blank=True)
    floors_below = models.PositiveSmallIntegerField(_("floors below ground"), null=True, blank=True)
    is_main = models.BooleanField(_("main site"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution"],
                condition=Q(is_main=True),
                name="institutions_one_main_site_each",
                violation_error_message=_("Another site is already the main one. Change that one first."),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)


class StaffRole(models.Model):
    """A person's role at an institution's desk."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        MANAGER = "manager", _("programme manager")
        VIEWER = "viewer", _("viewer")
        SPACE = "space", _("space manager")
        EXPANSION = "expansion", _("expansion officer")

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="staff")
    person = models.ForeignKey(Person, models.PROTECT, related_name="staff_roles")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "person"], name="institutions_one_role_per_person_and_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


class Invitation(BaseInvitation):
    """An invitation to an institution's desk."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=StaffRole.Role)

    class Meta(BaseInvitation.Meta):
        pass

"""Forms of the profile's sections, of founding, of the team and of the public list."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core.clean import one_line
from madang.core.edits import reopened
from madang.core.forms import DateInput, TicksField, TrilingualField
from madang.startups.models import Membership, Startup
from madang.startups.sections import CONFIRM_LABELS, Section

from . import choices

Make = Callable[[], forms.Field]


def _day(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DateInput(), help_text=help_text)


def _name() -> TrilingualField:
    hint = _("As people know it. One language is enough; add the others when you have them.")
    return TrilingualField(label=_("Name"), max_length=120, help_text=hint)


def _number(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=20, required=False, help_text=help_text)


def _choice(label: Any, of: choices.Choices, help_text: Any = "", *, required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=of, required=required, help_text=help_text)


def _ticks(label: Any, of: choices.Choices) -> TicksField:
    widget = forms.CheckboxSelectMultiple(attrs={"class": "across"})
    return TicksField(label=label, choices=of, required=False, widget=widget)


FIELDS: Final[Mapping[str, Make]] = {
    "name": _name,
    "summary": lambda: TrilingualField(
        label=_("In one or two sentences"), long=True, rows=3, max_length=400, required=False
    ),
    "website": lambda: forms.URLField(label=_("Web site"), required=False, assume_scheme="https"),
    "country": lambda: _choice(_("Country of registration"), choices.nations, required=True),
    "size": lambda: _choice(_("Legal size class"), choices.sizes),
    "business_number": lambda: _number(
        _("Business registration number"),
        _("Korea: 10 digits. You can save it even if we warn that it looks mistyped."),
    ),
    "corporate_number": lambda: _number(_("Corporate registration number"), _("Korea: 13 digits, corporations only.")),
    "credit_code": lambda: _number(_("Unified social credit code"), _("China: 18 characters.")),
    "opened_on": lambda: _day(_("Opening date"), _("As on the business registration certificate.")),
    "incorporated_on": lambda: _day(_("Incorporation date"), _("As in the company register.")),
    "region": lambda: _choice(
        _("Head office"), choices.regions, _("The district, where you can: some calls ask for it.")
    ),
    "lab_region": lambda: _choice(
        _("Certified laboratory"),
        choices.regions,
        _("Where a certified company laboratory stands elsewhere than the head office."),
    ),
    "sectors": lambda: _ticks(_("Sectors"), choices.sectors),
    "certificates": lambda: _ticks(_("Certificates"), choices.certificates),
    "investment_stage": lambda: _choice(_("Investment stage"), choices.rounds),
}


class VersionedForm(forms.Form):
    """A form that says which state of the row it was opened on. `values()` are the row's fields alone."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version" and name[:4] != "all_"}

    def confirmed(self) -> dict[str, bool]:
        return {name[4:]: bool(value) for name, value in self.cleaned_data.items() if name[:4] == "all_"}

    def reopened(self, version: int) -> None:
        """Show the same input again as if it had been opened now: after a clash, with the differences beside it."""
        self.data = reopened(self.data, version=str(version))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("opened_on", "incorporated_on"):
            given = cleaned.get(name)
            if isinstance(given, date) and not 1900 <= given.year <= 2100:
                self.add_error(name, _("Please check the year."))
        return cleaned


def section_form(section: Section, startup: Startup, data: Any = None) -> VersionedForm | None:
    """The form of a section's own fields, opened on the startup's present version; None for a section of lists only."""
    names = [name for name in section.fields if _applies(name, startup)]
    if not names and not section.confirms:
        return None
    made: dict[str, forms.Field] = {name: FIELDS[name]() for name in names}
    for name in section.confirms:
        made[f"all_{name}"] = forms.BooleanField(label=str(CONFIRM_LABELS[name]), required=False)
    initial: dict[str, Any] = {name: getattr(startup, name) for name in names}
    initial |= {f"all_{name}": name in startup.confirmed for name in section.confirms}
    kind = type("SectionForm", (VersionedForm,), made)
    form: VersionedForm = kind(data, initial=initial | {"version": startup.version})
    return form


def _applies(name: str, startup: Startup) -> bool:
    """Fields that say nothing of this startup are not asked: a pre-founder has no number, only a corporation a register."""
    founding, country = startup.founding_type, startup.country
    match name:
        case "business_number" | "opened_on" | "size":
            return founding != Startup.Founding.PRE_FOUNDER and (name != "business_number" or country == "KR")
        case "corporate_number":
            return founding == Startup.Founding.CORPORATION and country == "KR"
        case "incorporated_on":
            return founding == Startup.Founding.CORPORATION
        case "credit_code":
            return founding != Startup.Founding.PRE_FOUNDER and country == "CN"
        case _:
            return True


class FoundForm(forms.Form):
    """Registering a startup: the few things without which nothing can be said about it."""

    name = TrilingualField(label=_("Name of the startup"), max_length=120)
    founding_type = forms.ChoiceField(
        label=_("Where do you stand?"), choices=Startup.Founding.choices, widget=forms.RadioSelect
    )
    country = forms.ChoiceField(label=_("Country"), choices=choices.nations, initial="KR")
    region = forms.ChoiceField(label=_("Head office"), choices=choices.regions, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("country", "region")}


class FoundingForm(forms.Form):
    """Founding the business, or changing its form."""

    founding_type = forms.ChoiceField(
        label=_("The startup is now"), choices=Startup.Founding.choices, widget=forms.RadioSelect
    )
    opened_on = _day(_("Opening date"), _("As on the business registration certificate."))
    incorporated_on = _day(_("Incorporation date"), _("Corporations only, as in the company register."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        for name in ("opened_on", "incorporated_on"):
            given = self.cleaned_data.get(name)
            if given and given.year < 1900:
                self.add_error(name, _("Please check the year."))
            elif given and given > self.today:
                self.add_error(name, _("This day has not come yet."))
        return self.cleaned_data


class OperationForm(forms.Form):
    operation = forms.ChoiceField(choices=Startup.Operation.choices)


class InviteForm(forms.Form):
    """Inviting someone to the team."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Membership.Role.EDITOR, _("editor: changes the profile")),
            (Membership.Role.VIEWER, _("viewer: looks only")),
            (Membership.Role.OWNER, _("owner: also decides who belongs and what is shown")),
        ],
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)


class SearchForm(forms.Form):
    """The public list's filters. Whatever cannot be read is left out, never an error."""

    q = forms.CharField(label=_("Name"), max_length=80, required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=choices.any_sector)
    region = forms.ChoiceField(label=_("Region"), required=False, choices=choices.any_region)

    def clean_q(self) -> str:
        return one_line(self.cleaned_data["q"]).strip()

    def picked(self) -> dict[str, str]:
        """The filters that could be read."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

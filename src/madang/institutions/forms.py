"""Forms of the institution's pages."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.core.clean import one_line
from madang.core.edits import reopened
from madang.core.forms import CHOOSE, TicksField, TrilingualField
from madang.core.text import LANGUAGES, reader_language
from madang.engines import taxonomy
from madang.engines.taxonomy.terms import Terms, choices

from . import brand, logos, policy
from .models import CONFIDENCE, Alias, Institution, StaffRole

Choices = Callable[[], list[Any]]


def _of(terms: Terms, *, empty: bool = False) -> Choices:
    return lambda: [*([CHOOSE] if empty else []), *choices(terms, reader_language())]


def _regions() -> list[Any]:
    """Regions grouped by the wider one."""
    lang = reader_language()
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, term in taxonomy.REGIONS.items():
        if term.parent:
            groups.setdefault(term.parent, []).append((code, term.said(lang)))
    return [CHOOSE, *((taxonomy.name(taxonomy.REGIONS, parent, lang), options) for parent, options in groups.items())]


def _across() -> forms.CheckboxSelectMultiple:
    return forms.CheckboxSelectMultiple(attrs={"class": "across"})


class ProfileForm(forms.Form):
    """What stands on the door. `version` says which state of the row it was opened on."""

    name = TrilingualField(label=_("Name"), max_length=120)
    sign = TrilingualField(
        label=_("On the signboard"),
        max_length=24,
        required=False,
        help_text=_("A short name for the drawing of the street."),
    )
    summary = TrilingualField(label=_("What it does"), long=True, rows=4, max_length=1200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=_of(taxonomy.INSTITUTION_KINDS))
    is_public_body = forms.BooleanField(label=_("Publicly funded"), required=False)
    sectors = TicksField(label=_("Sectors"), choices=_of(taxonomy.SECTORS), required=False, widget=_across())
    languages = TicksField(label=_("Languages"), choices=_of(taxonomy.LANGUAGES), required=False, widget=_across())
    region = forms.ChoiceField(label=_("Region"), choices=_regions, required=False)
    website = forms.URLField(label=_("Web site"), required=False, assume_scheme="https")
    links = forms.CharField(
        label=_("More addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: the address, a space, what it is."),
    )
    brand = forms.CharField(
        label=_("Brand colour"),
        required=False,
        max_length=7,
        help_text=_("As # and six digits, such as #2a8a73. It draws a line at the head of your pages."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_links(self) -> list[dict[str, str]]:
        """Lines of "address words" as a list of address and label; each address is checked."""
        field, found = forms.URLField(assume_scheme="https"), []
        for line in self.cleaned_data["links"].splitlines():
            address, _space, label = one_line(line).strip().partition(" ")
            if address:
                found.append({"url": field.clean(address), "label": label.strip()[:80] or address})
        if len(found) > 12:
            raise ValidationError(_("At most 12 addresses, please."))
        return found

    def clean_brand(self) -> str:
        colour: str = self.cleaned_data["brand"].strip().lower()
        if not colour:
            return ""
        if len(colour) != 7 or colour[0] != "#" or not set(colour[1:]) <= set("0123456789abcdef"):
            raise ValidationError(_("Write the colour as # and six hexadecimal digits."))
        if not brand.readable(colour):
            better = {"better": brand.nearest_readable(colour)}
            raise ValidationError(
                _("A line of this colour can hardly be seen on light or dark paper. %(better)s comes near and can."),
                params=better,
            )
        return colour

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @classmethod
    def opened_on(cls, institution: Institution, data: Any = None) -> "ProfileForm":
        initial = {name: getattr(institution, name) for name in cls.base_fields}
        initial["links"] = "\n".join(f"{row['url']} {row['label']}" for row in institution.links)
        return cls(data, initial=initial)

    def reopened(self, version: int) -> None:
        """Show the same input again as if it had been opened now: after a clash, with the differences beside it."""
        self.data = reopened(self.data, version=str(version))


class LogoForm(forms.Form):
    """A picture, or its removal. The cleaned `logo` is the picture drawn anew, as bytes."""

    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG or WebP, at most 1 MB. It is drawn anew; nothing but the picture is kept."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    def clean_logo(self) -> bytes:
        return logos.clean(self.cleaned_data["logo"])


class EntryForm(forms.Form):
    """A row of a list. `seen` marks the state the form was opened on; a new row has none."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        return {
            name: one_line(value).strip() if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if name != "seen"
        }

    def reopened(self, seen: str) -> None:
        """Show the same input again as if it had been opened now."""
        self.data = reopened(self.data, seen=seen)


class AliasForm(EntryForm):
    text = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=_of(taxonomy.LANGUAGES))
    kind = forms.ChoiceField(label=_("What it is"), choices=Alias.Kind.choices)
    correction = TrilingualField(
        label=_("What is right"), max_length=300, required=False, help_text=_("For a wrong name: what it should say.")
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("kind") == Alias.Kind.MISNOMER and not self.cleaned_data.get("source"):
            self.add_error("source", _("A wrong name is kept only with the source that used it."))
        return self.cleaned_data


class FactForm(EntryForm):
    label = TrilingualField(label=_("What"), max_length=80)
    value = TrilingualField(label=_("Value"), max_length=400)
    source = forms.CharField(label=_("Source"), max_length=300)
    source_url = forms.URLField(label=_("Address of the source"), required=False, assume_scheme="https")
    as_of = forms.RegexField(
        r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
        label=_("As of"),
        help_text=_("A year, a month or a day: 2024, 2024-07 or 2024-07-31."),
        error_messages={"invalid": _("Write a year, a month or a day: 2024, 2024-07 or 2024-07-31.")},
    )
    confidence = forms.ChoiceField(label=_("Confidence"), choices=CONFIDENCE)


class SiteForm(EntryForm):
    name = TrilingualField(label=_("Name"), max_length=120)
    address = TrilingualField(label=_("Street address"), max_length=200, required=False)
    region = forms.ChoiceField(label=_("Region"), choices=_regions, required=False)
    area_m2 = forms.IntegerField(label=_("Floor area (m²)"), required=False, min_value=1, max_value=10_000_000)
    floors_above = forms.IntegerField(label=_("Floors above ground"), required=False, min_value=0, max_value=200)
    floors_below = forms.IntegerField(label=_("Floors below ground"), required=False, min_value=0, max_value=50)
    is_main = forms.BooleanField(label=_("Main site"), required=False)


ENTRY_FORMS: Final[Mapping[str, type[EntryForm]]] = {"aliases": AliasForm, "facts": FactForm, "sites": SiteForm}


def entry_form(kind: str, data: Any = None, *, entry: models.Model | None = None, seen: str = "") -> EntryForm:
    """The form of one list, empty or opened on a row with its `core.edits.fingerprint`."""
    form = ENTRY_FORMS[kind]
    initial = {name: getattr(entry, name) for name in form.base_fields if hasattr(entry, name)} if entry else {}
    return form(data, initial=initial | {"seen": seen})


class InviteForm(forms.Form):
    """Inviting someone to the desk. The reserved roles are shown, not offered."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in StaffRole.Role if role not in policy.RESERVED],
        initial=StaffRole.Role.MANAGER,
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=StaffRole.Role.choices)


class SearchForm(forms.Form):
    """The list's filters. Whatever cannot be read is left out, never an error."""

    q = forms.CharField(required=False, max_length=80)
    kind = forms.ChoiceField(required=False, choices=_of(taxonomy.INSTITUTION_KINDS))
    sector = forms.ChoiceField(required=False, choices=_of(taxonomy.SECTORS))
    language = forms.ChoiceField(required=False, choices=[(code, code) for code in LANGUAGES])

    def clean_q(self) -> str:
        return one_line(self.cleaned_data["q"]).strip()

    def picked(self) -> dict[str, str]:
        """The filters that could be read."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

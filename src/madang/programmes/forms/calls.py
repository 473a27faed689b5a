"""The sections of a call that are plain fields. Each says which version of the call it was opened on."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core.clean import one_line
from madang.core.forms import DateInput, MoneyField, TrilingualField, ZonedMomentField
from madang.engines import taxonomy
from madang.programmes.models import Call, Programme

from .choices import LANGUAGE_CHOICES, WORDS, of, regions, ticks


class VersionedForm(forms.Form):
    """`values()` are fields of the call that `edit_call` may change."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, call: Call, data: Any = None) -> Self:
        """The form filled with what is saved, or with what was typed."""
        initial = {name: getattr(call, name) for name in cls.base_fields if hasattr(call, name)}
        form = cls(data, initial=initial)
        form.prepare(call)
        return form

    def prepare(self, call: Call) -> None:
        """What the fields must know of the call before they are drawn."""

    def values(self) -> dict[str, Any]:
        return {
            name: one_line(value).strip() if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }

    def reopened(self, version: int) -> None:
        """Show the same words as if the form had been opened now, so that saving again keeps them."""
        again: Any = self.data.copy()  # type: ignore[attr-defined]
        again["version"] = str(version)
        self.data = again


class WhatForm(VersionedForm):
    title = TrilingualField(label=_("Title"), max_length=200)
    summary = TrilingualField(
        label=_("In one or two sentences"),
        long=True,
        rows=3,
        max_length=600,
        required=False,
        help_text=_("What the startup gets, in plain words. It stands under the title and in every list."),
    )
    body = TrilingualField(
        label=_("Full text"),
        long=True,
        rows=14,
        max_length=60_000,
        required=False,
        help_text=_(
            "A line that begins with ## is a heading, one that begins with - a list. Only this text is binding."
        ),
    )
    number = forms.CharField(label=_("Call number"), max_length=40, required=False)
    source_url = forms.URLField(label=_("Address of the original notice"), required=False, assume_scheme="https")


class WhenForm(VersionedForm):
    opens_at = ZonedMomentField(label=_("Opens"), required=False, help_text=_("Empty: as soon as it is published."))
    closes_at = ZonedMomentField(
        label=_("Closes"), required=False, help_text=_("From this minute on nothing new can be begun.")
    )
    grace_minutes = forms.IntegerField(
        label=_("Grace for drafts that already have a number (minutes)"),
        min_value=0,
        max_value=1440,
        required=False,
        widget=forms.NumberInput(attrs={"class": "w-s"}),
        help_text=_("30 is usual for a call that closes at 15:00."),
    )
    window_note = forms.CharField(
        label=_("If there is no closing time, why"),
        max_length=120,
        required=False,
        help_text=_("For example: rolling admission, until places are filled."),
    )
    reference_on = forms.DateField(
        label=_("Ages are counted on"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty: the day the call opens."),
    )

    def prepare(self, call: Call) -> None:
        for name in ("opens_at", "closes_at"):
            self.fields[name].set_zone(call.zone)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        opens, closes = values.get("opens_at"), values.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The call closes before it opens. Set a later closing time."))
        return values

    def values(self) -> dict[str, Any]:
        values = super().values()
        moment = values["closes_at"] or values["opens_at"]
        zone = {"zone": moment.tzinfo.key} if moment is not None else {}
        return values | zone | {"grace_minutes": values["grace_minutes"] or 0}


class MoneyForm(VersionedForm):
    places = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=100_000, required=False, widget=forms.NumberInput({"class": "w-s"})
    )
    multiple = forms.DecimalField(
        label=_("How many times the places pass the documents"),
        min_value=1,
        max_value=20,
        max_digits=3,
        decimal_places=1,
        required=False,
        widget=forms.NumberInput({"class": "w-s", "step": "0.5"}),
        help_text=_("2 means: for 10 places, 20 startups are asked to present."),
    )
    money_max = MoneyField(label=_("At most, for each"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=of(taxonomy.CURRENCIES))
    own_share = forms.IntegerField(
        label=_("Own share (%)"),
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput({"class": "w-s"}),
        help_text=_("What the startup pays itself, as per cent of the whole."),
    )
    funding = forms.ChoiceField(label=WORDS["funding"], choices=Programme.Funding.choices)


class ListingForm(VersionedForm):
    supports = ticks(WORDS["supports"], of(taxonomy.SUPPORTS), required=True)
    sectors = ticks(
        WORDS["sectors"], of(taxonomy.SECTORS), help_text=_("Leave all empty when every sector is welcome.")
    )
    stages = ticks(WORDS["stages"], of(taxonomy.STAGES))
    regions = ticks(
        WORDS["regions"],
        regions,
        help_text=_("Follows the condition on regions when the rule has one. Empty: anywhere."),
    )
    languages = ticks(WORDS["languages"], LANGUAGE_CHOICES)


class ApplyForm(VersionedForm):
    apply_url = forms.URLField(label=_("Where to apply"), required=False, assume_scheme="https")
    apply_note = forms.CharField(
        label=_("How to apply"), max_length=300, required=False, widget=forms.Textarea({"rows": 3})
    )

    listed: ClassVar[str] = "contacts"


class ListForm(VersionedForm):
    """A section that is only a list; the version is all this form holds."""


SECTION_FORMS: Final[Mapping[str, type[VersionedForm]]] = {
    "what": WhatForm,
    "when": WhenForm,
    "money": MoneyForm,
    "listing": ListingForm,
    "documents": ListForm,
    "steps": ListForm,
    "contacts": ApplyForm,
}

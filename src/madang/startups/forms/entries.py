"""Forms of the profile's lists: one row at a time, added, changed or removed."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.core.clean import one_line
from madang.core.edits import reopened
from madang.core.forms import CHOOSE, DateInput, MoneyField, TicksField, TrilingualField
from madang.core.text import reader_language
from madang.engines import taxonomy
from madang.engines.eligibility.lists import ARREARS
from madang.startups.models import IntellectualProperty, Standing, SupportReceived

from . import choices

# New other businesses of one founder that one form may bring.
MOST_BUSINESSES: Final = 50


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DateInput(), help_text=help_text)


def _currency() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Currency"), choices=choices.currencies, initial="KRW")


class EntryForm(forms.Form):
    """A row of a list. `seen` marks the state the form was opened on; a new row has none."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        return {
            name: one_line(value).strip() if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if name != "seen"
        }

    @classmethod
    def initial_of(cls, entry: models.Model) -> dict[str, Any]:
        return {name: getattr(entry, name) for name in cls.base_fields if hasattr(entry, name)}

    def reopened(self, seen: str) -> None:
        """Show the same input again as if it had been opened now."""
        self.data = reopened(self.data, seen=seen)

    def _in_order(self, first: str, last: str, message: Any) -> None:
        """Put an error on `last` where it comes before `first`."""
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if start and end and end < start:
            self.add_error(last, message)


class FounderForm(EntryForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    title = TrilingualField(label=_("Role in the team"), max_length=80, required=False)
    is_representative = forms.BooleanField(label=_("Represents the startup"), required=False, initial=True)
    born_on = _day(
        _("Date of birth"),
        _("Only to answer calls that ask for an age. Nobody outside the team sees it."),
        required=False,
    )
    traits = TicksField(
        label=_("Kind of founder"),
        choices=choices.traits,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "across"}),
    )
    traits_confirmed = forms.BooleanField(
        label=_("None of the other kinds applies"),
        required=False,
        help_text=_("Otherwise a call that asks for one of them stays open, not refused."),
    )
    home_region = forms.ChoiceField(
        label=_("Home region"), choices=choices.regions, required=False, help_text=_("A few regional calls ask for it.")
    )
    other_from = _day(_("Other business: opened"), _("If the founder has or had another one."), required=False)
    other_until = _day(_("Other business: closed"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        given = [number for number in range(1, MOST_BUSINESSES + 1) if any(map((data or {}).get, _pair(number)))]
        held = sum(name.startswith("other_from") for name in initial or ())
        # One more than there are, for the next.
        self.businesses = range(1, max([held, *given]) + 2)
        for number in self.businesses[1:]:
            opened, closed = _pair(number)
            self.fields[opened] = _day(_("Other business %(n)d: opened") % {"n": number}, required=False)
            self.fields[closed] = _day(_("Other business %(n)d: closed") % {"n": number}, required=False)

    def clean(self) -> dict[str, Any]:
        for number in self.businesses:
            opened, closed = _pair(number)
            self._in_order(opened, closed, _("The closing date is before the opening date."))
            if self.cleaned_data.get(closed) and not self.cleaned_data.get(opened) and opened not in self.errors:
                self.add_error(opened, _("Please add when it was opened."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        values = super().values()
        days = [tuple(values.pop(name) for name in _pair(number)) for number in self.businesses]
        rows = [
            {"opened_on": opened.isoformat(), "closed_on": closed.isoformat() if closed else ""}
            for opened, closed in days
            if opened
        ]
        return values | {"other_businesses": rows}

    @classmethod
    def initial_of(cls, entry: models.Model) -> dict[str, Any]:
        days: dict[str, Any] = {}
        for number, row in enumerate(getattr(entry, "other_businesses", None) or (), 1):
            opened, closed = _pair(number)
            days |= {opened: row.get("opened_on") or None, closed: row.get("closed_on") or None}
        return super().initial_of(entry) | days


def _pair(number: int) -> tuple[str, str]:
    """The names of the two days of a founder's n-th other business."""
    return ("other_from", "other_until") if number == 1 else (f"other_from_{number}", f"other_until_{number}")


class FiguresForm(EntryForm):
    year = forms.IntegerField(label=_("Financial year"), min_value=1950, max_value=2100)
    revenue = MoneyField(label=_("Revenue"), required=False, min_value=0)
    currency = _currency()
    headcount = forms.IntegerField(label=_("People employed"), required=False, min_value=0, max_value=1_000_000)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("revenue") is None and self.cleaned_data.get("headcount") is None:
            self.add_error("revenue", _("Please give revenue, people, or both."))
        return self.cleaned_data


class RoundForm(EntryForm):
    stage = forms.ChoiceField(label=_("Stage"), choices=choices.rounds)
    amount = MoneyField(label=_("Amount"), required=False, min_value=1)
    currency = _currency()
    closed_on = _day(_("Closed on"))
    investors = forms.CharField(label=_("Investors"), max_length=200, required=False)


class RightForm(EntryForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=choices.rights)
    state = forms.ChoiceField(label=_("State"), choices=IntellectualProperty.State.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    dated_on = _day(_("Date of filing or registration"), required=False)


class ProductForm(EntryForm):
    name = TrilingualField(label=_("Name"), max_length=120)
    summary = TrilingualField(label=_("What it does"), long=True, rows=3, max_length=400, required=False)
    on_market_since = _day(_("On the market since"), required=False)


class SupportForm(EntryForm):
    programme = forms.CharField(label=_("Programme"), max_length=200)
    family = forms.CharField(
        label=_("Programme family"),
        max_length=60,
        required=False,
        help_text=_("Only if the programme belongs to a named series, as it is written in calls."),
    )
    institution = forms.CharField(label=_("Institution"), max_length=200, required=False)
    year = forms.IntegerField(label=_("Year of the agreement"), min_value=1950, max_value=2100)
    amount = MoneyField(label=_("Amount"), required=False, min_value=0)
    currency = _currency()
    is_running = forms.BooleanField(label=_("Still running"), required=False)
    ended_how = forms.ChoiceField(
        label=_("How it ended"), choices=[CHOOSE, *SupportReceived.Ended.choices], required=False
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("is_running"):
            self.cleaned_data["ended_how"] = ""
        return self.cleaned_data


class SanctionForm(EntryForm):
    starts_on = _day(_("First day"), required=False)
    ends_on = _day(_("Last day"), _("Both days count."))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        self._in_order("starts_on", "ends_on", _("The last day is before the first."))
        return self.cleaned_data


class PaperForm(EntryForm):
    kind = forms.ChoiceField(label=_("Document"), choices=choices.documents)
    issuer = forms.CharField(label=_("Issued by"), max_length=120, required=False)
    issued_on = _day(_("Issued on"))
    valid_until = _day(_("Valid until"), _("Leave empty if it does not lapse."), required=False)

    def clean(self) -> dict[str, Any]:
        self._in_order("issued_on", "valid_until", _("The last day of validity is before the day of issue."))
        return self.cleaned_data


# One form a list, by the list's name in `actions.entries.LISTS`.
ENTRY_FORMS: Final[Mapping[str, type[EntryForm]]] = {
    "founders": FounderForm,
    "figures": FiguresForm,
    "rounds": RoundForm,
    "properties": RightForm,
    "products": ProductForm,
    "supports": SupportForm,
    "sanctions": SanctionForm,
    "papers": PaperForm,
}


def entry_form(kind: str, data: Any = None, *, entry: models.Model | None = None, seen: str = "") -> EntryForm:
    """The form of one list, empty or opened on a row with its `fingerprint`."""
    form = ENTRY_FORMS[kind]
    return form(data, initial=form.initial_of(entry) | {"seen": seen} if entry else None)


class StandingsForm(forms.Form):
    """One question a kind of debt; "nobody has checked" is an answer too, and the one that is there at first."""

    checked_on = _day(_("Checked on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checked_on"].initial = today
        self.today = today
        lang = reader_language()
        states = [("", _("nobody has checked")), *Standing.State.choices]
        for kind in ARREARS:
            label = taxonomy.name(ARREARS, kind, lang)
            self.fields[kind] = forms.ChoiceField(label=label, choices=states, required=False)

    def clean_checked_on(self) -> date:
        given: date = self.cleaned_data["checked_on"]
        if given > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return given

    def states(self) -> dict[str, str]:
        """The state by kind; empty for a kind nobody has checked."""
        return {kind: self.cleaned_data[kind] for kind in ARREARS}

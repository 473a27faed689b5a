"""What is asked to set up presentations."""

from datetime import date, time, timedelta
from typing import Any, Final, Self

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.forms import DateInput
from madang.reviews.models import Panel, PanelMember, Stage

_SMALL: Final = {"class": "w-s"}
MOST_DAYS: Final = 31


class PanelForm(forms.Form):
    """Who hears presentations together, and where."""

    name = forms.CharField(label=_("Name of the panel"), max_length=80)
    room = forms.CharField(
        label=_("Room or link"),
        max_length=200,
        required=False,
        help_text=_(
            "Panels in one room never sit at the same time. Applicants read this when they are told their time."
        ),
    )
    members = forms.MultipleChoiceField(label=_("Who sits on it"), widget=forms.CheckboxSelectMultiple)

    @classmethod
    def of(cls, stage: Stage, panel: Panel | None, members: list[PanelMember], data: Any = None) -> Self:
        initial: dict[str, Any] = {}
        if panel is not None:
            chosen = [one.public_id for one in panel.members.all()]
            initial = {"name": panel.name, "room": panel.room, "members": chosen}
        form = cls(data, initial=initial)
        choices = [(one.public_id, str(one.reviewer)) for one in members]
        form.fields["members"].choices = choices  # type: ignore[attr-defined]
        return form


class SlotsForm(forms.Form):
    """Times for every panel of the stage."""

    first = forms.DateField(label=_("First day"), widget=DateInput())
    last = forms.DateField(label=_("Last day"), widget=DateInput())
    weekends = forms.BooleanField(label=_("Also on Saturdays and Sundays"), required=False)
    begins = forms.TimeField(
        label=pgettext_lazy("an hour", "From"),
        initial=time(9),
        widget=forms.TimeInput({"type": "time"} | _SMALL, "%H:%M"),
    )
    ends = forms.TimeField(
        label=pgettext_lazy("an hour", "Until"),
        initial=time(18),
        widget=forms.TimeInput({"type": "time"} | _SMALL, "%H:%M"),
    )
    pause_from = forms.TimeField(
        label=_("Break from"),
        required=False,
        initial=time(12),
        widget=forms.TimeInput({"type": "time"} | _SMALL, "%H:%M"),
    )
    pause_until = forms.TimeField(
        label=_("Break until"),
        required=False,
        initial=time(13),
        widget=forms.TimeInput({"type": "time"} | _SMALL, "%H:%M"),
    )
    gap = forms.IntegerField(
        label=_("Minutes between two presentations"),
        min_value=0,
        max_value=240,
        initial=0,
        widget=forms.NumberInput(_SMALL),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("last", _("Please choose at most 31 days at once."))
        if values.get("begins") and values.get("ends") and values["ends"] <= values["begins"]:
            self.add_error("ends", _("This is not after the beginning."))
        pause, until = values.get("pause_from"), values.get("pause_until")
        if bool(pause) != bool(until):
            self.add_error("pause_until", _("Say both when the break begins and when it ends, or neither."))
        elif pause and until and until <= pause:
            self.add_error("pause_until", _("This is not after the beginning."))
        return values

    def days(self) -> list[date]:
        """The days from the first to the last, without weekends unless asked for."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return [day for day in every if self.cleaned_data["weekends"] or day.weekday() < 5]

    def pause(self) -> tuple[time, time] | None:
        begins, ends = self.cleaned_data["pause_from"], self.cleaned_data["pause_until"]
        return (begins, ends) if begins and ends else None

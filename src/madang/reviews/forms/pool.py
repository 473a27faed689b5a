"""What reviewers say of themselves and of an invitation, and what staff say of reviewers."""

from collections.abc import Sequence
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.clean import normalise, one_line
from madang.core.forms import ANY_CHOICE, DateInput, TrilingualField
from madang.engines import taxonomy
from madang.institutions.models import Institution
from madang.programmes.forms.choices import of
from madang.programmes.forms.lists import RowForm, rows_of
from madang.reviews.models import PastWork, Relation, Reviewer
from madang.startups.models import Startup

LANGUAGES = [("ko", _("Korean")), ("zh", _("Chinese")), ("en", _("English"))]
_SMALL = {"class": "w-s"}


class ProfileForm(forms.Form):
    languages = forms.MultipleChoiceField(
        label=_("Languages you read"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    expertise = TrilingualField(
        label=_("What you know well"),
        long=True,
        rows=4,
        max_length=2000,
        required=False,
        help_text=_("In your own words: fields, techniques, markets, what you have built. One language is enough."),
    )
    sectors = forms.MultipleChoiceField(
        label=_("Sectors"), choices=of(taxonomy.SECTORS), required=False, widget=forms.CheckboxSelectMultiple
    )
    employer = forms.CharField(
        label=_("Where you work"),
        max_length=120,
        required=False,
        help_text=_("So that you are not given applications of your own house."),
    )
    home = forms.ModelChoiceField(
        label=_("Institution of this street you belong to"), queryset=Institution.objects.none(), required=False
    )
    capacity = forms.IntegerField(
        label=_("Applications at one time, at most"), min_value=0, max_value=500, widget=forms.NumberInput(_SMALL)
    )
    away_from = forms.DateField(label=_("Away from"), required=False, widget=DateInput())
    away_until = forms.DateField(label=_("Away until"), required=False, widget=DateInput())
    is_active = forms.BooleanField(label=_("I take reviews"), required=False)

    @classmethod
    def of(cls, reviewer: Reviewer, data: Any = None) -> Self:
        form = cls(data, initial={name: getattr(reviewer, name) for name in cls.base_fields})
        form.fields["home"].queryset = Institution.objects.filter(is_listed=True).order_by("name")  # type: ignore[attr-defined]
        return form

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("away_from"), values.get("away_until")
        if start and end and end < start:
            self.add_error("away_until", _("The last day away is before the first."))
        return values


class WorkForm(RowForm):
    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    year = forms.IntegerField(
        label=_("Year"), min_value=1950, max_value=2100, required=False, widget=forms.NumberInput(_SMALL)
    )
    text = forms.CharField(
        label=_("Abstract or description"), max_length=6000, required=False, widget=forms.Textarea({"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = forms.Form.clean(self) or {}
        if self.is_filled() and not self.cleaned_data.get("DELETE") and not values.get("title"):
            self.add_error("title", _("Give it a title."))
        return values

    def words(self) -> str:
        held: Any = self.initial
        if self.is_bound:
            self.is_valid()
            held = self.cleaned_data
        return str(held.get("title") or "–")

    def value(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "title": one_line(given["title"]).strip(),
            "year": given["year"],
            "text": normalise(given["text"]).strip(),
        }

    @staticmethod
    def initial_of(row: PastWork) -> dict[str, Any]:
        return {"title": row.title, "year": row.year, "text": row.text}


WorkFormSet = rows_of(WorkForm)


class AnswerForm(forms.Form):
    """Accepting: how much one takes, and a tie for each startup one should not judge."""

    most = forms.IntegerField(
        label=_("At most so many applications"),
        min_value=1,
        max_value=500,
        required=False,
        widget=forms.NumberInput(_SMALL),
        help_text=_("Empty: as many as the institution gives."),
    )
    reason = forms.CharField(label=_("If you decline, why"), max_length=300, required=False)

    @classmethod
    def of(cls, startups: Sequence[Startup], held: dict[int, str], data: Any = None) -> Self:
        form = cls(data)
        for startup in startups:
            form.fields[f"tie-{startup.pk}"] = forms.ChoiceField(
                label=str(startup.name),
                choices=[("", pgettext_lazy("tie", "none")), *Relation.Kind.choices],
                required=False,
                initial=held.get(startup.pk, ""),
                widget=forms.Select({"class": "w-m"}),
            )
        return form

    def ties(self) -> dict[int, str]:
        """Startup id -> kind, for those with a tie."""
        return {
            int(name.removeprefix("tie-")): kind
            for name, kind in self.cleaned_data.items()
            if name.startswith("tie-") and kind
        }


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail of someone who is not in the pool"), required=False)


class PoolForm(forms.Form):
    """Looking through the pool."""

    q = forms.CharField(label=_("Name or what they know"), max_length=80, required=False)
    sector = forms.ChoiceField(label=_("Sector"), choices=lambda: [ANY_CHOICE, *of(taxonomy.SECTORS)()], required=False)
    language = forms.ChoiceField(label=_("Reads"), choices=[ANY_CHOICE, *LANGUAGES], required=False)


class PartForm(forms.Form):
    is_chair = forms.BooleanField(label=_("Chair"), required=False)
    is_expert = forms.BooleanField(
        label=_("Expert of the field"), required=False, help_text=_("A plan can give every application at least one.")
    )
    least = forms.IntegerField(
        label=_("At least"), min_value=0, max_value=500, required=False, widget=forms.NumberInput(_SMALL)
    )
    most = forms.IntegerField(
        label=_("At most"), min_value=1, max_value=500, required=False, widget=forms.NumberInput(_SMALL)
    )


class TieForm(forms.Form):
    startup = forms.ModelChoiceField(label=_("Startup"), queryset=Startup.objects.none())
    kind = forms.ChoiceField(label=_("Tie"), choices=Relation.Kind.choices)
    since = forms.DateField(label=_("Since"), required=False, widget=DateInput())
    until = forms.DateField(label=pgettext_lazy("a day", "Until"), required=False, widget=DateInput())
    note = forms.CharField(label=pgettext_lazy("of a tie", "Note"), max_length=300, required=False)


class SanctionForm(forms.Form):
    """Keeping a reviewer from judging for a time."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("The reviewer reads this. Say what happened, and name nobody else.")
    )
    source = forms.CharField(
        label=_("Where it is written"),
        max_length=200,
        required=False,
        help_text=_("The notice, the minutes or the letter, with its number and date."),
    )
    starts_on = forms.DateField(label=_("From"), widget=DateInput())
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=DateInput(), help_text=_("Empty: until it is lifted.")
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day is before the first."))
        return values

"""The lists of a call: documents asked for, steps after it closes, whom to ask. One small form a row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from madang.core import moments
from madang.core.clean import one_line
from madang.core.forms import CHOOSE, DateInput, TrilingualField
from madang.core.text import Text
from madang.engines import taxonomy
from madang.programmes.models import Stage

from .choices import or_none


class RowForm(forms.Form):
    """A row left empty is no row; `value()` is the row as the call keeps it."""

    def value(self) -> dict[str, Any]:
        raise NotImplementedError

    def words(self) -> str:
        """What a row is called in its folded state: as it was typed, where something was, else as it is saved."""
        held: Mapping[str, Any] = self.initial
        if self.is_bound:
            self.is_valid()  # what can be read of what was typed
            held = self.cleaned_data
        named = str(held.get("name") or held.get("note") or "")
        kind = held.get("kind", "")
        label = dict(self.fields["kind"].choices).get(kind, "") if kind else ""  # type: ignore[attr-defined]
        days = [moments.day(day) for day in (held.get("starts_on"), held.get("ends_on")) if day]
        said = [named or str(label) or held.get("phone") or held.get("email") or "–", " – ".join(days)]
        if kind and named and "starts_on" in self.fields:
            said.insert(0, str(label))
        return ", ".join(part for part in said if part)

    def is_filled(self) -> bool:
        """Whether there is a row at all: one that is saved, or one that was typed."""
        return bool(self.initial) or (self.is_bound and self.has_changed())

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        return {key: one_line(held).strip() if isinstance(held, str) else held for key, held in values.items()}


class DocumentForm(RowForm):
    kind = forms.ChoiceField(
        label=_("Document"), choices=or_none(taxonomy.DOCUMENTS, _("Another one, named below")), required=False
    )
    name = TrilingualField(label=_("Name in the call’s own words"), max_length=160, required=False)
    within_days = forms.IntegerField(
        label=_("Issued at most so many days ago"),
        min_value=0,
        max_value=3650,
        required=False,
        widget=forms.NumberInput({"class": "w-s"}),
    )
    optional = forms.BooleanField(label=_("Only if the startup has it"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.has_changed() and not values.get("kind") and not values.get("name"):
            self.add_error("kind", _("Choose a document, or name it."))
        return values

    def value(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "kind": given["kind"] or "other",
            "name": given["name"].to_json() or None,
            "required": not given["optional"],
            "within_days": given["within_days"],
        }

    @staticmethod
    def initial_of(row: Mapping[str, Any]) -> dict[str, Any]:
        kind = row.get("kind", "")
        return {
            "kind": kind if kind in taxonomy.DOCUMENTS else "",
            "name": _text(row.get("name") or row.get("note")),
            "within_days": row.get("within_days"),
            "optional": row.get("required") is False,
        }


class StepForm(RowForm):
    kind = forms.ChoiceField(label=_("Step"), choices=[CHOOSE, *Stage.Kind.choices], required=False)
    starts_on = forms.DateField(label=_("From"), required=False, widget=DateInput())
    ends_on = forms.DateField(label=_("Until"), required=False, widget=DateInput())
    note = TrilingualField(label=_("Note"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.has_changed() and not values.get("kind"):
            self.add_error("kind", _("Say which step this is."))
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The step ends before it starts."))
        return values

    def value(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "starts_on", "ends_on", "note")}

    @staticmethod
    def initial_of(row: Stage) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("kind", "starts_on", "ends_on", "note")}


class ContactForm(RowForm):
    name = TrilingualField(
        label=_("Desk"), max_length=120, required=False, help_text=_("A desk, not a private person.")
    )
    phone = forms.RegexField(
        label=_("Telephone"),
        regex=r"^[0-9+()\-. ~,]{4,40}$",
        max_length=40,
        required=False,
        error_messages={"invalid": _("Please write digits, such as 02-1234-5678 or +82 2 1234 5678.")},
    )
    email = forms.EmailField(label=_("E-mail"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.has_changed() and not self.errors and not (values.get("phone") or values.get("email")):
            self.add_error("phone", _("Give a telephone number or an e-mail address."))
        return values

    def value(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"name": given["name"].to_json() or {}, "phone": given["phone"], "email": given["email"]}

    @staticmethod
    def initial_of(row: Mapping[str, Any]) -> dict[str, Any]:
        return {"name": _text(row.get("name")), "phone": row.get("phone", ""), "email": row.get("email", "")}


class RowsFormSet(BaseFormSet):  # type: ignore[type-arg]
    """Rows of a list. `with_one_more` and `moved` keep everything typed, and need no script. `place`: the row that moved."""

    place: int | None = None

    def values(self) -> list[dict[str, Any]]:
        return [
            form.value()
            for form in self.forms
            if form not in self.deleted_forms and (form.has_changed() or form.initial) and form.cleaned_data
        ]

    @classmethod
    def of(cls, rows: Sequence[Any], data: Any = None) -> "RowsFormSet":
        """The rows as saved and one empty row, or what was typed."""
        initial = [cls.form.initial_of(row) for row in rows]
        return cls(data, initial=initial, prefix="row")

    @classmethod
    def with_one_more(cls, rows: Sequence[Any], data: Any) -> "RowsFormSet":
        more = data.copy()
        total = more.get("row-TOTAL_FORMS", "0")
        more["row-TOTAL_FORMS"] = str(min(int(total) if total.isdecimal() and len(total) < 4 else 0, 99) + 1)
        return cls.of(rows, more)

    @classmethod
    def moved(cls, rows: Sequence[Any], data: Any, move: str) -> "RowsFormSet":
        """`move` is "2:up" or "2:down", from 0: all that was typed in the row changes places with the next one that is filled."""
        there = cls.of(rows, data)
        at, _colon, way = move.partition(":")
        filled = [number for number, form in enumerate(there.forms) if form.is_filled()]
        if not at.isdecimal() or way not in ("up", "down") or int(at[:4]) not in filled:
            return there
        first = filled.index(int(at[:4]))
        second = first - 1 if way == "up" else first + 1
        if not 0 <= second < len(filled):
            return there
        changed = data.copy()
        _swap(changed, f"row-{filled[first]}-", f"row-{filled[second]}-")
        made = cls.of(rows, changed)
        made.place = filled[second]
        return made


def _swap(data: Any, one: str, other: str) -> None:
    """Exchange everything sent under two prefixes; a box that is not ticked sends nothing."""
    held = {name: data.getlist(name) for name in data if name.startswith((one, other))}
    for name in held:
        del data[name]
    for name, values in held.items():
        new = other + name.removeprefix(one) if name.startswith(one) else one + name.removeprefix(other)
        data.setlist(new, values)


def _text(value: Any) -> Text:
    if isinstance(value, Mapping):
        return Text.from_json(value)
    return Text(ko=str(value), source="ko") if value else Text()


def rows_of(form: type[RowForm]) -> type[RowsFormSet]:
    """A list of such rows: one empty row is always offered, a hundred are read at most."""
    made: Any = formset_factory(form, formset=RowsFormSet, extra=1, can_delete=True, max_num=60, absolute_max=100)
    kind: type[RowsFormSet] = made
    return kind


DocumentFormSet = rows_of(DocumentForm)
StepFormSet = rows_of(StepForm)
ContactFormSet = rows_of(ContactForm)

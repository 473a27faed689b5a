"""The form of one answer of the bank: its fields follow the question's kind, its reading is `engines.forms`' own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.core.edits import reopened
from madang.core.forms import DateInput
from madang.core.text import HTML_CODES, reader_language
from madang.engines.forms import (
    ChoiceLimits,
    Column,
    MoneyLimits,
    Problem,
    Question,
    TableLimits,
    TeamLimits,
    gather,
    input_name,
    problem_text,
    take,
)
from madang.engines.forms.definition import options

SPARE_ROWS: Final = 2
TEAM: Final = (("name", gettext_lazy("Name")), ("role", gettext_lazy("Role")), ("career", gettext_lazy("Career")))
_PLACE: Final = re.compile(r"\[(\d+)\](?:\.(\w+))?")


class AnswerForm(forms.Form):
    """`rows` are the names of the fields of each row, for kinds that have rows. Nothing typed is ever dropped."""

    use_required_attribute = False  # every part may be left empty; the whole is judged in `clean`

    def __init__(
        self,
        question: Question,
        data: Any = None,
        *,
        lang: str = "",
        value: Any = None,
        as_of: date | None = None,
        version: int = 0,
        today: date,
    ) -> None:
        super().__init__(data)
        self.question, self.lang, self.today = question, lang, today
        self.value: Any = value
        self.rows: list[list[str]] = []
        self._build(value)
        self.fields["as_of"] = forms.DateField(
            label=_("True as of"),
            widget=DateInput(),
            initial=as_of or today,
            help_text=_("The day the answer was true. Forms show how old it is."),
        )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version, min_value=0)

    def _build(self, value: Any) -> None:
        reader, name = reader_language(), self.question.id
        label, help_text = self.question.label.said(reader), self.question.help.said(reader)
        match self.question.limits:
            case TableLimits(columns=columns):
                for number, row in self._numbered(value):
                    names = [
                        part
                        for column in columns
                        for part in self._field(column, input_name(name, number, column.id), row.get(column.id), reader)
                    ]
                    self.rows.append(names)
            case TeamLimits():
                for number, row in self._numbered(value):
                    self.rows.append([self._member(name, number, part, words, row) for part, words in TEAM])
            case _:
                for made in self._field(self.question, name, value, reader):
                    self.fields[made].label = self.fields[made].label or label
                    self.fields[made].help_text = self.fields[made].help_text or help_text

    def _numbered(self, value: Any) -> Iterable[tuple[int, Mapping[str, Any]]]:
        """The rows there are, or were typed, and two to write in."""
        held: list[Mapping[str, Any]] = list(value) if isinstance(value, list) else []
        typed = [int(found[1]) for name in self.data if (found := re.match(rf"{self.question.id}-(\d{{1,3}})-", name))]
        count = max(len(held) + SPARE_ROWS, max(typed, default=-1) + 1)
        return [(number, held[number] if number < len(held) else {}) for number in range(min(count, 60))]

    def _member(self, name: str, number: int, part: str, words: Any, row: Mapping[str, Any]) -> str:
        made = input_name(name, number, part)
        widget = forms.Textarea({"rows": 2}) if part == "career" else forms.TextInput()
        self.fields[made] = _Anything(label=words, initial=row.get(part), widget=widget)
        return made

    def _field(self, asked: Question | Column, name: str, value: Any, reader: str) -> list[str]:
        """Put the field or fields of one answer or cell; returns their names. None of them refuses anything itself."""
        label = asked.label.said(reader) if isinstance(asked, Column) else ""
        widget = self._widget(asked, reader)
        if isinstance(asked.limits, MoneyLimits):
            held = value if isinstance(value, Mapping) else {}
            amount, currency = input_name(name, "amount"), input_name(name, "currency")
            codes = [(code, code) for code in asked.limits.currencies]
            self.fields[amount] = _Anything(label=label, initial=held.get("amount"), widget=widget)
            self.fields[currency] = _Anything(
                label=_("Currency"),
                initial=held.get("currency") or codes[0][0],
                widget=forms.Select({"class": "w-s"}, choices=codes),
            )
            return [amount, currency]
        self.fields[name] = _Anything(label=label, initial=value, widget=widget)
        return [name]

    def _widget(self, asked: Question | Column, reader: str) -> forms.Widget:
        spoken = {"lang": HTML_CODES[self.lang]} if self.lang else {}
        match asked.kind, asked.limits:
            case "long_text", _limits:
                return forms.Textarea({"rows": 10, **spoken})
            case "choice", ChoiceLimits(many=True):
                return forms.CheckboxSelectMultiple({"class": "across"}, choices=_options(asked, reader))
            case "choice", _limits:
                return forms.Select(choices=[("", _("Please choose")), *_options(asked, reader)])
            case "date", _limits:
                return DateInput()
            case "number" | "money", _limits:
                return forms.TextInput({"class": "w-m num", "inputmode": "decimal", "autocomplete": "off"})
            case "link", _limits:
                return forms.URLInput()
        return forms.TextInput(spoken)

    def row_fields(self) -> list[list[forms.BoundField]]:
        """The fields row by row, for kinds that have rows."""
        return [[self[name] for name in names] for names in self.rows]

    def answer_fields(self) -> list[forms.BoundField]:
        """The fields of the answer itself, without its day."""
        return [bound for bound in self if bound.name not in ("as_of", "version")]

    def clean(self) -> dict[str, Any]:
        """Read what was sent as the question reads it; each fault stands beside the field it is about."""
        sent: Mapping[str, Sequence[str]] = _lists(self.data)
        raw = gather(self.question, sent)
        taken = take(self.question, _written(raw), lang=self.lang or reader_language())
        for problem in taken.problems:
            self.add_error(self._place(problem), problem_text(problem, reader_language()))
        if not taken.problems and taken.value is None:
            self.add_error(self._place(None), _("Please write the answer, or remove it below."))
        self.value = taken.value
        as_of = self.cleaned_data.get("as_of")
        if as_of and as_of > self.today:
            self.add_error("as_of", _("This day has not come yet."))
        return self.cleaned_data

    def _place(self, problem: Problem | None) -> str | None:
        """The field a fault is about; None where it is about the whole."""
        found = _PLACE.search(problem.path) if problem else None
        name = input_name(self.question.id, found[1], found[2]) if found and found[2] else self.question.id
        return next((made for made in (name, input_name(name, "amount")) if made in self.fields), None)

    def reopened(self, version: int) -> None:
        """Show the same input again as if it had been opened now."""
        self.data = reopened(self.data, version=str(version))


def _lists(data: Any) -> dict[str, list[str]]:
    """What was sent, every value of every name."""
    return {name: data.getlist(name) for name in data}


class _Anything(forms.CharField):
    """Takes whatever was sent, one value or several: reading it is the question's own business."""

    def to_python(self, value: Any) -> Any:
        return value

    def clean(self, value: Any) -> Any:
        return value


def _options(asked: Question | Column, reader: str) -> list[tuple[str, str]]:
    limits = asked.limits
    return [(one.code, one.label.said(reader)) for one in options(limits)] if isinstance(limits, ChoiceLimits) else []


def _written(raw: Any) -> Any:
    """Rows nobody wrote in are no rows: a currency alone, chosen beforehand, says nothing."""
    if not isinstance(raw, list) or not all(isinstance(row, Mapping) for row in raw):
        return raw
    return [row for row in raw if any(_says(value) for value in row.values())]


def _says(value: Any) -> bool:
    if isinstance(value, Mapping):
        return bool(str(value.get("amount") or "").strip())
    return bool(str(value or "").strip()) if not isinstance(value, list) else bool(value)

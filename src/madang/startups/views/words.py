"""Values of the profile in words, where a page compares what someone typed with what is saved now."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from madang.core import figures, moments
from madang.core.text import Text


def differences(form: forms.Form, changed: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """For each field that clashes: its label and what is saved now, ready to show."""
    return [
        (str(form.fields[name].label), shown(form.fields[name], value))
        for name, value in changed.items()
        if name in form.fields
    ]


def shown(field: forms.Field, value: Any) -> Any:
    """One saved value as a reader sees it; codes by their names."""
    if value in (None, "", [], Text()):
        return _("(empty)")
    if isinstance(field, forms.ChoiceField):
        names = _names(field)
        return ", ".join(str(names.get(code, code)) for code in (value if isinstance(value, list) else [value]))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return moments.day(value)
    return figures.number(value) if isinstance(value, int) else value


def _names(field: forms.ChoiceField) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for code, label in field.choices:  # type: ignore[misc, union-attr]
        names |= dict(label) if isinstance(label, list | tuple) else {code: label}
    return names

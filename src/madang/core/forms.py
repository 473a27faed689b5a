"""Forms as the house draws them, and the fields every app needs: three languages, money, a moment in a zone."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import django
from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.template.backends.django import DjangoTemplates
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .clean import normalise
from .figures import parse_amount
from .text import HTML_CODES, LANGUAGES, Text

Words = str | Promise
LANGUAGE_LABELS: Final[Mapping[str, Words]] = {"ko": _("Korean"), "zh": _("Chinese"), "en": _("English")}
FIRST_YEAR, LAST_YEAR = 1990, 2100
ZONES: Final = (("Asia/Seoul", _("Korea (KST)")), ("Asia/Shanghai", _("China (Beijing time)")))


class Renderer(BaseRenderer):
    """Django's form templates, with the house's own in front of them (`core/templates/django/forms/`)."""

    @cached_property
    def engine(self) -> DjangoTemplates:
        return DjangoTemplates({
            "NAME": "forms",
            "APP_DIRS": True,
            "DIRS": [Path(__file__).parent / "templates", Path(django.__file__).parent / "forms" / "templates"],
            "OPTIONS": {"builtins": ["madang.core.templatetags.ui", "django.templatetags.i18n"]},
        })  # fmt: skip

    def get_template(self, template_name: str) -> Any:
        return self.engine.get_template(template_name)


def _kindly() -> None:
    """Say what to do instead of what was wrong, where Django's own sentences are stiff. For every field of that kind."""
    forms.Field.default_error_messages["required"] = _("Please fill this in.")
    for kind, messages in _KIND.items():
        kind.default_error_messages = {**kind.default_error_messages, **messages}


_KIND: Final[dict[Any, dict[str, Words]]] = {
    forms.BooleanField: {"required": _("Please tick this to go on.")},
    forms.IntegerField: {"invalid": _("Please write a whole number, such as 12.")},
    forms.FloatField: {"invalid": _("Please write a number, such as 12.5.")},
    forms.DecimalField: {"invalid": _("Please write a number, such as 12.5.")},
    forms.DateField: {"invalid": _("Please write the date as year-month-day, such as 2026-11-23.")},
    forms.DateTimeField: {"invalid": _("Please write date and time, such as 2026-11-23 15:00.")},
    forms.EmailField: {"invalid": _("This is not yet a full e-mail address, such as name@example.com.")},
    forms.URLField: {"invalid": _("This is not yet a full web address, such as https://example.com.")},
    forms.ChoiceField: {"invalid_choice": _("Please choose one of the list."), "required": _("Please choose one of the list.")},
    forms.MultipleChoiceField: {"invalid_choice": _("“%(value)s” is not in the list. Please choose again.")},
    forms.TimeField: {"invalid": _("Please write the time as hours and minutes, such as 15:00.")},
    forms.FileField: {
        "empty": _("The file is empty. Please choose another."),
        "invalid": _("The file did not arrive. Please choose it again."),
    },
}  # fmt: skip
_kindly()


class DateInput(forms.DateInput):
    """The browser's own date picker; its value is ISO whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "w-s"} | (attrs or {}), format="%Y-%m-%d")


class ZonedMomentInput(forms.MultiWidget):
    """A day, a time of day and the zone they are meant in."""

    template_name = "core/forms/zoned.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, zones: Iterable[tuple[str, Words]] = ZONES) -> None:
        parts = {
            "day": DateInput({"aria-label": _("Date")}),
            "time": forms.TimeInput({"type": "time", "aria-label": _("Time"), "class": "w-s"}, format="%H:%M"),
            "zone": forms.Select({"aria-label": _("Time zone"), "class": "w-s"}, choices=list(zones)),
        }
        super().__init__(parts, attrs)  # type: ignore[arg-type]
        self.zone = "Asia/Seoul"

    def decompress(self, value: datetime | None) -> list[Any]:
        if value is None:
            return [None, None, self.zone]
        local = value.astimezone(ZoneInfo(self.zone))
        return [local.date(), local.time(), self.zone]


class ZonedMomentField(forms.MultiValueField):
    """Cleans to an aware datetime in the zone that was chosen: `value.tzinfo.key` is the zone to keep.

    Show a stored moment in its own zone with `form.fields["closes_at"].set_zone(call.zone)`.
    """

    widget = ZonedMomentInput

    def __init__(self, **kwargs: Any) -> None:
        fields = (forms.DateField(), forms.TimeField(), forms.ChoiceField(choices=ZONES))
        super().__init__(fields, require_all_fields=True, **kwargs)

    def set_zone(self, zone: str) -> None:
        self.widget.zone = zone

    def compress(self, data_list: list[Any]) -> datetime | None:
        if not data_list or data_list[0] is None or data_list[1] is None:
            return None
        day, time, zone = data_list
        if not FIRST_YEAR <= day.year <= LAST_YEAR:  # a slip of the keyboard; year 1 cannot even be read back
            raise ValidationError(_("Please check the year."), code="year")
        return datetime.combine(day, time, tzinfo=ZoneInfo(zone or "Asia/Seoul"))


class MoneyField(forms.Field):
    """A whole amount of money, typed as people write it: 1,000,000 or 1억 5천만 or 1.5亿. Cleans to int, None when empty."""

    widget = forms.TextInput(attrs={"class": "w-m num", "inputmode": "text", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Please write an amount, such as 30,000,000 or 3천만."),
        "min_value": _("Please write %(limit)s or more."),
        "max_value": _("Please write %(limit)s or less."),
    }

    def __init__(self, *, min_value: int = 0, max_value: int = 10**15, **kwargs: Any) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            return parse_amount(str(value))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value < self.min_value:
            raise ValidationError(self.error_messages["min_value"], "min_value", {"limit": f"{self.min_value:,}"})
        if value > self.max_value:
            raise ValidationError(self.error_messages["max_value"], "max_value", {"limit": f"{self.max_value:,}"})


class TicksField(forms.MultipleChoiceField):
    """Any number of a list of (code, label); drawn as ticks. Cleans to a list of codes in the list's own order."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        picked = set(super().clean(value))
        return [str(code) for code, _label in self.choices if str(code) in picked]  # type: ignore[misc, union-attr]


class TrilingualInput(forms.Widget):
    """Three inputs, one a language, with the language it was written in and the marks of machine drafts."""

    template_name = "core/forms/trilingual.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, long: bool = False, rows: int = 6) -> None:
        self.long, self.rows = long, rows
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        text = value if isinstance(value, Text) else Text()
        ident = (attrs or {}).get("id") or f"id_{name}"
        shared = {
            key: held for key, held in context["widget"]["attrs"].items() if key not in ("id", "required", "class")
        }
        context["widget"] |= {
            "long": self.long,
            "rows": self.rows,
            "origin": text.source or (text.origin if text else ""),
            "shared": shared,
            "tongues": [
                {
                    "code": code,
                    "html": HTML_CODES[code],
                    "label": LANGUAGE_LABELS[code],
                    "name": f"{name}_{code}",
                    # The first input carries the widget's own id, so that a link to the field lands in it.
                    "id": ident if code == LANGUAGES[0] else f"{ident}_{code}",
                    "value": getattr(text, code),
                    "machine": code in text.machine,
                }
                for code in LANGUAGES
            ],
        }
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Text | None:
        if not any(f"{name}_{code}" in data for code in LANGUAGES):
            given = data.get(name)
            return given if isinstance(given, Text) else None
        several: Callable[[str], list[str]] = (
            data.getlist if isinstance(data, MultiValueDict) else lambda key: [data[key]] if key in data else []
        )
        unread = set(several(f"{name}_machine")) - set(several(f"{name}_read"))
        source = str(data.get(f"{name}_source", ""))
        words = {code: str(data.get(f"{name}_{code}", "")) for code in LANGUAGES}
        return Text(
            **words,
            source=source if source in LANGUAGES else "",
            machine=frozenset(code for code in LANGUAGES if code in unread and words[code].strip()),
        )

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{code}" in data for code in LANGUAGES)

    def id_for_label(self, id_: str) -> str:
        return id_


class TrilingualField(forms.Field):
    """The same words in Korean, Chinese and English. Cleans to `core.text.Text`; one language is enough.

    `long=True` gives text areas. `max_length` counts characters in each language.
    """

    default_error_messages = {
        "required": _("Please write this in at least one language."),
        "too_long": _("%(language)s is %(length)s characters long. Please keep it to %(limit)s."),
    }

    def __init__(self, *, long: bool = False, rows: int = 6, max_length: int | None = None, **kwargs: Any) -> None:
        self.max_length = max_length or (20_000 if long else 300)
        kwargs.setdefault("widget", TrilingualInput(long=long, rows=rows))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Text:
        if not isinstance(value, Text):
            return Text()
        words = {code: normalise(getattr(value, code)).strip() for code in LANGUAGES}
        source = value.source if words.get(value.source) else next((code for code in LANGUAGES if words[code]), "")
        return Text(**words, source=source, machine=frozenset(c for c in value.machine if words[c] and c != source))

    def validate(self, value: Text) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
        for code, words in value:
            if len(words) > self.max_length:
                details = {"language": LANGUAGE_LABELS[code], "length": len(words), "limit": self.max_length}
                raise ValidationError(self.error_messages["too_long"], "too_long", details)

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial if isinstance(initial, Text) else Text()
        return self.to_python(before).to_json() != self.to_python(data).to_json()


# The empty choice of a select, in words that say what it means.
ANY_CHOICE: Final = ("", pgettext_lazy("choice", "Any"))
CHOOSE: Final = ("", pgettext_lazy("choice", "Please choose"))

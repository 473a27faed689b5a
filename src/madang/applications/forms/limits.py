"""The limits of each kind of question as fields of a form, and as the JSON of `engines.forms`."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.forms import LANGUAGE_LABELS, DateInput, TicksField, TrilingualField
from madang.core.text import LANGUAGES, Text, reader_language
from madang.engines.forms.definition import CELL_KINDS, FORMATS, TERMS
from madang.engines.taxonomy import CURRENCIES, DOCUMENTS, name

from .lines import COLUMN_HELP, LINE_HELP, columns_from, columns_lines, options_from, options_lines

Fields = dict[str, forms.Field]
_SMALL: Final = {"class": "w-s"}
_FORMAT_WORDS: Final = {
    "": _("Anything"),
    "email": _("E-mail address"),
    "phone": _("Telephone number"),
    "business_number": _("Business registration number (Korea)"),
    "corporate_number": _("Corporate registration number (Korea)"),
    "credit_code": _("Unified social credit code (China)"),
}
_TERM_WORDS: Final = {
    "certificates": _("Certificates"),
    "currencies": _("Currencies"),
    "documents": _("Kinds of documents"),
    "founder_traits": _("Kinds of founders"),
    "founding_types": _("Founding types"),
    "ip_kinds": _("Kinds of intellectual property"),
    "languages": _("Languages"),
    "nations": _("Countries"),
    "regions": _("Regions"),
    "rounds": _("Rounds of investment"),
    "sectors": _("Sectors"),
    "sizes": _("Sizes of companies"),
    "stages": _("Stages of a startup"),
    "standings": _("Standings"),
    "supports": _("Kinds of support"),
    "yes_no": _("Yes or no"),
}
CELL_WORDS: Final = {
    "text": _("Short text"),
    "number": pgettext_lazy("kind of question", "Number"),
    "money": _("Amount of money"),
    "date": pgettext_lazy("kind of question", "Date"),
    "choice": _("Choice"),
    "link": pgettext_lazy("kind of question", "Link"),
}
assert set(CELL_WORDS) == set(CELL_KINDS)
assert set(_FORMAT_WORDS) == set(FORMATS)


@dataclass(frozen=True)
class Limits:
    """The limits of one kind: its fields, what fills them, and what they make, which starts from what stood there."""

    fields: Callable[[Mapping[str, Any]], Fields]
    initial: Callable[[Mapping[str, Any]], dict[str, Any]]
    values: Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]


def errors_at(path: str, known: Collection[str]) -> str | None:
    """The field that a fault at a path of the form's JSON belongs to; None: the question as a whole."""
    tail = path.rpartition("questions[")[2].partition("].")[2] if "questions[" in path else path.partition("].")[2]
    if tail.startswith("limits."):
        tail = tail[len("limits.") :]
        head, _dot, rest = tail.partition(".")
        if f"{head}_{rest}" in known:
            return f"{head}_{rest}"
    for key in (tail.partition(".")[0].partition("[")[0], "options" if tail == "limits" else ""):
        if key in known:
            return key
    return None


def _whole(label: Any, low: int = 0, high: int = 20_000, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        required=False,
        widget=forms.NumberInput(_SMALL),
        help_text=help_text,
    )


def _figure(label: Any, help_text: Any = "") -> forms.DecimalField:
    widget = forms.TextInput({"class": "w-m num", "inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, max_digits=20, decimal_places=6, required=False, widget=widget, help_text=help_text
    )


def _lengths(stem: str, words: Any) -> Fields:
    units = {"ko": _("characters"), "zh": _("characters"), "en": _("words")}
    return {
        f"{stem}_{lang}": _whole(format_lazy("{}, {} ({})", words, LANGUAGE_LABELS[lang], units[lang]))
        for lang in LANGUAGES
    }


def _by_language(stem: str, given: Mapping[str, Any]) -> dict[str, int]:
    return {lang: given[f"{stem}_{lang}"] for lang in LANGUAGES if given.get(f"{stem}_{lang}") is not None}


def _spread(stem: str, limits: Mapping[str, Any], key: str = "") -> dict[str, Any]:
    held = limits.get(key or stem) or {}
    return {f"{stem}_{lang}": size for lang, size in held.items()} if isinstance(held, Mapping) else {}


def _number(value: Any) -> str | None:
    return None if value is None else f"{value.normalize():f}"


# Texts


def _text_fields(body: Mapping[str, Any]) -> Fields:
    made: Fields = {
        "kind": forms.ChoiceField(
            label=_("Short or long"),
            choices=[("text", _("Short text")), ("long_text", _("Long text"))],
            widget=forms.RadioSelect,
        )
    }
    made |= _lengths("max", _("At most")) | _lengths("min", _("At least"))
    made["spaces"] = forms.BooleanField(label=_("Spaces count as characters"), required=False)
    made["format"] = forms.ChoiceField(label=_("What it must be"), choices=list(_FORMAT_WORDS.items()), required=False)
    made["kind"].initial = body["kind"]
    return made


def _text_initial(limits: Mapping[str, Any]) -> dict[str, Any]:
    held = {"spaces": limits.get("spaces", True), "format": limits.get("format", "")}
    return held | _spread("max", limits) | _spread("min", limits)


def _text_values(given: Mapping[str, Any], _held: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "min": _by_language("min", given),
        "max": _by_language("max", given),
        "spaces": given["spaces"],
        "format": given["format"],
    }


# Figures, days


def _number_fields(_body: Mapping[str, Any]) -> Fields:
    return {
        "min": _figure(_("At least")),
        "max": _figure(_("At most")),
        "step": _figure(pgettext_lazy("figure", "In steps of")),
        "decimals": _whole(_("Places after the point"), 0, 6),
        "unit": TrilingualField(label=_("Unit"), max_length=40, required=False),
    }


def _number_initial(limits: Mapping[str, Any]) -> dict[str, Any]:
    return {**limits, "unit": Text.from_json(limits.get("unit") or {})}


def _number_values(given: Mapping[str, Any], _held: Mapping[str, Any]) -> dict[str, Any]:
    figures = {key: _number(given.get(key)) for key in ("min", "max", "step")}
    return {**figures, "decimals": given.get("decimals") or 0, "unit": dict(given["unit"])}


def _money_fields(_body: Mapping[str, Any]) -> Fields:
    lang = reader_language()
    choices = [(code, f"{code} {name(CURRENCIES, code, lang)}") for code in CURRENCIES]
    return {
        "currencies": TicksField(label=_("Currencies"), choices=choices),
        "min": _figure(_("At least"), _("In the first currency.")),
        "max": _figure(_("At most"), _("In the first currency.")),
    }


def _money_values(given: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    before = [code for code in held.get("currencies", []) if code in given["currencies"]]
    codes = before + [code for code in given["currencies"] if code not in before]
    return {"currencies": codes, "min": _number(given.get("min")), "max": _number(given.get("max"))}


def _date_fields(_body: Mapping[str, Any]) -> Fields:
    return {
        "min": forms.DateField(label=_("No earlier than"), required=False, widget=DateInput()),
        "max": forms.DateField(label=_("No later than"), required=False, widget=DateInput()),
        "future": forms.BooleanField(label=_("A day to come may be given"), required=False),
    }


def _date_values(given: Mapping[str, Any], _held: Mapping[str, Any]) -> dict[str, Any]:
    days = {key: given[key].isoformat() if given.get(key) else None for key in ("min", "max")}
    return {**days, "future": given["future"]}


# Choices and tables


def _choice_fields(_body: Mapping[str, Any]) -> Fields:
    shared = [("", _("A list of your own, below")), *_TERM_WORDS.items()]
    return {
        "terms": forms.ChoiceField(
            label=_("What one may choose from"), choices=shared, required=False,
            help_text=_("A shared list makes answers comparable with other calls, and is filled in from the profile."),
        ),
        "options": forms.CharField(
            label=_("Your own list"), widget=forms.Textarea({"rows": 6}), required=False, help_text=LINE_HELP,
            max_length=60_000,
        ),
        "many": forms.BooleanField(label=_("Several may be chosen"), required=False),
        "min": _whole(_("At least so many"), 0, 200),
        "max": _whole(_("At most so many"), 1, 200),
    }  # fmt: skip


def _choice_initial(limits: Mapping[str, Any]) -> dict[str, Any]:
    return {**limits, "options": options_lines(limits.get("options") or [])}


def _choice_values(given: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    own = [] if given["terms"] else options_from(given["options"], held.get("options") or [])
    counts = {"min": given.get("min") or 0, "max": given.get("max")} if given["many"] else {"min": 0, "max": None}
    return {"options": own, "terms": given["terms"], "many": given["many"], **counts}


def _table_fields(_body: Mapping[str, Any]) -> Fields:
    kinds = ", ".join(f"{code} = {words}" for code, words in CELL_WORDS.items())
    return {
        "columns": forms.CharField(
            label=_("Columns"), widget=forms.Textarea({"rows": 6}), help_text=format_lazy("{} {}", COLUMN_HELP, kinds),
            max_length=60_000,
        ),
        "min": _whole(_("At least so many rows"), 0, 200),
        "max": _whole(_("At most so many rows"), 1, 200),
    }  # fmt: skip


def _table_initial(limits: Mapping[str, Any]) -> dict[str, Any]:
    return {**limits, "columns": columns_lines(limits.get("columns") or [])}


def _table_values(given: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    columns = columns_from(given["columns"], held.get("columns") or [])
    return {"columns": columns, "min": given.get("min") or 0, "max": given.get("max") or 20}


# Files, teams, consents


def _file_fields(_body: Mapping[str, Any]) -> Fields:
    lang = reader_language()
    kinds = [(code, name(DOCUMENTS, code, lang)) for code in DOCUMENTS]
    return {
        "kinds": TicksField(
            label=_("Documents that are taken"), choices=kinds, required=False, help_text=_("None ticked: any.")
        ),
        "max": _whole(_("At most so many files"), 1, 50),
        "megabytes": _whole(_("Megabytes a file, at most"), 1, 500),
        "pages": _whole(_("Pages a file, at most"), 1, 5000),
    }


def _file_values(given: Mapping[str, Any], _held: Mapping[str, Any]) -> dict[str, Any]:
    sizes = {"max": given.get("max") or 1, "megabytes": given.get("megabytes") or 20, "pages": given.get("pages")}
    return {"kinds": given["kinds"], **sizes}


def _team_fields(_body: Mapping[str, Any]) -> Fields:
    made: Fields = {
        "min": _whole(_("At least so many members"), 0, 200),
        "max": _whole(_("At most so many members"), 1, 200),
    }
    return made | _lengths("career", _("Each career, at most"))


def _team_values(given: Mapping[str, Any], _held: Mapping[str, Any]) -> dict[str, Any]:
    counts = {"min": given.get("min") or 0, "max": given.get("max") or 10}
    return {**counts, "career": _by_language("career", given)}


def _consent_fields(_body: Mapping[str, Any]) -> Fields:
    return {
        "text": TrilingualField(label=_("What is agreed to"), long=True, rows=6),
        "consent_version": forms.CharField(
            label=_("Version of these words"), max_length=40, widget=forms.TextInput(_SMALL),
            help_text=_("Change it with the words: everyone is then asked again."),
        ),
    }  # fmt: skip


def _consent_initial(limits: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": Text.from_json(limits.get("text") or {}), "consent_version": limits.get("version", "1")}


def _consent_values(given: Mapping[str, Any], _held: Mapping[str, Any]) -> dict[str, Any]:
    words: Text = given["text"]
    return {"text": dict(words), "version": given["consent_version"].strip()}


def _same(limits: Mapping[str, Any]) -> dict[str, Any]:
    return dict(limits)


def _team_initial(limits: Mapping[str, Any]) -> dict[str, Any]:
    return {"min": limits.get("min"), "max": limits.get("max")} | _spread("career", limits)


_TEXT: Final = Limits(_text_fields, _text_initial, _text_values)
LIMITS: Final[Mapping[str, Limits]] = {
    "text": _TEXT,
    "long_text": _TEXT,
    "number": Limits(_number_fields, _number_initial, _number_values),
    "money": Limits(_money_fields, _same, _money_values),
    "date": Limits(_date_fields, _same, _date_values),
    "choice": Limits(_choice_fields, _choice_initial, _choice_values),
    "table": Limits(_table_fields, _table_initial, _table_values),
    "file": Limits(_file_fields, _same, _file_values),
    "link": Limits(lambda _body: {}, lambda _limits: {}, lambda _given, _held: {}),
    "team": Limits(_team_fields, _team_initial, _team_values),
    "consent": Limits(_consent_fields, _consent_initial, _consent_values),
}
assert set(TERMS) == set(_TERM_WORDS)

"""When a question is shown, as rows one picks: no code is typed, and only earlier questions are offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from madang.engines.forms.definition import TERMS
from madang.engines.forms.words import Words

ROWS: Final = 3
_ORDERED: Final = ("number", "money", "date")
_SAID: Final = {
    "at_least": pgettext_lazy("condition", "at least (write the value beside)"),
    "at_most": pgettext_lazy("condition", "at most (write the value beside)"),
    "equals": pgettext_lazy("condition", "exactly (write the value beside)"),
    "greater": pgettext_lazy("condition", "more than (write the value beside)"),
    "less": pgettext_lazy("condition", "less than (write the value beside)"),
}


@dataclass(frozen=True)
class Row:
    """One line of a condition: what was picked and the value beside it."""

    picked: str = ""
    value: str = ""


def label_of(question: Mapping[str, Any], lang: str) -> str:
    return Words(**question.get("label") or {}).said(lang) or str(question["id"])


def tests_of(question: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    """What can be asked of one question: (value of the choice, words)."""
    key, kind, limits = question["id"], question["kind"], question.get("limits") or {}
    found = []
    if kind == "choice":
        found += [(f"{key}|equals|{code}", words) for code, words in _options(limits, lang)]
    elif kind == "consent":
        found += [
            (f"{key}|equals|true", pgettext("consent", "agreed")),
            (f"{key}|equals|false", pgettext("consent", "not agreed")),
        ]
    elif kind in _ORDERED:
        found += [(f"{key}|{operator}|?", str(words)) for operator, words in _SAID.items()]
    answered, open_ = pgettext("condition", "answered"), pgettext("condition", "not answered")
    return [*found, (f"{key}|filled|true", answered), (f"{key}|filled|false", open_)]


def _options(limits: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    if limits.get("terms") in TERMS:
        return [(term.code, Words(term.ko, term.zh, term.en).said(lang)) for term in TERMS[limits["terms"]].values()]
    return [(one["code"], Words(**one["label"]).said(lang)) for one in limits.get("options") or []]


def rows_of(condition: Mapping[str, Any] | None) -> tuple[str, list[Row]] | None:
    """A condition as "all" or "any" of rows; None where it is too deep for rows."""
    if not condition:
        return "all", []
    for join in ("all", "any"):
        if join in condition:
            rows = [_row(part) for part in condition[join]]
            return (join, [row for row in rows if row]) if all(rows) else None
    if "any_of" in condition:
        return "any", [Row(f"{condition['question']}|equals|{code}") for code in condition["any_of"]]
    row = _row(condition)
    return ("all", [row]) if row else None


def _row(test: Mapping[str, Any]) -> Row | None:
    operator = next((key for key in test if key != "question"), "")
    value = test.get(operator)
    if "question" not in test or operator in ("any_of", "not", ""):
        return None
    if isinstance(value, bool):
        return Row(f"{test['question']}|{operator}|{'true' if value else 'false'}")
    if isinstance(value, Mapping):
        return Row(f"{test['question']}|{operator}|?", str(value.get("amount", "")))
    return Row(f"{test['question']}|{operator}|{value}", str(value))


class WhenWidget(forms.Widget):
    template_name = "applications/forms/when.html"
    use_fieldset = True

    def __init__(self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], is_deep: bool, words: str) -> None:
        self.groups, self.is_deep, self.words = groups, is_deep, words
        super().__init__()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        join, rows = value if isinstance(value, tuple) else rows_of(value) or ("all", [])
        known = {code for _label, tests in self.groups for code, _words in tests}
        shown = [*rows, *([Row()] * max(1, ROWS - len(rows)))]
        context["widget"] |= {
            "join": join,
            "rows": [(at, self._picked(row, known)) for at, row in enumerate(shown)],
            "groups": self.groups,
            "is_deep": self.is_deep,
            "words": self.words,
        }
        return context

    @staticmethod
    def _picked(row: Row, known: set[str]) -> Row:
        """A value that has no choice of its own is one that is written beside."""
        if row.picked in known or not row.picked:
            return row if row.picked.endswith("|?") or not row.picked else Row(row.picked)
        head = row.picked.rpartition("|")[0]
        return Row(f"{head}|?", row.value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if data.get(f"{name}_keep"):
            return "keep"
        rows = []
        for at in range(12):
            picked = str(data.get(f"{name}_{at}", ""))
            if picked:
                rows.append(Row(picked[:200], str(data.get(f"{name}_{at}_value", "")).strip()[:100]))
        return ("any" if data.get(f"{name}_join") == "any" else "all", rows)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class WhenField(forms.Field):
    """Cleans to the JSON of a condition, or None for "always"."""

    def __init__(self, earlier: Sequence[Mapping[str, Any]], held: Mapping[str, Any] | None, *, lang: str) -> None:
        self.held = held
        self.kinds = {question["id"]: question for question in earlier}
        groups = [(label_of(question, lang), tests_of(question, lang)) for question in earlier]
        is_deep = held is not None and rows_of(held) is None
        words = said(held, earlier, lang) if held else ""
        super().__init__(
            label=gettext_lazy("Shown only if"),
            required=False,
            widget=WhenWidget(groups, is_deep, words),
            help_text=gettext_lazy("Nothing picked: it is always shown."),
        )

    def clean(self, value: Any) -> dict[str, Any] | None:
        if value == "keep":
            return dict(self.held) if self.held else None
        join, rows = value if isinstance(value, tuple) else ("all", [])
        tests = [self._test(row) for row in rows]
        if not tests:
            return None
        if len(tests) == 1:
            return tests[0]
        named = {test["question"] for test in tests}
        is_choice = all("equals" in test for test in tests) and self.kinds[tests[0]["question"]]["kind"] == "choice"
        if join == "any" and len(named) == 1 and is_choice:  # one of several options, in the engine's shorter form
            return {"question": tests[0]["question"], "any_of": [test["equals"] for test in tests]}
        return {join: tests}

    def _test(self, row: Row) -> dict[str, Any]:
        key, _bar, rest = row.picked.partition("|")
        operator, _bar, value = rest.partition("|")
        question = self.kinds.get(key)
        if question is None or not operator:
            raise ValidationError(_("Please choose one of the list."))
        if value in ("true", "false") and (operator == "filled" or question["kind"] == "consent"):
            return {"question": key, operator: value == "true"}
        if value == "?":
            if not row.value:
                raise ValidationError(_("Write the value to compare with beside it."))
            value = row.value.replace(",", "")
        if question["kind"] == "money":
            currency = ((question.get("limits") or {}).get("currencies") or ["KRW"])[0]
            return {"question": key, operator: {"amount": value, "currency": currency}}
        return {"question": key, operator: value}


def said(condition: Mapping[str, Any] | None, earlier: Sequence[Mapping[str, Any]], lang: str) -> str:
    """A condition in words: “Field” is Arms; all parts of a group named in order."""
    if not condition:
        return ""
    for key, joint in (("all", pgettext("condition", "and")), ("any", pgettext("condition", "or"))):
        if key in condition:
            return f" {joint} ".join(said(part, earlier, lang) for part in condition[key])
    if "not" in condition:
        return _("not: %(what)s") % {"what": said(condition["not"], earlier, lang)}
    return _said_test(condition, earlier, lang)


def _said_test(test: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]], lang: str) -> str:
    question = next((one for one in earlier if one["id"] == test.get("question")), None)
    operator = next((key for key in test if key != "question"), "")
    value = test.get(operator)
    label = label_of(question, lang) if question else str(test.get("question"))
    if operator == "filled":
        told = pgettext("condition", "answered") if value else pgettext("condition", "not answered")
    elif question and question["kind"] == "consent":
        told = pgettext("consent", "agreed") if value else pgettext("consent", "not agreed")
    else:
        told = _worded(question, operator, value, lang)
    return f"“{label}” {told}"


_SHORT: Final = {
    "at_least": pgettext_lazy("condition", "at least"),
    "at_most": pgettext_lazy("condition", "at most"),
    "greater": pgettext_lazy("condition", "more than"),
    "less": pgettext_lazy("condition", "less than"),
}


def _worded(question: Mapping[str, Any] | None, operator: str, value: Any, lang: str) -> str:
    named = dict(_options(question.get("limits") or {}, lang)) if question and question["kind"] == "choice" else {}
    values = value if isinstance(value, list | tuple) else [value]
    words = [
        f"{one['amount']} {one['currency']}" if isinstance(one, Mapping) else named.get(one, str(one)) for one in values
    ]
    joined = f" {pgettext('condition', 'or')} ".join(words)
    return f"{_SHORT[operator]} {joined}" if operator in _SHORT else f"= {joined}"

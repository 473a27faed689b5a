"""A question, a section and the head of a form as staff type them, and the JSON of `engines.forms` they make."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.forms import TrilingualField
from madang.core.text import LANGUAGES, Text, reader_language
from madang.engines.forms import Problem
from madang.engines.forms.definition import OPTIONAL, SUBMIT

from .limits import LIMITS, errors_at
from .when import WhenField

Words = str | Promise
KIND_WORDS: Final[Mapping[str, Words]] = {
    "text": _("Short text"),
    "long_text": _("Long text"),
    "number": pgettext_lazy("kind of question", "Number"),
    "money": _("Amount of money"),
    "date": pgettext_lazy("kind of question", "Date"),
    "choice": _("Choice"),
    "table": _("Table"),
    "file": pgettext_lazy("kind of question", "File"),
    "link": pgettext_lazy("kind of question", "Link"),
    "team": _("Team members"),
    "consent": _("Consent"),
}
# Stages a ready form may name; another code shows as it is written.
STAGE_WORDS: Final[Mapping[str, Words]] = {
    SUBMIT: _("When it is handed in"),
    "presentation": _("Before the presentation"),
    "agreement": _("Before the agreement"),
    "site": _("Before the visit"),
    "final": _("Before the final round"),
}


def text_of(words: Mapping[str, str] | None) -> Text:
    """The JSON words of a form as the house's own."""
    return Text.from_json({key: value for key, value in (words or {}).items() if key in LANGUAGES})


def words_of(text: Text) -> dict[str, str]:
    """The three languages alone: a form says nothing of drafts and origins."""
    return dict(text)


class PartForm(forms.Form):
    """What every piece of a form is opened with: the version of the draft it was read from."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class HeadForm(PartForm):
    """The form's own title, help, and the stages at which answers may be required."""

    title = TrilingualField(label=_("Title of the form"), max_length=300)
    help = TrilingualField(label=_("What applicants should know first"), long=True, rows=3, required=False)
    stages = forms.MultipleChoiceField(
        label=_("Answers may also be asked for later"),
        choices=[(code, words) for code, words in STAGE_WORDS.items() if code != SUBMIT],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("A question can then say at which stage it has to be answered."),
    )

    @classmethod
    def of(cls, draft: Mapping[str, Any], version: int, data: Any = None) -> Self:
        initial = {"title": text_of(draft["title"]), "help": text_of(draft.get("help")), "version": version}
        return cls(data, initial=initial | {"stages": draft.get("stages", [SUBMIT])[1:]})

    def values(self, draft: Mapping[str, Any]) -> dict[str, Any]:
        chosen = set(self.cleaned_data["stages"])
        kept = [code for code in draft.get("stages", [])[1:] if code in chosen or code not in STAGE_WORDS]
        stages = [SUBMIT, *kept, *(code for code in STAGE_WORDS if code in chosen and code not in kept)]
        told = {name: words_of(self.cleaned_data[name]) for name in ("title", "help")}
        return {**draft, **told, "stages": stages}


class SectionForm(PartForm):
    """A section: its title, help, and when it is shown."""

    title = TrilingualField(label=_("Title"), max_length=300)
    help = TrilingualField(label=_("Help"), long=True, rows=3, required=False)

    @classmethod
    def of(cls, body: Mapping[str, Any], version: int, earlier: Sequence[Mapping[str, Any]], data: Any = None) -> Self:
        initial = {"title": text_of(body["title"]), "help": text_of(body.get("help")), "version": version}
        form = cls(data, initial=initial | {"shown_if": body.get("shown_if")})
        form.fields["shown_if"] = WhenField(earlier, body.get("shown_if"), lang=reader_language())
        return form

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"title": words_of(given["title"]), "help": words_of(given["help"]), "shown_if": given["shown_if"]}


class NewSectionForm(PartForm):
    title = TrilingualField(label=_("Title of the new section"), max_length=300)


class QuestionForm(PartForm):
    """One question of any kind; the fields of its limits are those of its kind."""

    label = TrilingualField(label=_("Question"), max_length=300)
    help = TrilingualField(label=_("Help"), long=True, rows=3, required=False)
    required = forms.ChoiceField(label=_("Has to be answered"), widget=forms.RadioSelect)
    hidden_from_reviewers = forms.BooleanField(
        label=_("Hidden from reviewers in blind review"),
        required=False,
        help_text=_("Tick it where the answer tells who applies."),
    )

    @classmethod
    def of(
        cls,
        body: Mapping[str, Any],
        version: int,
        *,
        stages: Sequence[str],
        earlier: Sequence[Mapping[str, Any]],
        data: Any = None,
    ) -> Self:
        """The form filled with the question, or with what was typed."""
        kind = body["kind"]
        limits = LIMITS[kind]
        initial = {
            "version": version,
            "label": text_of(body.get("label")),
            "help": text_of(body.get("help")),
            "required": body.get("required", OPTIONAL),
            "hidden_from_reviewers": body.get("hidden_from_reviewers", False),
            "shown_if": body.get("shown_if"),
        } | limits.initial(body.get("limits") or {})
        form = cls(data, initial=initial)
        form.kind, form.body = kind, body
        fields: dict[str, forms.Field] = {name: form.fields[name] for name in ("version", "label", "help")}
        fields |= limits.fields(body)
        fields |= {name: form.fields[name] for name in ("required", "hidden_from_reviewers")}
        fields["shown_if"] = WhenField(earlier, body.get("shown_if"), lang=reader_language())
        form.fields = fields
        choices = [(OPTIONAL, _("No")), *((code, STAGE_WORDS.get(code, code)) for code in stages)]
        form.fields["required"].choices = choices  # type: ignore[attr-defined]
        return form

    kind: str
    body: Mapping[str, Any]

    def values(self) -> dict[str, Any]:
        """The question as JSON; what the form does not show of it stays."""
        given = self.cleaned_data
        return {
            "kind": given.get("kind") or self.kind,
            "meaning": self.body.get("meaning", ""),
            "label": words_of(given["label"]),
            "help": words_of(given["help"]),
            "required": given["required"],
            "hidden_from_reviewers": given["hidden_from_reviewers"],
            "shown_if": given["shown_if"],
            "limits": LIMITS[self.kind].values(given, self.body.get("limits") or {}),
        }

    def take(self, problems: Sequence[Problem]) -> None:
        """Put what the engine says beside the fields it is about."""
        for problem in problems:
            name = errors_at(problem.path, self.fields)
            self.add_error(name, problem.text(reader_language()))

"""How a selection is set up: its settings, a stage, its rubric. Each form says on which version it was opened."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Self

from django import forms
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from madang.core.clean import one_line
from madang.core.forms import TrilingualField, ZonedMomentField
from madang.core.text import LANGUAGES, Text
from madang.programmes.forms.lists import RowForm, RowsFormSet, rows_of
from madang.reviews.models import Criterion, Stage
from madang.reviews.presets import PRESETS

from .limits import LimitsForm
from .sections import Heading, SectionedForm

_SMALL: Final = {"class": "w-s"}
RULE_WORDS: Final[Mapping[str, Promise | str]] = {
    "employer": _("works, or worked, at the startup"),
    "institution": _("works at the institution the startup lives in"),
    "supervisor": _("supervised the final degree of a founder"),
    "kin": _("is related to a founder by family"),
    "project": _("takes part in the project"),
    "shareholder": _("holds shares of the startup"),
    "adviser": _("advises or mentors the startup"),
    "mutual": _("applies to the same call, whose applicants would judge each other"),
    "sanctioned": _("may not judge at present"),
    "domain": _("shares a private e-mail domain with the team"),
}


class BeginForm(forms.Form):
    preset = forms.ChoiceField(
        label=_("Start from"),
        choices=[(key, preset.name) for key, preset in PRESETS.items()],
        widget=forms.RadioSelect,
        initial="startup_call",
    )


class StageForm(LimitsForm, SectionedForm):
    """One stage: when, who sees what, how many reviews, who sits together, and whether reviewers are asked for wishes."""

    HEADINGS = (
        Heading(
            "when",
            _("Name and times"),
            _("In the time zone of the call."),
            ("name", "opens_at", "due_at", "slot_minutes"),
        ),
        Heading("seen", _("What reviewers see"), "", ("is_blind", "hidden_questions")),
        Heading(
            "loads",
            _("How many reviews"),
            _("A plan keeps to these. What a reviewer agreed to may make it less."),
            ("reviews_each", "min_load", "max_load"),
        ),
        Heading(
            "mix",
            _("Who judges together"),
            _("For the reviewers of each application. A plan says where it cannot be kept."),
            ("language", "experts", "of_one_house"),
        ),
        Heading(
            "wishes",
            _("Wishes"),
            _(
                "Before anything is given out, reviewers read a few lines of each application and say what they would like to judge."
            ),
            ("asks_wishes", "wishes_until"),
        ),
    )

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = TrilingualField(label=_("Name"), max_length=80, required=False, help_text=_("Empty: the usual name."))
    opens_at = ZonedMomentField(label=_("Reviewers see it from"), required=False)
    due_at = ZonedMomentField(label=_("Reviews are due"), required=False)
    is_blind = forms.BooleanField(
        label=_("Blind"),
        required=False,
        help_text=_("Names, files and everything else that tells who applies are hidden from reviewers."),
    )
    hidden_questions = forms.MultipleChoiceField(
        label=_("Answers hidden from reviewers besides those the form hides"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    slot_minutes = forms.IntegerField(
        label=_("Minutes for each presentation"), min_value=5, max_value=480, widget=forms.NumberInput(_SMALL)
    )
    asks_wishes = forms.BooleanField(
        label=_("Ask reviewers for wishes"),
        required=False,
        help_text=_("They may also name a conflict of interest there. In a blind stage nothing tells who applies."),
    )
    wishes_until = ZonedMomentField(label=_("Wishes are taken until"), required=False)

    @classmethod
    def of(cls, stage: Stage, questions: Sequence[tuple[str, SafeString | str]], data: Any = None) -> Self:
        """`questions`: id and words of the form's questions that reviewers could see."""
        initial = {name: getattr(stage, name) for name in cls.base_fields if hasattr(stage, name)}
        initial |= {name: stage.groups.get(name) for name in ("experts", "of_one_house")}
        initial |= {"language": stage.groups.get("language", True), "version": stage.selection.version}
        form = cls(data, initial=initial)
        for name in ("opens_at", "due_at", "wishes_until"):
            form.fields[name].set_zone(stage.selection.call.zone)  # type: ignore[attr-defined]
        form.fields["hidden_questions"].choices = list(questions)  # type: ignore[attr-defined]
        if stage.kind != Stage.Kind.PRESENTATION:
            del form.fields["slot_minutes"]
        if not questions:
            del form.fields["hidden_questions"]
        return form

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        opens, due = values.get("opens_at"), values.get("due_at")
        if opens and due and due <= opens:
            self.add_error("due_at", _("The reviews are due before reviewers see anything. Set a later time."))
        until = values.get("wishes_until")
        if values.get("asks_wishes") and not until and "wishes_until" not in self.errors:
            self.add_error("wishes_until", _("Say until when reviewers may answer."))
        if values.get("asks_wishes") and until and due and until >= due:
            self.add_error("wishes_until", _("Reviews are due before that. Set an earlier time."))
        return values

    def values(self) -> dict[str, Any]:
        """Fields of the stage. What is said of who judges together goes into its `groups`."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        mix = {name: given.pop(name) for name in ("language", "experts", "of_one_house")}
        return given | {"groups": {name: value for name, value in mix.items() if value is not None}}


class ScoringForm(forms.Form):
    """How scores of one stage count: its part of `engines.selection` JSON."""

    weight = forms.DecimalField(
        label=_("Weight in the total"), min_value=0, max_value=1000, max_digits=6, decimal_places=2, required=False,
        widget=forms.NumberInput(_SMALL), help_text=_("30 and 70, for example. 0: it only decides who goes on."),
    )  # fmt: skip
    trim = forms.BooleanField(
        label=_("Leave out the highest and the lowest review"),
        required=False,
        help_text=_("Exactly one of each, where there are at least five; of equal ones only one."),
    )
    minimum_reviews = forms.IntegerField(
        label=_("Reviews needed"), min_value=1, max_value=20, initial=1, widget=forms.NumberInput(_SMALL),
        help_text=_("With fewer the application waits for you to give it another reviewer. A missing score is never a zero."),
    )  # fmt: skip
    pass_mark = forms.DecimalField(
        label=_("Pass mark"),
        min_value=0,
        max_digits=7,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(_SMALL),
    )
    times = forms.DecimalField(
        label=_("How many times the places go on"), min_value=1, max_value=20, max_digits=4, decimal_places=1, required=False,
        widget=forms.NumberInput({"class": "w-s", "step": "0.5"}),
    )  # fmt: skip
    count = forms.IntegerField(
        label=_("Or so many go on"), min_value=1, max_value=100_000, required=False, widget=forms.NumberInput(_SMALL)
    )

    @classmethod
    def of(cls, stage: Stage, data: Any = None) -> Self:
        scoring = stage.scoring
        multiple = scoring.get("multiple") or {}
        initial = {
            "weight": scoring.get("weight"),
            "trim": bool(scoring.get("trim_from")),
            "minimum_reviews": scoring.get("minimum_reviews", 1),
            "pass_mark": scoring.get("pass_mark"),
            "times": multiple.get("times"),
            "count": multiple.get("count"),
        }
        return cls(data, initial=initial, prefix="scoring")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("times") and values.get("count"):
            self.add_error("count", _("Say either how many times the places, or how many. Leave one empty."))
        return values

    def values(self, stage: Stage) -> dict[str, Any]:
        """The stage's scoring; what the form does not show stays as it was."""
        given = self.cleaned_data
        kept = dict(stage.scoring)
        for name in ("weight", "pass_mark"):
            kept[name] = None if given[name] is None else str(given[name])
        kept["minimum_reviews"] = given["minimum_reviews"]
        kept["trim_from"] = (kept.get("trim_from") or 5) if given["trim"] else None
        multiple = (
            {"times": str(given["times"])} if given["times"] else {"count": given["count"]} if given["count"] else None
        )
        kept["multiple"] = {**(kept.get("multiple") or {}), **multiple} if multiple else None
        if kept["multiple"] and multiple:
            kept["multiple"].pop("count" if "times" in multiple else "times", None)
        return {name: value for name, value in kept.items() if value is not None}


class CriterionForm(RowForm):
    code = forms.CharField(required=False, widget=forms.HiddenInput)
    name = TrilingualField(label=_("Criterion"), max_length=120, required=False)
    max_score = forms.DecimalField(
        label=_("Highest score"), min_value=Decimal("0.01"), max_digits=6, decimal_places=2, required=False,
        widget=forms.NumberInput(_SMALL),
    )  # fmt: skip
    step = forms.DecimalField(
        label=_("In steps of"), min_value=Decimal("0.01"), max_digits=4, decimal_places=2, required=False, initial=1,
        widget=forms.NumberInput(_SMALL),
    )  # fmt: skip
    help = TrilingualField(label=_("What to look at"), long=True, rows=2, max_length=600, required=False)
    anchors = TrilingualField(
        label=_("What a score means"),
        long=True,
        rows=3,
        max_length=1500,
        required=False,
        help_text=_("One line each, such as “20: a customer has paid for it”. Reviewers see it beside the scale."),
    )
    needs_comment = forms.BooleanField(label=_("A comment is asked"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.is_filled() and not self.cleaned_data.get("DELETE"):
            if not values.get("name"):
                self.add_error("name", _("Name the criterion."))
            if not values.get("max_score"):
                self.add_error("max_score", _("Say how many points it is worth."))
            for lang in LANGUAGES:
                for line in getattr(values.get("anchors") or Text(), lang).splitlines():
                    if line.strip() and not _ANCHOR.match(line.strip()):
                        self.add_error(
                            "anchors", _("Begin each line with a score and a colon: “%(line)s”.") % {"line": line[:40]}
                        )
        return values

    def words(self) -> str:
        held: Mapping[str, Any] = self.initial
        if self.is_bound:
            self.is_valid()
            held = self.cleaned_data
        marks = held.get("max_score")
        return f"{held.get('name') or '–'}{f' · {marks.normalize():f}' if marks else ''}"

    def value(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "code": one_line(given["code"]).strip(),
            "name": given["name"],
            "max_score": given["max_score"],
            "step": given["step"] or Decimal(1),
            "help": given["help"],
            "anchors": _anchors(given["anchors"]),
            "needs_comment": given["needs_comment"],
        }

    @staticmethod
    def initial_of(row: Criterion) -> dict[str, Any]:
        held = {name: getattr(row, name) for name in ("code", "name", "max_score", "step", "help", "needs_comment")}
        lines = {
            lang: "\n".join(f"{score}: {words[lang]}" for score, words in row.anchors.items() if words.get(lang))
            for lang in LANGUAGES
        }
        return held | {"anchors": Text(ko=lines["ko"], zh=lines["zh"], en=lines["en"])}


_ANCHOR: Final = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)\s*[::]\s*(\S.*)")


def _anchors(text: Text) -> dict[str, dict[str, str]]:
    """{"20": {"ko": ..., "en": ...}} from one line a score in each language, highest first."""
    found: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        for line in getattr(text, lang).splitlines():
            if match := _ANCHOR.match(line.strip()):
                found.setdefault(match[1], {})[lang] = match[2].strip()
    return dict(sorted(found.items(), key=lambda item: -Decimal(item[0])))


CriterionFormSet: type[RowsFormSet] = rows_of(CriterionForm)


class EligibilityForm(forms.Form):
    """What staff answer for one case or many."""

    answer = forms.ChoiceField(label=_("Eligible"), choices=[("met", _("eligible")), ("not_met", _("not eligible"))])
    note = forms.CharField(label=_("Why"), max_length=600, required=False, widget=forms.Textarea({"rows": 2}))

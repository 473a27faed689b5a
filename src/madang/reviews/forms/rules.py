"""The rules of a whole selection: places, what makes the ranking, who does not judge, what comes after the letters."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.forms import DateInput
from madang.reviews.models import Selection, Stage

from .sections import Heading, SectionedForm
from .setting_up import RULE_WORDS

_SMALL: Final = {"class": "w-s"}
TIE_WORDS: Final[Mapping[str, Promise | str]] = {
    "": _("nothing: people settle a tie"),
    "company_age": _("the younger company first"),
    "without_bonus": _("the score without bonus points"),
}


class SettingsForm(SectionedForm):
    """Rules that hold for the whole selection, from places to what comes after the letters."""

    HEADINGS = (
        Heading(
            "places",
            _("Places"),
            _("How many are selected, and who follows when one gives up a place."),
            ("places", "reserves", "reserve_until"),
        ),
        Heading(
            "ranking",
            _("From scores to a ranking"),
            _(
                "What counts beside the reviews, and what decides between equals. Weights and pass marks stand at each stage."
            ),
            ("bonus_stage", "bonus_cap", "deduction_stage", "deduction_cap", "ties", "calibration"),
        ),
        Heading(
            "fairness",
            _("Who does not judge"),
            _("Pairs that these rules find are never given out. You may set a single one aside, with a reason."),
            ("conflicts",),
        ),
        Heading(
            "after",
            _("After the results"),
            _("What applicants read, and how long they have to answer."),
            ("comments_are_released", "calendar", "confirm_days", "confirm_hour", "objection_days"),
        ),
    )

    version = forms.IntegerField(widget=forms.HiddenInput)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=100_000, widget=forms.NumberInput(_SMALL))
    reserves = forms.IntegerField(
        label=_("Places on the reserve list"),
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(_SMALL),
        help_text=_("Who passed and found no place, in order. 0: no reserve list."),
    )
    reserve_until = forms.DateField(label=_("The reserve list expires on"), required=False, widget=DateInput())
    ties = forms.MultipleChoiceField(
        label=_("What breaks a tie"),
        choices=[(key, words) for key, words in TIE_WORDS.items() if key],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In this order. What is still tied then is shown to you; nothing is ever drawn by lot."),
    )
    bonus_stage = forms.ChoiceField(
        label=_("Bonus points count in"),
        required=False,
        help_text=_(
            "At one stage only. The points themselves are written beside each application, with what they rest on."
        ),
    )
    bonus_cap = forms.DecimalField(
        label=_("Bonus points at most"), min_value=0, max_digits=6, decimal_places=2, required=False,
        widget=forms.NumberInput(_SMALL),
    )  # fmt: skip
    deduction_stage = forms.ChoiceField(
        label=_("Points are taken off in"),
        required=False,
        help_text=_("For what the call names, such as papers handed in late. A score never falls below zero."),
    )
    deduction_cap = forms.DecimalField(
        label=_("Points taken off at most"), min_value=0, max_digits=6, decimal_places=2, required=False,
        widget=forms.NumberInput(_SMALL),
    )  # fmt: skip
    conflicts = forms.MultipleChoiceField(
        label=_("A reviewer does not judge an application where he or she"),
        choices=list(RULE_WORDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    calibration = forms.ChoiceField(
        label=_("Harsh and mild reviewers"),
        choices=Selection.Calibration.choices,
        help_text=_("Leave it at scores as given where the rules of the call do not speak of corrected scores."),
    )
    calendar = forms.ChoiceField(label=_("Working days of"), choices=[("KR", _("Korea")), ("CN", _("China"))])
    confirm_days = forms.IntegerField(
        label=_("Working days to confirm a place"), min_value=1, max_value=60, widget=forms.NumberInput(_SMALL),
        help_text=_("Counted from the day after the notice. Who does not confirm makes way for the next reserve."),
    )  # fmt: skip
    confirm_hour = forms.TimeField(
        label=pgettext_lazy("an hour", "Until"),
        widget=forms.TimeInput({"type": "time", "class": "w-s"}, format="%H:%M"),
    )
    objection_days = forms.IntegerField(
        label=_("Days to object"), min_value=0, max_value=90, widget=forms.NumberInput(_SMALL)
    )
    comments_are_released = forms.BooleanField(
        label=_("Applicants read the reviewers’ comments"),
        required=False,
        help_text=_("After you have looked them through. Criterion scores are told in any case."),
    )

    @classmethod
    def of(cls, selection: Selection, stages: Sequence[Stage], data: Any = None) -> Self:
        """The form filled with what is saved, or with what was typed."""
        rules = selection.rules
        initial = {name: getattr(selection, name) for name in cls.base_fields if hasattr(selection, name)}
        initial |= {
            "ties": [tie["by"] for tie in rules.get("ties", [])],
            "bonus_stage": (rules.get("bonus") or {}).get("stage", ""),
            "bonus_cap": (rules.get("bonus") or {}).get("cap"),
            "deduction_stage": (rules.get("deductions") or {}).get("stage", ""),
            "deduction_cap": (rules.get("deductions") or {}).get("cap"),
            "conflicts": [rule["rule"] for rule in selection.conflict_rules],
        }
        form = cls(data, initial=initial)
        named = [
            (stage.public_id, str(stage.name) or stage.get_kind_display()) for stage in stages if stage.criteria.all()
        ]
        for name in ("bonus_stage", "deduction_stage"):
            form.fields[name].choices = [("", _("no stage: there are none")), *named]  # type: ignore[attr-defined]
        return form

    def values(self, selection: Selection) -> dict[str, Any]:
        """Fields of the selection; what the form does not show of its rules stays."""
        given = dict(self.cleaned_data)
        given.pop("version")
        rules = dict(selection.rules)
        rules["ties"] = [{"by": by} for by in given.pop("ties")]
        for key, name in (("bonus", "bonus"), ("deductions", "deduction")):
            stage, cap = given.pop(f"{name}_stage"), given.pop(f"{name}_cap")
            rules[key] = ({"stage": stage} | ({"cap": str(cap)} if cap is not None else {})) if stage else None
        kept = {rule["rule"]: rule for rule in selection.conflict_rules}
        chosen = given.pop("conflicts")
        return given | {"rules": rules, "conflict_rules": [kept.get(rule, {"rule": rule}) for rule in chosen]}

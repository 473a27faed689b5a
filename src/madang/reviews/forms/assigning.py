"""What is asked when a stage is shared out."""

from typing import Any, Final, Self

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.reviews.models import Stage

_SMALL: Final = {"class": "w-s"}


class ScenarioForm(forms.Form):
    """One plan to compute. What is left empty is as the stage says."""

    name = forms.CharField(label=_("Name of the plan"), max_length=80, required=False)
    aim = forms.ChoiceField(
        label=_("What matters most"),
        choices=[
            ("worst", _("that no application is served badly")),
            ("leximin", _("fairness down to the last application; costs some of the whole")),
            ("total", _("the best fit of all together")),
        ],
        initial="worst",
    )
    reviews_each = forms.IntegerField(
        label=_("Reviews of each application"), min_value=1, max_value=20, widget=forms.NumberInput(_SMALL)
    )
    min_load = forms.IntegerField(
        label=_("At least, for each reviewer"), min_value=0, max_value=1000, widget=forms.NumberInput(_SMALL)
    )
    max_load = forms.IntegerField(
        label=_("At most, for each reviewer"),
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(_SMALL),
        help_text=_("What a reviewer agreed to, and reviews open in other selections, may make it less."),
    )
    any_language = forms.BooleanField(
        label=_("Also to reviewers who do not read the language of the application"), required=False
    )
    language = forms.BooleanField(label=_("At least one reads the language of the application"), required=False)
    experts = forms.IntegerField(
        label=_("Experts of the field, at least"),
        min_value=0,
        max_value=20,
        required=False,
        widget=forms.NumberInput(_SMALL),
    )
    of_one_house = forms.IntegerField(
        label=_("Reviewers of one institution, at most"),
        min_value=1,
        max_value=20,
        required=False,
        widget=forms.NumberInput(_SMALL),
        help_text=_("Empty: any number."),
    )
    even = forms.BooleanField(label=_("Share the work evenly where the limits allow it"), required=False)
    afresh = forms.BooleanField(
        label=_("Begin afresh"),
        required=False,
        help_text=_(
            "Otherwise what stands is kept and as little as possible moves. Locked and handed-in reviews always stay."
        ),
    )
    bound = forms.BooleanField(
        label=_("Also compute how good the worst-served could be at best"),
        required=False,
        help_text=_("Takes some seconds more."),
    )
    seed = forms.IntegerField(
        label=pgettext_lazy("of a random choice", "Seed"),
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.NumberInput(_SMALL),
        help_text=_("Decides between equals. The same seed makes the same plan again."),
    )

    @classmethod
    def of(cls, stage: Stage, data: Any = None) -> Self:
        groups = stage.groups
        initial = {name: getattr(stage, name) for name in ("reviews_each", "min_load", "max_load")}
        initial |= {"experts": groups.get("experts"), "of_one_house": groups.get("of_one_house")}
        initial["language"] = groups.get("language", True)
        return cls(data, initial=initial | {"even": True, "seed": 0, "aim": "worst"})

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if (values.get("min_load") or 0) > (values.get("max_load") or 1000):
            self.add_error("max_load", _("This is less than the least. Set it higher."))
        if (values.get("experts") or 0) > (values.get("reviews_each") or 20):
            self.add_error("experts", _("More experts than reviews of an application. Set it lower."))
        return values

    def parameters(self) -> dict[str, Any]:
        """What the plan is asked for, without what was left empty."""
        left_out = ("name", "seed")
        return {
            name: value for name, value in self.cleaned_data.items() if name not in left_out and value not in (None, "")
        }


class TakeForm(forms.Form):
    """Taking a review away."""

    reason = forms.CharField(label=_("Why"), max_length=300)


class AnswerForm(forms.Form):
    """What staff answer to a reviewer's question."""

    answer = forms.CharField(label=_("Answer"), max_length=3000, widget=forms.Textarea({"rows": 3}))

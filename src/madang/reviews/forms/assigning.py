"""What is asked when a stage is shared out."""

from typing import Any, Final, Self

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.reviews.models import Stage

from .limits import LimitsForm

_SMALL: Final = {"class": "w-s"}


class ScenarioForm(LimitsForm):
    """One plan to compute. What is left empty is as the stage says."""

    field_order = (
        "name", "aim", "reviews_each", "min_load", "max_load", "any_language", "language", "experts", "of_one_house",
        "even", "afresh", "bound", "seed",
    )  # fmt: skip

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
    any_language = forms.BooleanField(
        label=_("Also to reviewers who do not read the language of the application"), required=False
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
        form = cls(data, initial=initial | {"even": True, "seed": 0, "aim": "worst"})
        form.fields["max_load"].help_text = _(
            "What a reviewer agreed to, and reviews open in other selections, may make it less."
        )
        return form

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

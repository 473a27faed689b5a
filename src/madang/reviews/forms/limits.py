"""How many judge an application, how many one reviewer judges, and who sits together: asked of a stage, and of each plan."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

_SMALL: Final = {"class": "w-s"}


class LimitsForm(forms.Form):
    """A stage holds these; a plan begins with the stage's and may be computed with others."""

    reviews_each = forms.IntegerField(
        label=_("Reviews of each application"), min_value=1, max_value=20, widget=forms.NumberInput(_SMALL)
    )
    min_load = forms.IntegerField(
        label=_("At least, for each reviewer"), min_value=0, max_value=1000, widget=forms.NumberInput(_SMALL)
    )
    max_load = forms.IntegerField(
        label=_("At most, for each reviewer"), min_value=1, max_value=1000, widget=forms.NumberInput(_SMALL)
    )
    language = forms.BooleanField(
        label=_("At least one reads the language of the application"),
        required=False,
        help_text=_("Where a plan may also give it to reviewers who do not."),
    )
    experts = forms.IntegerField(
        label=_("Experts of the field, at least"), min_value=0, max_value=20, required=False,
        widget=forms.NumberInput(_SMALL),
    )  # fmt: skip
    of_one_house = forms.IntegerField(
        label=_("Reviewers of one institution, at most"), min_value=1, max_value=20, required=False,
        widget=forms.NumberInput(_SMALL), help_text=_("Empty: any number."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if (values.get("min_load") or 0) > (values.get("max_load") or 1000):
            self.add_error("max_load", _("This is less than the least. Set it higher."))
        if (values.get("experts") or 0) > (values.get("reviews_each") or 20):
            self.add_error("experts", _("More experts than reviews of an application. Set it lower."))
        return values

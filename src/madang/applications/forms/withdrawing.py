"""Why an application is withdrawn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core.clean import normalise


class WithdrawForm(forms.Form):
    """`needs_reason`: the institution has it already, and is told why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("The institution reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        if not needs_reason:
            self.fields["reason"].help_text = _("For your team only. You may leave it empty.")

    def clean_reason(self) -> str:
        return normalise(self.cleaned_data["reason"])

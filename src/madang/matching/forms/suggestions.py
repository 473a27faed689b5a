from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.matching.models import Dismissal

# What each reason changes, said beside it before it is chosen.
EFFECTS = {
    Dismissal.Reason.FIELD: _("What it had in common with your profile counts less from now on."),
    Dismissal.Reason.SMALL: _("Calls that give no more than this one are left out."),
    Dismissal.Reason.STAGE: _("Calls that are only for that stage are left out."),
    Dismissal.Reason.DONE: _("Other calls of the same programme are left out."),
    Dismissal.Reason.OTHER: _("Only this call goes."),
}


class DismissForm(forms.Form):
    """Why a call is taken off the suggestions."""

    reason = forms.ChoiceField(label=_("Why?"), choices=Dismissal.Reason.choices, widget=forms.RadioSelect)

    def options(self) -> list[tuple[str, Any, Any]]:
        """Each reason with its words and what it changes."""
        return [(reason.value, reason.label, EFFECTS[reason]) for reason in Dismissal.Reason]


class AnswerForm(forms.Form):
    """A startup's own answer to a question that calls ask."""

    key = forms.RegexField(r"^[a-z0-9][a-z0-9_.-]{0,59}$")
    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])

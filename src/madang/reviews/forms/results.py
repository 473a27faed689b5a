"""What the team of an applicant sends about a result: an answer to an offer, an objection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """Confirm the place or give it up."""

    verb = forms.ChoiceField(choices=[("confirm", "confirm"), ("give_up", "give_up")])
    key = forms.UUIDField()
    reason = forms.CharField(max_length=600, required=False)
    sure = forms.BooleanField(required=False)


class ObjectionForm(forms.Form):
    """What is objected to, and whose judgement is not wanted again."""

    text = forms.CharField(
        label=_("What do you object to?"),
        help_text=_("Say what was overlooked or judged wrongly. The institution reads it and answers here."),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    challenged = forms.MultipleChoiceField(
        label=_("Who should not judge it again?"),
        help_text=_("You know reviewers by their letters alone. Say in the text why."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, letters: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if letters:
            self.fields["challenged"].choices = letters  # type: ignore[attr-defined]
        else:
            del self.fields["challenged"]

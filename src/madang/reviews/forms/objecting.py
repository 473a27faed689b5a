"""The answer to an objection."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """Upheld or not, and why; the applicant reads it."""

    upheld = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[("yes", _("Upheld: it is judged once more")), ("no", _("Not upheld: the result stays"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("The answer"),
        help_text=_("The applicant reads it, here and in a letter."),
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

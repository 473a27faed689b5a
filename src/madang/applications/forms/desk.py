"""What staff and the operator type about applications: a correction, an authority, an extension."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.clean import normalise
from madang.core.forms import CHOOSE, LANGUAGE_LABELS, ZonedMomentField


class CorrectionForm(forms.Form):
    """Which answers, why, until when."""

    questions = forms.MultipleChoiceField(label=_("Answers to be mended"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("What is to be mended, and why"),
        max_length=600,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("The team reads this as it stands."),
    )
    until = ZonedMomentField(label=pgettext_lazy("a deadline", "Until"))

    def __init__(self, *args: Any, questions: list[tuple[str, str]], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = questions  # type: ignore[attr-defined]
        self.fields["until"].set_zone(zone)  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        return normalise(self.cleaned_data["reason"]).strip()


class FileForForm(forms.Form):
    """A startup, and by which authority staff begin an application for it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    startup = forms.CharField(
        label=_("Address of the startup’s page"),
        max_length=120,
        help_text=_("The last part of the address is enough, such as sample-robotics."),
    )
    title = forms.CharField(label=_("Title of the project"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language of the answers"), choices=[CHOOSE, *LANGUAGE_LABELS.items()])
    authority = forms.CharField(
        label=_("By which authority"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("A letter of attorney with its date, for example. The team and your colleagues read this."),
    )

    def clean_startup(self) -> str:
        return str(self.cleaned_data["startup"]).strip().rstrip("/").rpartition("/")[2]

    def clean_authority(self) -> str:
        return normalise(self.cleaned_data["authority"]).strip()


class ExtensionForm(forms.Form):
    """One new closing time for the calls that were picked."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    closes_at = ZonedMomentField(label=_("New closing time"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Everyone reads it: on the call, in the applications, in the mail to the teams."),
    )

    def clean_reason(self) -> str:
        return normalise(self.cleaned_data["reason"]).strip()


class WindowForm(forms.Form):
    """Which calls to show: those with these words, or those that close in a window."""

    q = forms.CharField(label=_("Words of the title, or the call number"), max_length=80, required=False)
    closes_from = ZonedMomentField(label=_("Closes from"), required=False)
    closes_to = ZonedMomentField(label=_("Closes up to"), required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("closes_from"), values.get("closes_to")
        if not self.errors and not (start or end or values.get("q", "").strip()):
            self.add_error("q", _("Write words, or say from when to when."))
        if start and end and end < start:
            self.add_error("closes_to", _("This is before the start. Set a later time."))
        return values

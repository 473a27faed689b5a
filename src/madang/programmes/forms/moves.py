"""Small forms of the desk: when to publish, which institution to ask, which file to add."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core.forms import CHOOSE, ZonedMomentField
from madang.institutions.models import Institution


class ScheduleForm(forms.Form):
    publish_at = ZonedMomentField(
        label=_("Publish by itself at"), help_text=_("To the minute. Until then only your desk sees the call.")
    )


class PartnerForm(forms.Form):
    """Institutions of the street but the one that leads and those already asked."""

    institution = forms.ChoiceField(label=_("Institution"))

    def __init__(self, *args: Any, options: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].choices = [CHOOSE, *options]  # type: ignore[attr-defined]

    @staticmethod
    def options(institutions: Any) -> list[tuple[str, str]]:
        """(slug, name) of each, in the order given."""
        return [(one.slug, str(one.name)) for one in institutions if isinstance(one, Institution)]


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("HWP, HWPX, PDF, DOCX or plain text, at most 20 MB. Its words become part of search."),
    )

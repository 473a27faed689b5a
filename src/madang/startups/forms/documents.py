"""Forms of the document wallet."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core.clean import one_line
from madang.core.edits import reopened
from madang.core.forms import CHOOSE, DateInput
from madang.core.text import reader_language
from madang.engines import taxonomy
from madang.engines.taxonomy.terms import choices
from madang.startups.actions.documents import DETAILS, OTHER
from madang.startups.models import Document
from madang.startups.wallet.examine import TYPES
from madang.startups.wallet.kinds import NINE, USUAL

ACCEPT = ",".join(f".{kind}" for kind in (*TYPES, "jpeg"))


def kinds() -> list[Any]:
    """The nine most calls ask for, then the others, then one with a name of its own."""
    lang = reader_language()
    most = [asked.kind for asked in NINE]
    named = dict(choices(taxonomy.DOCUMENTS, lang))
    groups = [
        (_("Most asked for"), [(kind, named[kind]) for kind in most]),
        (_("Others"), [pair for pair in named.items() if pair[0] not in most]),
    ]
    return [CHOOSE, *groups, (OTHER, _("Another document, named below"))]


class DetailsForm(forms.Form):
    """What is said of a document. `seen` marks the state the form was opened on."""

    kind = forms.ChoiceField(label=_("Document"), choices=kinds)
    title = forms.CharField(
        label=_("Name for your team"),
        max_length=120,
        required=False,
        help_text=_("Only if the kind does not say enough, such as the patent’s title."),
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=120, required=False)
    issued_on = forms.DateField(
        label=_("Issued on"),
        required=False,
        widget=DateInput(),
        help_text=_("The date on the paper. Calls count from it."),
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DateInput(),
        help_text=_("Only if the paper says so. Otherwise we count as calls usually do."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_issued_on(self) -> date | None:
        given: date | None = self.cleaned_data["issued_on"]
        if given and given > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return given

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        start, end, kind = values.get("issued_on"), values.get("valid_until"), values.get("kind")
        if start and end and end < start:
            self.add_error("valid_until", _("The last day of validity is before the day of issue."))
        if kind in USUAL and not start and not end and "issued_on" not in self.errors:
            self.add_error(
                "issued_on", _("Please give the date on the paper: calls take this one only while it is fresh.")
            )
        if kind == OTHER and not one_line(values.get("title", "")).strip():
            self.add_error("title", _("Please name the document."))
        return values

    def values(self) -> dict[str, Any]:
        return {
            name: one_line(value).strip() if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if name in DETAILS
        }

    def reopened(self, seen: str) -> None:
        """Show the same input again as if it had been opened now."""
        self.data = reopened(self.data, seen=seen)

    @staticmethod
    def initial_of(document: Document, seen: str) -> dict[str, Any]:
        return {name: getattr(document, name) for name in DETAILS} | {"seen": seen}


class UploadForm(DetailsForm):
    """A file with what is said of it."""

    file = forms.FileField(
        label=_("File"),
        max_length=255,
        allow_empty_file=True,  # said by `examine`, with the other reasons
        help_text=_("PDF, HWP, HWPX, DOCX, XLSX, PNG or JPG, at most 20 MB and without a password."),
        widget=forms.FileInput({"accept": ACCEPT}),
    )
    field_order: tuple[str, ...] = ("kind", "file", "issued_on", "valid_until", "issuer", "title")


class ReplaceForm(UploadForm):
    """A newer version of a document: its kind stays, its dates are asked anew."""

    field_order = ("file", "issued_on", "valid_until", "issuer", "title")

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        held = {"title": document.title, "issuer": document.issuer}
        super().__init__(*args, **kwargs, initial=held)
        self.document = document
        del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["kind"] = self.document.kind
        return super().clean()

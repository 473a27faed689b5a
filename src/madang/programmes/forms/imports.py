"""Forms of an import: a file or an address to read, then how it is read and what becomes of it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.core.text import reader_language
from madang.programmes.importers.encodings import ENCODINGS
from madang.programmes.importers.mapping import FIELDS, TITLE_FIELDS
from madang.programmes.sources import SOURCES

LARGEST: Final = 20 * 1024 * 1024
_NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp949": "CP949 (한국어)",
    "gb18030": "GB18030 (简体中文)",
    "big5hkscs": "Big5 (繁體中文)",
    "cp1252": "Windows-1252 (English)",
}


def _sources() -> list[tuple[str, str]]:
    return [(code, name.said(reader_language()).text) for code, name in SOURCES.items()]


class UploadForm(forms.Form):
    """One file, or for the street office one address instead."""

    source = forms.ChoiceField(label=_("Where it comes from"), choices=_sources, initial="table")
    file = forms.FileField(
        label=_("File"),
        required=False,
        max_length=200,
        help_text=_(
            "CSV, XLSX, or a portal's JSON or XML as it came. At most 20 MB. You see what it holds before anything is kept."
        ),
    )
    address = forms.URLField(
        label=_("Or an address"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        help_text=_("A portal's answer at a public address. Keys in it are never shown or logged."),
    )

    def __init__(self, *args: Any, may_fetch: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_fetch:
            del self.fields["address"]
            self.fields["file"].required = True

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and file.size > LARGEST:
            raise ValidationError(_("The file is larger than 20 MB. Split it and upload the parts."))
        return file

    def clean_address(self) -> str:
        address: str = self.cleaned_data.get("address") or ""
        if address and not address.startswith(("http://", "https://")):
            raise ValidationError(_("Give an address that starts with https:// or http://."))
        return address

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "address" in self.fields and not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("address")):
            self.add_error("file", _("Choose a file or give an address, one of the two."))
        return cleaned


class ReadingForm(forms.Form):
    """How a file is read: its encoding, its sheet, what each column holds; and what becomes of its rows."""

    encoding = forms.ChoiceField(label=_("Character encoding"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    outcome = forms.ChoiceField(
        label=_("What becomes of the rows"),
        widget=forms.RadioSelect,
        choices=[
            ("publish", _("Published calls, seen by everyone at once")),
            ("draft", _("Drafts, seen by the desk alone")),
        ],
        initial="publish",
    )
    full = forms.BooleanField(
        label=_("This file is all the source shows today: close calls that are no longer in it"), required=False
    )

    def __init__(
        self,
        *args: Any,
        headers: Sequence[str] = (),
        examples: Sequence[str] = (),
        mapping: Mapping[str, str] | None = None,
        sheets: Sequence[str] = (),
        has_text: bool = True,
        has_rows: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].required = has_rows
        self.headers = [header for header in headers if header]
        self.examples = [example for header, example in zip(headers, examples, strict=False) if header]
        self.fields["encoding"].choices = [("", _("Found by itself"))] + [(code, _NAMES[code]) for code in ENCODINGS]  # type: ignore[attr-defined]
        self.fields["sheet"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]
        if not has_text:
            del self.fields["encoding"]
        if len(sheets) < 2:
            del self.fields["sheet"]
        lang = reader_language()
        options = [("", _("not used")), *((code, field.said(lang)) for code, field in FIELDS.items())]
        chosen = {header: code for code, header in (mapping or {}).items()}
        for place, header in enumerate(self.headers):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header, required=False, choices=options, initial=chosen.get(header, "")
            )

    def columns(self) -> list[tuple[Any, str]]:
        """The selects, one for each column of the file in its order, each with the column's first value."""
        examples = [*self.examples, *[""] * len(self.headers)]
        return [(self[f"column_{place}"], examples[place]) for place in range(len(self.headers))]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        mapping: dict[str, str] = {}
        for place, header in enumerate(self.headers):
            code = cleaned.get(f"column_{place}")
            if not code:
                continue
            if code in mapping:
                words = _("“%(other)s” already holds this. Choose one column for it.") % {"other": mapping[code]}
                self.add_error(f"column_{place}", words)
            mapping[code] = header
        if self.headers and not any(code in mapping for code in TITLE_FIELDS):
            self.add_error(None, _("Say which column holds the title of the call."))
        cleaned["mapping"] = mapping
        return cleaned

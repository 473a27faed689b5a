"""Forms whose fields stand under headings, each with a word of help."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise


@dataclass(frozen=True)
class Heading:
    """A margin heading and the names of the fields under it, in order."""

    key: str
    words: Promise | str
    help: Promise | str
    names: Sequence[str]


class SectionedForm(forms.Form):
    """`HEADINGS` name every field that is shown; a field that a form leaves out takes its heading along when it was the last."""

    HEADINGS: ClassVar[Sequence[Heading]] = ()

    def sections(self) -> Iterator[tuple[Heading, list[BoundField]]]:
        """Headings with the fields there are."""
        for heading in self.HEADINGS:
            held: list[Any] = [self[name] for name in heading.names if name in self.fields]
            if held:
                yield heading, held

"""A standing offer of a desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.core.clean import one_line
from madang.core.forms import TrilingualField
from madang.engines import taxonomy
from madang.programmes.models import Programme

from .choices import LANGUAGE_CHOICES, WORDS, of, ticks


class ProgrammeForm(forms.Form):
    """`values()` are the fields that `actions.calls` may change."""

    name = TrilingualField(
        label=_("Name"), max_length=160, help_text=_("One language is enough; add the others when you have them.")
    )
    summary = TrilingualField(label=_("In one or two sentences"), long=True, rows=3, max_length=600, required=False)
    supports = ticks(WORDS["supports"], of(taxonomy.SUPPORTS), required=True)
    sectors = ticks(
        WORDS["sectors"], of(taxonomy.SECTORS), help_text=_("Leave all empty when every sector is welcome.")
    )
    stages = ticks(WORDS["stages"], of(taxonomy.STAGES))
    languages = ticks(WORDS["languages"], LANGUAGE_CHOICES)
    funding = forms.ChoiceField(label=WORDS["funding"], choices=Programme.Funding.choices)
    family = forms.SlugField(
        label=_("Programme family"),
        max_length=60,
        required=False,
        help_text=_("The short code that rules on duplicate support name, such as early-package."),
    )
    is_active = forms.BooleanField(label=_("Offered now"), required=False, initial=True)

    @classmethod
    def of(cls, programme: Programme | None, data: Any = None) -> "ProgrammeForm":
        """The form filled with what is saved, or with what was typed."""
        initial = {name: getattr(programme, name) for name in cls.base_fields} if programme else {"funding": "public"}
        return cls(data, initial=initial)

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data) | {"family": one_line(self.cleaned_data["family"]).strip()}

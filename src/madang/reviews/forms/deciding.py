"""What staff send when they decide: an order for ties, the minutes, points beside the scores, a reason."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_AT_MOST: Final = 40


class OrderError(ValueError):
    """An order that is not one; the sentence says how to mend it."""


def settled_of(posted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The orders of ties in a form: those of earlier rounds (hidden), and what was typed now. Raises `OrderError`.

    Shape: [{"at": stage or "total", "order": [case, ...], "why": "..."}], as `engines.selection` takes it.
    """
    kept = _kept(str(posted.get("settled", "") or "[]"))
    for number in range(_AT_MOST):
        at = posted.get(f"at-{number}")
        if not at:
            break
        kept.append(_typed(posted, number, str(at)))
    return kept


def _kept(text: str) -> list[dict[str, Any]]:
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if not isinstance(said, list) or not all(_is_settlement(one) for one in said):
        raise OrderError(_("The page was changed on the way. Load it again."))
    return [{"at": one["at"], "order": one["order"], "why": one["why"]} for one in said]


def _is_settlement(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and isinstance(one.get("at"), str)
        and isinstance(one.get("why"), str)
        and isinstance(one.get("order"), list)
        and all(isinstance(case, str) for case in one["order"])
    )


def _typed(posted: Mapping[str, Any], number: int, at: str) -> dict[str, Any]:
    tied = [key.rpartition("-")[2] for key in posted if key.startswith(f"place-{number}-")]
    places = {case: str(posted.get(f"place-{number}-{case}", "")).strip() for case in tied}
    if not tied or sorted(places.values()) != sorted(str(place) for place in range(1, len(tied) + 1)):
        raise OrderError(_("Give each of the tied applications a place of its own: 1, 2 and so on."))
    why = str(posted.get(f"why-{number}", "")).strip()
    if not why:
        raise OrderError(_("Say where the order of the tied applications comes from."))
    return {"at": at[:64], "order": sorted(tied, key=lambda case: int(places[case])), "why": why[:2_000]}


class ProposalForm(forms.Form):
    """The minutes of the sitting and who was there."""

    present = forms.CharField(
        label=gettext_lazy("Who was present"),
        help_text=gettext_lazy("One name a line."),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    minutes = forms.CharField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy("What was weighed and why. Kept with the decision; applicants do not read it."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    calibrated = forms.BooleanField(label=gettext_lazy("Decide by corrected scores"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def names(self) -> list[str]:
        """Who was present, each once, in the order written."""
        lines = (" ".join(line.split())[:120] for line in self.cleaned_data["present"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))[:200]


class ReasonForm(forms.Form):
    """Why something is sent back, taken back or refused."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class PointsForm(forms.Form):
    """Points beside the scores, one a line: "2 Certified venture"."""

    bonus = forms.CharField(
        label=gettext_lazy("Bonus points"),
        help_text=gettext_lazy("One a line: the points, then what they rest on. 2 Certified venture"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    deductions = forms.CharField(
        label=gettext_lazy("Deductions"),
        help_text=gettext_lazy("One a line: the points, then what they rest on. 2 Handed in late"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_bonus(self) -> list[dict[str, str]]:
        return _points(self.cleaned_data["bonus"])

    def clean_deductions(self) -> list[dict[str, str]]:
        return _points(self.cleaned_data["deductions"])


def _points(text: str) -> list[dict[str, str]]:
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    made = []
    for line in lines[:60]:
        try:
            points = Decimal(line[0].replace(",", "."))
        except InvalidOperation:
            points = Decimal(-1)
        if len(line) < 2 or not points.is_finite() or not 0 < points <= 1000 or points != round(points, 2):
            raise forms.ValidationError(
                _("“%(line)s”: write the points first, then what they rest on.") % {"line": " ".join(line)[:80]}
            )
        made.append({"points": f"{points.normalize():f}", "why": line[1].strip()[:2_000]})
    return made


def points_text(lines: list[dict[str, str]]) -> str:
    """The form's own way of writing them."""
    return "\n".join(f"{line['points']} {line.get('why', '')}".strip() for line in lines)

"""The audit log as the street's office reads it."""

from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from madang.core.audit.models import Entry
from madang.core.capacity import Request, acting
from madang.people.capacity import AsOperator
from madang.people.models import Person

SHOWN: Final = 50


class AuditFilter(forms.Form):
    """What the list may be narrowed to. Each is exact: the log is large, and every one has an index."""

    action = forms.CharField(label=_("Action"), max_length=60, required=False)
    kind = forms.CharField(label=_("Kind of thing"), max_length=60, required=False)
    thing = forms.CharField(label=_("Id of the thing"), max_length=64, required=False)
    actor = forms.IntegerField(label=_("Number of the person"), min_value=1, required=False)
    before = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)


def in_words(detail: dict[str, Any]) -> list[str]:
    """What an entry holds, a phrase each: "stage 3", and of a change "value 81.50 → 84.00"."""
    plain = {name: value for name, value in detail.items() if name not in ("before", "after")}
    before, after = detail.get("before") or {}, detail.get("after") or {}
    changed = [f"{name} {_say(before.get(name))} → {_say(after.get(name))}" for name in {**before, **after}]
    return [*changed, *(f"{name} {_say(value)}" for name, value in plain.items())]


def _say(value: Any) -> str:
    match value:
        case None | "":
            return "–"
        case list():
            return " ".join(_say(inside) for inside in value)
        case dict():
            return " ".join(f"{name} {_say(inside)}" for name, inside in value.items())
    return str(value)


@acting(AsOperator)
@require_safe
def audit(request: Request) -> HttpResponse:
    """Fifty entries, newest first, older ones by cursor. Two queries, however long the log (entries, people)."""
    form = AuditFilter(request.GET)
    valid = form.is_valid()
    asked: dict[str, Any] = form.cleaned_data if valid else {}
    before = asked.pop("before", None)
    entries = Entry.objects.narrowed(**asked).select_related("link") if valid else Entry.objects.none()
    if before:
        entries = entries.filter(pk__lt=before)
    rows = list(entries[: SHOWN + 1])
    people = Person.objects.in_bulk({row.actor for row in rows if row.actor}) if rows else {}
    context = {
        "form": form,
        "rows": [(row, people.get(row.actor), in_words(row.detail)) for row in rows[:SHOWN]],
        "older": rows[SHOWN - 1].pk if len(rows) > SHOWN else None,
        "asked": any(asked.values()) or not valid,
    }
    return render(request, "street/audit.html", context, status=200 if valid else 422)

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
        "rows": [(row, people.get(row.actor)) for row in rows[:SHOWN]],
        "older": rows[SHOWN - 1].pk if len(rows) > SHOWN else None,
        "asked": any(asked.values()) or not valid,
    }
    return render(request, "street/audit.html", context, status=200 if valid else 422)

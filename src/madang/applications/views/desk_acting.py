"""What the desk's pages share: the capacity by its type, the call of an address, its form, its applications."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from madang.applications.models import Application, CallForm
from madang.core.capacity import Request
from madang.core.policy import Reason
from madang.institutions.capacity import AsStaff
from madang.programmes.models import Call


def staff(request: Request) -> AsStaff:
    """The capacity of a view under `@acting(AsStaff)`."""
    assert isinstance(request.capacity, AsStaff)
    return request.capacity


def call_of(request: Request, public_id: str) -> Call:
    """A call that this institution leads or has agreed to run; anything else is absent. One query."""
    own = staff(request).institution
    agreed = Call.objects.filter(partners__institution=own, partners__accepted_at__isnull=False).values("pk")
    calls = Call.objects.filter(Q(institution=own) | Q(pk__in=agreed)).select_related("institution", "programme")
    call: Call = get_object_or_404(calls.defer("body", "search", "heading", "titles"), public_id=public_id)
    return call


def form_of_call(call: Call) -> CallForm:
    """The form as its staff write it; absent where it was not begun."""
    form: CallForm = get_object_or_404(CallForm.objects.select_related("updated_by"), call=call)
    form.call = call
    return form


def application_of(request: Request, call: Call, public_id: str) -> Application:
    """One that was handed in to the call; a draft is as absent as a foreign one. One query."""
    rows = Application.objects.visible_to(request.capacity).filter(call=call).for_work().select_related("filed_for")
    application: Application = get_object_or_404(rows, public_id=public_id)
    application.call = call
    return application


def version_sent(request: Request) -> int:
    """The version a page was opened on; 0, which nothing has, where none was sent."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else 0


def base(request: Request, call: Call) -> dict[str, Any]:
    """What the head of every page of a call needs."""
    return {"institution": staff(request).institution, "call": call}


def refused(request: HttpRequest, reason: Reason, back: str) -> HttpResponse:
    """A page that says why not and leads back, with nothing changed."""
    return render(request, "applications/desk/refused.html", {"reason": reason, "back": back}, status=409)


def told(request: HttpRequest, words: str) -> None:
    messages.success(request, words)


def warned(request: HttpRequest, words: str) -> None:
    messages.error(request, words)

"""What the pages of founders share: the capacity by its type, one application, and one way to show a refusal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from madang.applications.models import Application
from madang.core.capacity import Request
from madang.core.policy import Reason
from madang.startups.capacity import AsMember


def member(request: Request) -> AsMember:
    """The capacity of a view under `@acting(AsMember)`."""
    assert isinstance(request.capacity, AsMember)
    return request.capacity


def found(request: Request, public_id: str) -> Application:
    """The application with its call and the extensions of it; a foreign one is as absent. Two queries."""
    rows = Application.objects.visible_to(request.capacity).for_work().prefetch_related("call__extensions")
    application: Application = get_object_or_404(rows, public_id=public_id)
    application.startup = member(request).startup
    return application


def refused(request: HttpRequest, reason: Reason, back: str) -> HttpResponse:
    """A page that says why not and leads back, with nothing changed."""
    return render(request, "applications/s/refused.html", {"reason": reason, "back": back}, status=409)


def said(request: HttpRequest, words: str) -> None:
    """Tell on the next page what was done."""
    messages.success(request, words)

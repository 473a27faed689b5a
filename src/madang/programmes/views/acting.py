"""What the desk's pages share: the capacity by its type, a word about what was done, one page for a refusal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madang.core.capacity import Request
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff


def staff(request: Request) -> AsStaff:
    """The capacity of a view under `@acting(AsStaff)`."""
    assert isinstance(request.capacity, AsStaff)
    return request.capacity


def refused(request: HttpRequest, refusal: Refused, back: str) -> HttpResponse:
    """A page that says why not and leads back, with nothing changed."""
    return render(request, "programmes/desk/refused.html", {"reason": refusal.reason, "back": back}, status=409)


def said(request: HttpRequest, words: str) -> None:
    """Tell on the next page what was done."""
    messages.success(request, words)

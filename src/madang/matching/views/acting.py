"""What the pages of matching share: the capacity by its type, one page for a refusal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madang.core.capacity import Request
from madang.core.policy import Refused
from madang.institutions.capacity import AsStaff
from madang.startups.capacity import AsMember


def member(request: Request) -> AsMember:
    """The capacity of a view under `@acting(AsMember)`."""
    assert isinstance(request.capacity, AsMember)
    return request.capacity


def staff(request: Request) -> AsStaff:
    """The capacity of a view under `@acting(AsStaff)`."""
    assert isinstance(request.capacity, AsStaff)
    return request.capacity


def refused(request: HttpRequest, refusal: Refused, back: str) -> HttpResponse:
    """A page that says why not and leads back, with nothing changed."""
    return render(request, "matching/refused.html", {"reason": refusal.reason, "back": back}, status=409)

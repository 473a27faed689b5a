"""The pages for refused, absent and broken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madang.core.policy import Refused


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 with the reason policy gave, so that the reader knows what to do instead."""
    reason = exception.reason if isinstance(exception, Refused) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same page for what is not there and for what is not yours. It says nothing of the address."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500 without touching the database, which may be what broke."""
    return render(request, "500.html", status=500)

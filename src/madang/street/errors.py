"""The pages for refused, absent, unreadable and broken."""

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from madang.core.policy import Refused


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 with the reason policy gave, so that the reader knows what to do instead."""
    reason = exception.reason if isinstance(exception, Refused) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same page for what is not there and for what is not yours. It says nothing of the address."""
    return render(request, "404.html", status=404)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what Django turned away before any view, in words; never what was sent."""
    match exception:
        case DisallowedHost():
            reason = _("The street does not answer at this address. Use the one you were given.")
        case TooManyFieldsSent() | TooManyFilesSent():
            reason = _("There are more fields or files in it than can be taken at once. Send it in parts.")
        case RequestDataTooBig():
            reason = _("It is larger than can be taken at once. Send less, or in parts.")
        case _:
            reason = ""
    return render(request, "400.html", {"reason": reason}, status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """500 without touching the database, which may be what broke."""
    return render(request, "500.html", status=500)

"""The startup's thread: the doors it went through, and every line."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madang.core.capacity import Request, acting
from madang.journey.thread import doors, timeline_page
from madang.startups.capacity import AsMember

from .acting import member


@acting(AsMember)
@require_safe
def thread(request: Request) -> HttpResponse:
    startup = member(request).startup
    page, lines = timeline_page(startup, request.GET.get("page"))
    steps = doors(startup) if page.number == 1 else []
    context = {"startup": startup, "page": page, "lines": lines, "steps": steps}
    return render(request, "startups/thread.html", context)

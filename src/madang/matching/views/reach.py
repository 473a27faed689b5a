"""What desks and the street office see of matching: whom a call reaches, which startups fit it, what is missing."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from madang.core.capacity import Request, acting
from madang.institutions.capacity import AsStaff
from madang.matching.gaps import gaps
from madang.matching.policy import suggestions as policy
from madang.matching.reach import fitters, reach
from madang.people.capacity import AsOperator
from madang.programmes.models import Call

from .acting import staff


def _call(request: Request, public_id: str) -> Call:
    calls = Call.objects.of_desk(staff(request).institution).select_related("institution", "programme")
    held: Call = get_object_or_404(calls.prefetch_related("partners").defer("body", "search"), public_id=public_id)
    return held


@acting(AsStaff)
@require_safe
def call_reach(request: Request, public_id: str) -> HttpResponse:
    """Before or after it is published: how many startups a call takes and concerns, and what each condition costs."""
    call = _call(request, public_id)
    context = {
        "institution": staff(request).institution,
        "call": call,
        "reach": reach(call, now=request.now),
        "may_name": policy.can_see_fitting(request.capacity, call, now=request.now),
    }
    return render(request, "matching/reach.html", context)


@acting(AsStaff)
@require_safe
def call_startups(request: Request, public_id: str) -> HttpResponse:
    """Startups that fit an open call, by name where they agreed to it."""
    call = _call(request, public_id)
    may = policy.can_see_fitting(request.capacity, call, now=request.now)
    context = {
        "institution": staff(request).institution,
        "call": call,
        "may": may,
        "found": fitters(call, now=request.now) if may else None,
    }
    return render(request, "matching/fitting.html", context)


@acting(AsStaff)
@require_safe
def desk_gaps(request: Request) -> HttpResponse:
    """What startups of the desk's own field look for and no open call gives."""
    house = staff(request).institution
    context = {"institution": house, "gaps": gaps(now=request.now, house=house), "own_field": bool(house.sectors)}
    return render(request, "matching/gaps.html", context)


@acting(AsOperator)
@require_safe
def street_gaps(request: Request) -> HttpResponse:
    """The same over the whole street."""
    return render(request, "matching/gaps.html", {"gaps": gaps(now=request.now), "own_field": False})

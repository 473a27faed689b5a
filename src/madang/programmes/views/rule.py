"""The rule builder."""

from django.http import HttpResponse
from django.shortcuts import redirect

from madang.core.capacity import Request, acting
from madang.institutions.capacity import AsStaff

from .acting import staff


@acting(AsStaff)
def builder(request: Request, public_id: str) -> HttpResponse:
    return redirect("programmes:desk_call", staff(request).institution.slug, public_id)

"""What the pages of staff share: the capacity by its type, the selection of an address, a word about what was done."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from madang.core.capacity import Request
from madang.institutions.capacity import AsStaff
from madang.programmes.models import Call
from madang.reviews.models import Selection


def staff(request: Request) -> AsStaff:
    """The capacity of a view under `@acting(AsStaff)`."""
    assert isinstance(request.capacity, AsStaff)
    return request.capacity


def call_of(request: Request, public_id: str) -> Call:
    """A call that this institution leads; anything else is absent."""
    desk = staff(request)
    call: Call = get_object_or_404(
        Call.objects.filter(institution=desk.institution).select_related("institution", "programme"),
        public_id=public_id,
    )
    return call


def selection_of(request: Request, public_id: str) -> Selection:
    """The selection of a call that this institution leads, its call in hand; anything else is absent. One query."""
    selections = Selection.objects.visible_to(request.capacity).select_related("call__institution", "call__programme")
    selection: Selection = get_object_or_404(selections, call__public_id=public_id)
    return selection


def told(request: HttpRequest, words: str) -> None:
    """Tell on the next page what was done."""
    messages.success(request, words)


def warned(request: HttpRequest, words: str) -> None:
    """Tell on the next page why it was not done."""
    messages.error(request, words)

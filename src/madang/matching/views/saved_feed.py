"""The private feed of a saved search: whoever has the link may read it, until it is changed or closed."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.core.capacity import Request, acting
from madang.matching import links
from madang.matching.queries.saved import asked, feed_calls
from madang.people.capacity import AsVisitor
from madang.programmes.models import Call

ENTRIES = 50


@acting(AsVisitor)
@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """What is in the search, newest first, in the language of its address; a link that no longer works is a 404."""
    kept = links.search_of_feed(token)
    if kept is None:
        raise Http404
    made = Atom1Feed(
        title=f"{kept.name} · {_('Madang')}",
        link=links.absolute(reverse("matching:search", args=[kept.public_id])),
        description="",
        language=translation.get_language(),
        feed_url=links.absolute(request.path),
        feed_guid=f"urn:madang:search:{kept.public_id}",
    )
    for call, found_at in feed_calls(kept, asked(kept.address), now=request.now, most=ENTRIES):
        made.add_item(
            title=str(call.title),
            link=links.absolute(reverse("programmes:call", args=[call.public_id])),
            description=str(call.summary),
            unique_id=f"urn:madang:call:{call.public_id}",
            pubdate=found_at,
            updateddate=max(found_at, call.updated_at),
            author_name=_author(call),
        )
    response = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=600"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _author(call: Call) -> str:
    return str(call.institution.name)

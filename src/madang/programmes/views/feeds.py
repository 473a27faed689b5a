"""Any search of the catalogue as a feed: Atom, JSON Feed, and iCalendar of its deadlines."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import orjson
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from madang.core.capacity import Request, acting
from madang.people.capacity import AsVisitor
from madang.programmes.models import Call
from madang.programmes.queries import catalogue

from .catalogue import look

ENTRIES = 50


def _calls(request: Request) -> list[Call]:
    search = replace(catalogue.read(request.GET), view="table")  # the view with 50 rows
    return list(look(search, request.capacity, now=request.now).page.object_list)[:ENTRIES]


def _title(request: Request) -> str:
    words = catalogue.read(request.GET).text
    return f"{_('Calls')}: {words}" if words else _("Calls")


def _address(request: Request, call: Call) -> str:
    return request.build_absolute_uri(reverse("programmes:call", args=[call.public_id]))


@acting(AsVisitor)
def atom(request: Request) -> HttpResponse:
    """The search as an Atom feed of at most 50 calls."""
    link = request.build_absolute_uri(reverse("programmes:index")) + "?" + request.GET.urlencode()
    feed = Atom1Feed(
        title=f"{_title(request)} · {_('Madang')}",
        link=link,
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for call in _calls(request):
        feed.add_item(
            title=str(call.title),
            link=_address(request, call),
            description=str(call.summary),
            unique_id=f"tag:{request.get_host().split(':')[0]},2026:call-{call.public_id}",
            pubdate=call.published_at,
            updateddate=call.updated_at,
            author_name=str(call.institution.name),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@acting(AsVisitor)
def json_feed(request: Request) -> HttpResponse:
    """The search as a JSON Feed 1.1."""
    items = [
        {
            "id": call.public_id,
            "url": _address(request, call),
            "title": str(call.title),
            "content_text": str(call.summary),
            "language": call.title.said().html_lang,
            "date_published": call.published_at.isoformat() if call.published_at else None,
            "date_modified": call.updated_at.isoformat(),
            "authors": [{"name": str(call.institution.name)}],
            "_madang": {"opens_at": call.opens_at, "closes_at": call.closes_at, "zone": call.zone},
        }
        for call in _calls(request)
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{_title(request)} · {_('Madang')}",
        "home_page_url": request.build_absolute_uri(reverse("programmes:index")),
        "feed_url": request.build_absolute_uri(),
        "language": get_language(),
        "items": items,
    }
    return HttpResponse(orjson.dumps(feed), content_type="application/feed+json; charset=utf-8")


@acting(AsVisitor)
def deadlines(request: Request) -> HttpResponse:
    """The closing times of a search, for a calendar that looks again by itself."""
    return _calendar(request, _calls(request), name=_title(request))


@acting(AsVisitor)
def deadline(request: Request, public_id: str) -> HttpResponse:
    """The closing time of one call."""
    call = get_object_or_404(Call.objects.visible_to(request.capacity).for_list(), public_id=public_id)
    return _calendar(request, [call], name=str(call.title))


def _calendar(request: Request, calls: Iterable[Call], *, name: str) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", "-//Madang//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for call in calls:
        if call.closes_at is None:
            continue
        event = Event()
        event.add("uid", f"call-{call.public_id}@madang")
        event.add("summary", _("Closes: %(title)s") % {"title": call.title})
        event.add("dtstart", call.closes_at)
        event.add("dtend", call.closes_at)
        event.add("dtstamp", call.updated_at)
        event.add("url", _address(request, call))
        event.add("description", f"{call.institution.name}\n{_address(request, call)}")
        reminder = Alarm()
        reminder.add("action", "DISPLAY")
        reminder.add("description", str(call.title))
        reminder.add("trigger", timedelta(days=-1))
        event.add_component(reminder)
        calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return response

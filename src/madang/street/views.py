"""Pages that cross apps: home, the list of desks, search over the whole street."""

from datetime import datetime
from typing import Any

from babel.dates import format_skeleton
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from madang.core.capacity import Request, acting
from madang.core.drawings import Door
from madang.core.templatetags.ui import Bar
from madang.core.text import reader_language
from madang.engines.taxonomy import SUPPORTS
from madang.institutions.models import Institution
from madang.people import desks as people_desks
from madang.people.capacity import AsSelf, AsVisitor
from madang.people.models import Person
from madang.programmes.asked import note
from madang.programmes.queries import catalogue
from madang.programmes.views.catalogue import look
from madang.startups.models import Startup

from . import doors, queries

MOST_DOORS = 60
SUPPORTS_SHOWN = 6
FOUND_EACH = 8


@acting(AsVisitor)
def home(request: Request) -> HttpResponse:
    """The street as one sees it from its end: search, doors, what closes soon, figures."""
    doorways = queries.doorways(request.capacity, now=request.now)
    figures = queries.figures(request.capacity, now=request.now)
    context = {
        "doors": [_door(doorway) for doorway in doorways[:MOST_DOORS]],
        "closing": queries.closing_soon(request.capacity, now=request.now),
        "supports": [
            (code, SUPPORTS[code], n)
            for code, n in queries.open_by_support(request.capacity, now=request.now)[:SUPPORTS_SHOWN]
            if code in SUPPORTS
        ],
        "figures": figures,
        "bars": [Bar(_month(at), n) for at, n in figures.closed_by_month],
    }
    return render(request, "street/home.html", context)


def _month(at: datetime) -> str:
    locale = {"ko": "ko", "zh": "zh_Hans", "en": "en"}[reader_language()]
    return str(format_skeleton("yMMM", at, locale=locale))


def _door(doorway: queries.Doorway) -> Door:
    house = doorway.institution
    return Door(
        number=str(house.door),
        name=house.sign or house.name,
        open_calls=doorway.open_calls,
        closes_this_week=doorway.closes_this_week,
        url=reverse("street:institution", args=[house.slug]),
        side="odd" if house.side == "north" else "even",
        metres=float(house.metres or 0),
        width=1.35 if house.door_width > 10 else 1.0,
    )


@acting(AsVisitor)
def about(request: Request) -> HttpResponse:
    """What the street is, what its figures count, where facts come from, privacy and accessibility in short."""
    return render(request, "street/about.html")


@acting(AsSelf)
def desks(request: Request) -> HttpResponse:
    """Every desk of the person who is signed in; how to get the first one when there is none."""
    assert isinstance(request.user, Person)
    return render(request, "street/desks.html", {"desks": people_desks.of(request.user)})


@acting(AsVisitor)
def search(request: Request) -> HttpResponse:
    """Calls, institutions and startups with a public page, for the same words. Names are found by any part of them."""
    asked = catalogue.read(request.GET)
    calls, institutions, startups = None, [], []
    if asked.text:
        calls = look(asked, request.capacity, now=request.now, most=FOUND_EACH)
        note(request, asked, place="street", found=calls.total)
        doing = doors.answering(asked.text)
        houses = Institution.objects.visible_to(request.capacity)
        institutions = _found(houses, _named(asked.text) | _called(asked.text), doing["institution"])
        startups = _found(Startup.objects.visible_to(request.capacity), _named(asked.text), doing["startup"])
    context = {
        "search": asked,
        "calls": calls,
        "rows": [(call, None, calls.why.get(call.pk)) for call in calls.page.object_list] if calls else [],
        "institutions": institutions,
        "startups": startups,
        "calls_url": reverse("programmes:index"),
    }
    return render(request, "street/search.html", context)


def _found(pages: Any, named: Q, doing: list[int]) -> list[Any]:
    """Those called so first, then those that do it, best first. Two queries."""
    called = list(pages.filter(named).for_list().distinct()[:FOUND_EACH])
    known = {page.pk for page in called}
    wanted = [pk for pk in doing if pk not in known][:FOUND_EACH]
    by_id = pages.filter(pk__in=wanted).in_bulk()
    return [*called, *(by_id[pk] for pk in wanted if pk in by_id)][:FOUND_EACH]


def _named(text: str) -> Q:
    return Q(name__ko__icontains=text) | Q(name__zh__icontains=text) | Q(name__en__icontains=text)


def _called(text: str) -> Q:
    return Q(aliases__text__icontains=text)

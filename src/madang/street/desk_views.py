"""Pages that put several apps together: the public page of an institution and the three desks."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from madang.applications.listing import listed
from madang.core.capacity import Request, acting
from madang.core.moments import day_of
from madang.institutions.capacity import AsStaff
from madang.institutions.models import Institution
from madang.institutions.pages import profile_context
from madang.journey.thread import doors
from madang.matching.showing import Amounts, show
from madang.matching.suggestions import weigh
from madang.people.capacity import AsOperator, AsVisitor
from madang.people.models import Person
from madang.programmes.desk import desk_context
from madang.programmes.models import Call, ImportRun
from madang.startups.capacity import AsMember
from madang.startups.models import Startup
from madang.startups.policy import can_edit
from madang.startups.sections import progress_of
from madang.startups.wallet.desk import desk_context as wallet_context

from .models import HouseCheck

CALLS_SHOWN = 12
DRAFTS_SHOWN = 5
ON_THE_DESK = Amounts(win=5, groups=3, in_group=2, watch=0)


@acting(AsVisitor)
def institution(request: Request, slug: str) -> HttpResponse:
    """An institution for everyone: who it is, from which sources, and its calls."""
    house = get_object_or_404(Institution.objects.visible_to(request.capacity).with_page(), slug=slug)
    calls = Call.objects.visible_to(request.capacity).run_by(house.slug)
    open_calls = calls.open_at(request.now).for_list().prefetch_related("partners__institution")
    context = profile_context(house) | {
        "calls": list(open_calls[:CALLS_SHOWN]),
        "counts": calls.aggregate(open=Count("pk", filter=Call.objects.open_now(request.now)), all=Count("pk")),
    }
    return render(request, "street/institution.html", context)


@acting(AsMember)
def startup_desk(request: Request) -> HttpResponse:
    """A startup's desk: what is being written, the step that opens most, calls it can win now, deadlines in view, its thread."""
    assert isinstance(request.capacity, AsMember)
    startup = request.capacity.startup
    weighed = weigh(startup, request.capacity, now=request.now)
    lists = Call.objects.visible_to(request.capacity).for_list().prefetch_related("partners__institution")
    saved = lists.filter(saved_by__startup=startup).filter(Q(closes_at__isnull=True) | Q(closes_at__gt=request.now))
    rows = progress_of(startup, weighed.facts)
    context = {
        "startup": startup,
        "tab": "desk",
        "shown": show(weighed, request.capacity, now=request.now, amounts=ON_THE_DESK),
        "may_answer": can_edit(request.capacity, startup),
        "saved": list(saved[:CALLS_SHOWN]),
        "to_finish": listed(startup, now=request.now, most=DRAFTS_SHOWN, drafts=True),
        "unfinished": [row for row in rows if not row.complete][:4],
        "steps": doors(startup),
    } | wallet_context(startup, day_of(request.now))
    return render(request, "street/startup_desk.html", context)


@acting(AsStaff)
def institution_desk(request: Request) -> HttpResponse:
    """An institution's desk: what needs doing next."""
    assert isinstance(request.capacity, AsStaff)
    house = request.capacity.institution
    context = {"institution": house, "tab": "desk"} | desk_context(house, request.now)
    return render(request, "street/institution_desk.html", context)


@acting(AsOperator)
def operator_desk(request: Request) -> HttpResponse:
    """The street office: what stands on the street, what came in, what nobody has confirmed yet."""
    calls = Call.objects.aggregate(
        open=Count("pk", filter=Call.objects.open_now(request.now)),
        unconfirmed=Count("pk", filter=Q(status="published", rule__isnull=False, rule_checked_at__isnull=True)),
        drafts=Count("pk", filter=Q(status__in=["draft", "scheduled"])),
    )
    context = {
        "calls": calls,
        "institutions": Institution.objects.aggregate(all=Count("pk"), hidden=Count("pk", filter=Q(is_listed=False))),
        "startups": Startup.objects.aggregate(all=Count("pk"), public=Count("pk", filter=Q(is_public=True))),
        "people": Person.objects.filter(is_active=True).count(),
        "check": HouseCheck.objects.order_by("-at").first(),
        "runs": list(ImportRun.objects.visible_to(request.capacity).order_by("-created_at", "-pk")[:5]),
    }
    return render(request, "street/operator_desk.html", context)

"""Suggestions for one startup over the sample street, whom a call reaches, what is missing: queries and processor time."""

from collections.abc import Callable
from itertools import islice

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from benchmarks.figures import Figure, timed
from madang.institutions.models import StaffRole
from madang.matching.actions.profiles import index_changed
from madang.matching.gaps import count
from madang.matching.showing import show
from madang.matching.suggestions import weigh
from madang.people.models import Person
from madang.programmes.actions import concepts
from madang.programmes.models import Call, CallIndex
from madang.startups.capacity import AsMember
from madang.startups.models import Membership, Startup

CPU_MS = 80.0
QUERIES = 12


def measure(rounds: int) -> list[Figure]:
    """Each asked as a page asks it. The bar stands on one startup's suggestions over all calls."""
    _read()
    with override("ko"):
        return [*_suggestions(rounds), *_pages(rounds), *_gaps(rounds)]


def _read() -> None:
    """What the worker would have read of calls and profiles by now."""
    if CallIndex.objects.count() < Call.objects.count():
        rows = Call.objects.for_index().iterator(chunk_size=200)
        while batch := list(islice(rows, 200)):
            concepts.keep(batch)
    index_changed()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _suggestions(rounds: int) -> list[Figure]:
    now = timezone.now()
    held = [_owner("seoripul-robotics"), *_owners(8)]
    calls, open_calls = Call.objects.count(), Call.objects.open_at(now).count()

    def ask(by: AsMember) -> int:
        startup = Startup.objects.get(pk=by.startup.pk)
        return len(show(weigh(startup, by, now=now), by, now=now).win)

    def ask_all() -> None:
        for by in held:
            ask(by)

    queries = max(_queries(lambda by=by: ask(by)) for by in held)  # type: ignore[misc]
    timing = timed(ask_all, rounds=max(3, rounds // 3))
    note = f"mean of {len(held)} startups, {calls} calls, {open_calls} open; median {timing.cpu_median / len(held):.1f}"
    note += f"; wall {timing.wall_median / len(held):.1f}"
    return [
        Figure("matching", "suggestions for one startup: queries", queries, "queries", QUERIES),
        Figure("matching", "suggestions for one startup: CPU", round(timing.cpu_best / len(held), 1), "ms", CPU_MS, note=note),
    ]  # fmt: skip


def _pages(rounds: int) -> list[Figure]:
    staff = StaffRole.objects.filter(role="owner").select_related("person", "institution").order_by("pk")[0]
    own = Call.objects.filter(institution=staff.institution, status="published", rule__isnull=False)
    call = own.open_at(timezone.now()).order_by("pk")[0].public_id
    house, founder = staff.institution.slug, _owner("seoripul-robotics")
    pages = [
        ("page of suggestions", reverse("matching:suggestions", args=[founder.startup.slug]), founder.person, QUERIES),
        ("page of whom a call reaches", reverse("matching:reach", args=[house, call]), staff.person, None),
        ("page of startups that fit", reverse("matching:call_startups", args=[house, call]), staff.person, None),
    ]
    return [figure for page in pages for figure in _page(*page, rounds)]


def _page(name: str, path: str, reader: Person, queries: int | None, rounds: int) -> list[Figure]:
    client = Client()
    client.force_login(reader, "allauth.account.auth_backends.AuthenticationBackend")

    def ask() -> int:
        answer = client.get(path)
        assert answer.status_code == 200, f"{path}: status {answer.status_code}"
        return len(answer.content)

    size = ask()
    asked = _queries(ask)
    timing = timed(ask, rounds=rounds)
    note = f"median {timing.cpu_median:.1f}; wall {timing.wall_median:.1f}, p95 {timing.wall_p95:.1f}; {size / 1024:.0f} KiB"
    return [
        Figure("matching", f"{name}: queries", asked, "queries", queries),
        Figure("matching", f"{name}: CPU", round(timing.cpu_best, 1), "ms", note=note),
    ]


def _gaps(rounds: int) -> list[Figure]:
    now = timezone.now()
    timing = timed(lambda: count(now=now), rounds=max(2, rounds // 10), warm=1)
    startups = Startup.objects.filter(operation=Startup.Operation.ACTIVE).count()
    note = f"{startups} startups against every open call; kept for an hour"
    return [Figure("matching", "gaps of the street, counted anew: CPU", round(timing.cpu_best), "ms", note=note)]


def _queries(ask: Callable[[], object]) -> int:
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def _owner(slug: str) -> AsMember:
    held = Membership.objects.select_related("person", "startup").filter(startup__slug=slug, role="owner")[0]
    return AsMember(held.person, held.startup, held.role)


def _owners(most: int) -> list[AsMember]:
    """Others, spread over the street."""
    rows = Membership.objects.select_related("person", "startup").filter(role="owner").order_by("startup__slug")
    step = max(1, rows.count() // most)
    return [AsMember(one.person, one.startup, one.role) for one in rows[::step][:most]]

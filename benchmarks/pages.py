"""Pages through the whole middleware, in this process: number of queries, and processor time of the application."""

from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from benchmarks.figures import Figure, timed
from madang.institutions.models import StaffRole
from madang.people.models import Person
from madang.programmes.models import Call
from madang.startups.models import Membership


@dataclass(frozen=True)
class Page:
    """A page and who reads it (an e-mail address, or nobody); targets in queries and milliseconds where there are any."""

    name: str
    path: str
    reader: str = ""
    queries: int | None = None
    cpu_ms: float | None = None


def pages() -> list[Page]:
    """What is measured. The bar of the design stands on the list of 50 from 5,000; the other pages are told."""
    owner = Membership.objects.filter(role="owner").select_related("person", "startup").order_by("pk")[0]
    staff = StaffRole.objects.filter(role="owner").select_related("person", "institution").order_by("pk")[0]
    call = Call.objects.filter(status="published", rule__isnull=False).order_by("pk")[0].public_id
    mine, desk = {"startup": owner.startup.slug}, {"institution": staff.institution.slug}
    calls = reverse("programmes:index")
    of_startup = reverse("programmes:startup_index", kwargs=mine)
    return [
        Page("list of 50, open calls", f"{calls}?view=table", queries=12, cpu_ms=60),
        Page("list of 50, all calls", f"{calls}?view=table&when=all", queries=12, cpu_ms=60),
        Page("list of 20, open calls", calls, queries=12, cpu_ms=60),
        Page("list of 50, what a search found", f"{calls}?view=table&q=%EC%B0%BD%EC%97%85+%EC%A7%80%EC%9B%90"),
        Page("list of 50 for a startup, with what fits", f"{of_startup}?view=table", owner.person.email),
        Page("list of 20 for a startup, best fit first", f"{of_startup}?sort=fit", owner.person.email),
        Page("page of a call", reverse("programmes:call", args=[call])),
        Page(
            "page of a call for a startup",
            reverse("programmes:startup_call", kwargs={**mine, "public_id": call}),
            owner.person.email,
        ),
        Page("home", reverse("street:home")),
        Page("desk of a startup", reverse("street:startup_desk", kwargs=mine), owner.person.email),
        Page("profile of a startup", reverse("startups:profile", kwargs=mine), owner.person.email),
        Page("desk of an institution", reverse("street:institution_desk", kwargs=desk), staff.person.email),
        Page("calls of an institution", reverse("programmes:desk", kwargs=desk), staff.person.email),
    ]


def measure(rounds: int) -> list[Figure]:
    with override("ko"):
        return measure_pages("pages", pages(), rounds)


def measure_pages(group: str, listed: list[Page], rounds: int) -> list[Figure]:
    """Queries and processor time of each page, as figures of this group."""
    return [figure for page in listed for figure in _measure(group, page, rounds)]


def _measure(group: str, page: Page, rounds: int) -> list[Figure]:
    client = Client()
    if page.reader:
        client.force_login(Person.objects.get(email=page.reader), "allauth.account.auth_backends.AuthenticationBackend")

    def ask() -> int:
        answer = client.get(page.path)
        assert answer.status_code == 200, f"{page.path}: status {answer.status_code}"
        return len(answer.content)

    size = ask()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ask()
    queries = len(captured)  # now: the next request empties the log
    timing = timed(ask, rounds=rounds)
    note = f"median {timing.cpu_median:.1f}; wall {timing.wall_median:.1f}, p95 {timing.wall_p95:.1f}; {size / 1024:.0f} KiB"
    return [
        Figure(group, f"{page.name}: queries", queries, "queries", page.queries),
        Figure(group, f"{page.name}: CPU", round(timing.cpu_best, 1), "ms", page.cpu_ms, note=note),
    ]

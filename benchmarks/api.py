"""The API through the whole middleware, in this process: queries and processor time of a page of 50."""

from dataclasses import dataclass
from unittest import mock

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.figures import Figure, timed
from madang.core import clock
from madang.core.api import limits
from madang.people import actions
from madang.people.capacity import AsSelf
from madang.programmes.models import Call
from madang.startups.models import Membership


@dataclass(frozen=True)
class Operation:
    """What is asked, with a token or without; the bar of the design stands on pages of 50."""

    name: str
    path: str
    key: str = ""
    queries: int | None = None
    cpu_ms: float | None = None


def operations(key: str, startup: str) -> list[Operation]:
    """`key` is a token of the owner of `startup`."""
    call = Call.objects.filter(status="published", rule__isnull=False).order_by("pk")[0].public_id
    first = Client().get("/api/v1/calls?when=all").json()
    later = first["next"].partition("/api/v1")[2]
    return [
        Operation("page of 50 open calls", "/calls", queries=10, cpu_ms=40),
        Operation("page of 50 of all calls", "/calls?when=all", queries=10, cpu_ms=40),
        Operation("second page of 50", later, queries=10, cpu_ms=40),
        Operation("page of 50, what a search found", "/calls?q=%EC%B0%BD%EC%97%85+%EC%A7%80%EC%9B%90", queries=10),
        Operation("page of 50, with a token", "/calls", key, queries=10, cpu_ms=40),
        Operation("page of 50 programmes", "/programmes", queries=10, cpu_ms=40),
        Operation("page of 50 institutions", "/institutions", queries=10, cpu_ms=40),
        Operation("one call", f"/calls/{call}"),
        Operation("eligibility of a startup", f"/me/startups/{startup}/calls/{call}/eligibility", key),
    ]


def measure(rounds: int) -> list[Figure]:
    owner = Membership.objects.filter(role="owner").select_related("person", "startup").order_by("pk")[0]
    token, key = actions.create_token(
        person=owner.person,
        name="benchmark",
        scopes=["read", "startups"],
        days=30,
        by=AsSelf(owner.person),
        now=clock.now(),
    )
    with mock.patch.multiple(limits, PER_ADDRESS=10**9, PER_TOKEN=10**9):
        found = [figure for one in operations(key, owner.startup.slug) for figure in _measure(one, rounds)]
    token.delete()
    return found


def _measure(operation: Operation, rounds: int) -> list[Figure]:
    headers = {"accept-language": "ko"} | ({"authorization": f"Bearer {operation.key}"} if operation.key else {})
    client = Client(headers=headers)

    def ask() -> int:
        answer = client.get(f"/api/v1{operation.path}")
        assert answer.status_code == 200, f"{operation.path}: status {answer.status_code}"
        return len(answer.content)

    size = ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)  # before the next request clears the log
    timing = timed(ask, rounds=rounds)
    note = f"median {timing.cpu_median:.1f}; wall {timing.wall_median:.1f}, p95 {timing.wall_p95:.1f}; {size / 1024:.0f} KiB"
    return [
        Figure("api", f"{operation.name}: queries", queries, "queries", operation.queries),
        Figure("api", f"{operation.name}: CPU", round(timing.cpu_best, 1), "ms", operation.cpu_ms, note=note),
    ]

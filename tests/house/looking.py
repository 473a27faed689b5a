"""Looking at the street as one reader, closely: all that an answer tells, and all the work that was done for it.

Work is what could leave by time. It is compared by the statements that were made, in their order, and by how many rows each of
them gave back: that is the same on a quiet machine and on a busy one, where a clock would tell of nothing but the machine.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction

from madang.reviews.actions import posting
from madang.reviews.models import Delivery
from tests.factories.programmes import NOW

from .asking import Actor
from .conftest import _forget
from .pairs import BODIES

_MASKS: Final = [
    (re.compile(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": "|nonce="|nonce-)[^"\']+'), r"\1"),
    # The key that makes a form repeatable, and the identity of a PDF: drawn anew for every answer.
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "uuid"),
    (re.compile(r"(csrftoken|sessionid)=[^;]+"), r"\1"),
    (re.compile(r"={5,}\d+==|(?<=Message-ID: <)[^@>]+"), "random"),
]
# What a driver counts on: the name of a savepoint, the identity of a line of history.
_SQL_MASKS: Final = [
    (re.compile(r'"s\d+_x\d+"'), "savepoint"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-\d[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "uuid"),
]


_BEAT: Final = time.monotonic()


class Asked(NamedTuple):
    """One request: who asks, how, and where. `method` "POST confirm": with the body of that name."""

    reader: str
    method: str
    path: str


class Answer(NamedTuple):
    """What came back, and by which statements: each with the number of its rows."""

    status: int
    headers: str
    body: str
    work: tuple[str, ...]


Seen = dict[Asked, tuple[Any, ...]]
MAIL: Final = Asked("mail", "", "")


def masked(text: str, masks: Iterable[tuple[re.Pattern[str], str]] = tuple(_MASKS)) -> str:
    """The text without what is drawn by lot for each answer."""
    for pattern, instead in masks:
        text = pattern.sub(instead, text)
    return text


@contextmanager
def _working() -> Iterator[list[str]]:
    """The statements inside, without their values, and the number of rows each gave or changed."""
    made: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        made.append(f"{context['cursor'].cursor.rowcount} rows: {masked(str(sql), _SQL_MASKS)}")
        return result

    with connection.execute_wrapper(note):
        yield made


def look(actor: Actor, asked: Asked) -> Answer:
    """Ask once. Nothing stays of the request."""
    client, kept = actor.client, actor.client.cookies.copy()
    is_api = asked.path.startswith("/api/")
    headers = {"Authorization": f"Bearer {actor.key}"} if is_api and actor.key else {}
    method, _, body = asked.method.partition(" ")
    with transaction.atomic(), _working() as made:
        if method == "GET":
            response = client.get(asked.path, headers=headers)
        elif is_api:
            response = client.generic(method, asked.path, "{}", content_type="application/json", headers=headers)
        else:
            response = client.post(asked.path, BODIES[body])
        content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    client.cookies = kept
    lines = [f"{name}: {value}" for name, value in sorted(response.items())]
    lines += sorted(morsel.OutputString() for morsel in response.cookies.values())
    return Answer(response.status_code, masked("\n".join(lines)), masked(content.decode("latin-1")), tuple(made))


def letters() -> tuple[str, ...]:
    """Every letter that waits, sent, as its reader gets it."""
    mail.outbox.clear()
    with transaction.atomic():
        Delivery.objects.filter(dropped_at__isnull=True).update(sent_at=None)
        posting.send_letters()
        transaction.set_rollback(True)
    return tuple(masked(one.message().as_bytes().decode("latin-1")) for one in mail.outbox)


def look_at_all(people: Mapping[str, Actor], asked: Iterable[Asked]) -> Seen:
    """Everything, at one moment of one world; what a process keeps from before is forgotten first.

    The clock that says when what is kept must be read or noted anew stands still over all worlds: how long a run takes is no
    difference between them.
    """
    _forget()
    cache.clear()
    with time_machine.travel(NOW, tick=False), pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: _BEAT)
        found: Seen = {one: look(people[one.reader], one) for one in asked}
        found[MAIL] = letters()
    return found


def differing(one: Seen, other: Seen) -> list[str]:
    """Each request that was answered otherwise, and what differs first."""
    return [f"{' '.join(key)}: {_first(one[key], other[key])}" for key in one if one[key] != other[key]]


def _first(one: Any, other: Any) -> str:
    """Where two answers part: the statement, or the place in the text with what stands around it."""
    if isinstance(one, tuple):
        for a, b in zip(one, other, strict=False):
            if a != b:
                return _first(a, b)
        return f"{len(one)} parts are not {len(other)}"
    if isinstance(one, str):
        at = next((i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))
        return f"{one[max(0, at - 60) : at + 60]!r} is not {other[max(0, at - 60) : at + 60]!r}"
    return f"{one} is not {other}"

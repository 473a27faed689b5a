"""Asking the street as somebody, and reading the answer: who there is, one request without a trace, what came back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Final

from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from madang.people.models import Person
from tests.factories.people import PASSWORD

from .world import DESK, JUDGES, TEAM, Side, World

_CSRF: Final = re.compile(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[^"]+')
_WRITES: Final = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


@dataclass
class Actor:
    """Somebody who asks. `role`: visitor, plain, operator, or a role of the team or the desk of `side`."""

    name: str
    role: str
    side: Side
    person: Person | None
    key: str
    allowed: frozenset[str]
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    @property
    def is_member(self) -> bool:
        return self.role in TEAM

    @property
    def is_staff(self) -> bool:
        return self.role in DESK

    @property
    def is_judge(self) -> bool:
        return self.role in JUDGES

    @property
    def only_reads(self) -> bool:
        return self.role in {"viewer", "watcher"}


def known_to(role: str, word: str) -> frozenset[str]:
    """The audiences of the test street that a role of one side belongs to."""
    kinds: dict[str, tuple[str, ...]] = {
        # A team knows the institutions on its own thread, and what it filed itself.
        "team": ("house", "face", "startup", "filed", "read", "sitting"),
        # Staff read what was handed in, and all that is said of it.
        "desk": (
            "house",
            "face",
            "staff",
            "imports",
            "filed",
            "read",
            "field",
            "case",
            "review",
            "sitting",
            "sanction",
        ),
        # Who judges reads what blind review shows, also the first words of what they may wish for; who may not judge is told
        # who applies, to say whom they know.
        "judge": ("house", "read", "field", "case", "review", "sitting"),
        "tied": ("house", "field", "read", "case"),
        "spare": (),
    }
    group = "team" if role in TEAM else "desk" if role in DESK else role
    own = {f"mail of {word}.{role}", "pool"} if role in JUDGES else {"pool"} if role in DESK else set()
    return frozenset({*(f"{kind}:{word}" for kind in kinds[group]), *own})


def actors(world: World) -> dict[str, Actor]:
    """Everyone who may ask, signed in by the real form, so that pages that ask for the password again open."""
    a = world.sides["A"]
    found = [
        Actor("visitor", "visitor", a, None, "", frozenset({"public"})),
        Actor("plain", "plain", a, world.plain, world.keys["plain"], frozenset({"public", "person:plain"})),
        Actor(
            "operator",
            "operator",
            a,
            world.operator,
            world.keys["operator"],
            frozenset(
                {
                    "public",
                    "person:operator",
                    # The pool of reviewers, and what keeps one from judging.
                    "pool",
                    *(f"{kind}:{word}" for kind in ("house", "face", "imports", "sanction") for word in "AB"),
                }
            ),
        ),
    ]
    for side in world.sides.values():
        for role, person in side.people.items():
            name = f"{side.word}.{role}"
            of = known_to(role, side.word)
            found.append(
                Actor(name, role, side, person, world.keys[name], frozenset({"public", f"person:{name}", *of}))
            )
    for actor in found:
        if actor.person:
            actor.client.post("/en/account/login/", {"login": actor.person.email, "password": PASSWORD})
            assert "_auth_user_id" in actor.client.session, f"{actor.name} cannot sign in"
    return {actor.name: actor for actor in found}


@dataclass(frozen=True)
class Answer:
    """What came back: everything a reader could see is in `shown`, headers and the address of a redirect included."""

    status: int
    body: str
    headers: str
    location: str
    content_type: str
    wrote: frozenset[str]
    broke: str

    @property
    def shown(self) -> str:
        return f"{self.headers}\n{self.body}"

    def bare(self, path: str, values: dict[str, Any]) -> tuple[int, str]:
        """Status and body without CSRF tokens and without what the address itself said."""
        body = _CSRF.sub(r"\1", self.body).replace(path.removeprefix("/en"), "…")
        for value in sorted({str(value) for value in values.values()}, key=len, reverse=True):
            # A short number may stand in the page for something else.
            body = body.replace(value, "…") if len(value) > 7 else body
        return self.status, body


@contextmanager
def watched(tables: frozenset[str]) -> Iterator[set[str]]:
    """The tables that are written to inside, also if that is rolled back later."""
    written: set[str] = set()

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if (found := _WRITES.match(str(sql))) and found[1] in tables:
            written.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


def tables() -> frozenset[str]:
    """Every table of the house's own apps."""
    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("madang.")
    )


def fingerprint(names: frozenset[str]) -> dict[str, str]:
    """A hash of all rows of each table."""
    union = " UNION ALL ".join(
        f"SELECT '{name}', md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM \"{name}\" t"
        for name in sorted(names)
    )
    with connection.cursor() as cursor:
        cursor.execute(union)
        return dict(cursor.fetchall())


def ask(actor: Actor, method: str, path: str, *, before: dict[str, str], body: Any = None) -> Answer:
    """One request in a transaction that is taken back. `before`: the fingerprint of the untouched tables."""
    client, names = actor.client, frozenset(before)
    kept = client.cookies.copy()
    headers: dict[str, str] = {}
    if path.startswith("/api/") and actor.key:
        client.cookies = SimpleCookie()
        headers["Authorization"] = f"Bearer {actor.key}"
    with transaction.atomic(), watched(names) as written:
        if path.startswith("/api/") and method != "GET":
            response = client.generic(
                method, path, body if body is not None else "{}", content_type="application/json", headers=headers
            )
        else:
            response = (
                client.generic(method, path, headers=headers) if method != "POST" else client.post(path, body or {})
            )
        content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        changed = {name for name, hashed in fingerprint(names).items() if before[name] != hashed} if written else set()
        transaction.set_rollback(True)
    client.cookies = kept
    return Answer(
        response.status_code,
        content.decode("utf-8", "replace"),
        "\n".join(f"{name}: {value}" for name, value in response.items()),
        response.headers.get("Location", ""),
        response.headers.get("Content-Type", ""),
        frozenset(changed),
        repr(response.exc_info[1])[:300] if getattr(response, "exc_info", None) else "",
    )

"""The matrix: every route, asked by everyone about what is theirs, what is another's and what is not there.

What must come back follows from the capacity a route declares. Nothing here knows a single page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from madang.core.capacity import declared_policy
from madang.core.checks import operations

from .addresses import SECRETS, Route, UnknownPartError, has_work
from .asking import Actor, Answer, ask
from .world import World

OWNED: Final = ("startup", "institution")
KNOWN: Final = frozenset({"visitor", "self", "operator", "member", "staff", "reviewer"})
FINE: Final = frozenset({200, 302, 303, 304, 400, 401, 403, 404, 405, 409, 410, 422, 429})
# Someone who only reads may still go, and keep calls in view for the startup.
READERS_MAY: Final = frozenset({"startups:leave", "institutions:leave", "programmes:keep"})
# A visitor's one tap; the rest that a signed-in person may do for themselves.
VISITORS_MAY: Final = frozenset({"programmes:feedback", "matching:stop"})
# What a signed link alone lets one do, to whomever it belongs.
# Who looked at what is written down, and who has a page open; only for those who may.
SEEN: Final = frozenset({"audit_entry", "applications_presence"})
LINKS_MAY: Final = frozenset({"matching:stop"})


@dataclass(frozen=True)
class Case:
    """One cell: `whose` is "own", "inner foreign", "inner absent", "foreign" or "absent"."""

    route: Route
    method: str
    whose: str
    values: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.route.pattern} [{self.whose}]"


def kinds_of(route: Route, method: str) -> tuple[str, ...]:
    """The names of the capacities a route declares for a method; a route without any is an error."""
    inside = [one for one in operations(route.route.callback) if method in one.methods]
    views = [one.view_func for one in inside] or [route.route.callback]
    kinds = tuple(kind.name for view in views for kind in (declared_policy(view) or ()))
    assert kinds, f"The route '{route.pattern}' declares no policy."
    assert set(kinds) <= KNOWN, (
        f"The matrix does not know the capacity of '{route.pattern}': add {set(kinds) - KNOWN} to matrix.admitted."
    )
    return kinds


def admitted(kinds: tuple[str, ...], actor: Actor, whose: str) -> bool:
    """Whether the declared policy lets this actor act at this address at all."""
    at_home = whose in {"own", "inner foreign", "inner absent"}
    return (
        "visitor" in kinds
        or ("self" in kinds and actor.person is not None)
        or ("operator" in kinds and actor.role == "operator")
        or ("member" in kinds and actor.is_member and at_home)
        or ("staff" in kinds and actor.is_staff and at_home)
        or ("reviewer" in kinds and actor.is_judge)
    )


def cases(route: Route, method: str, actor: Actor, world: World) -> Iterator[Case]:
    """The cells of one route for one actor, the absent ones first: what they answer is what a foreign one must."""
    other = world.sides["B" if actor.side.word == "A" else "A"]
    varying = route.varying()
    outer = [name for name in varying if name in OWNED]
    inner = [name for name in varying if name not in OWNED]

    def values(outer_side: Any, inner_side: Any) -> dict[str, Any]:
        sides = dict.fromkeys(outer, outer_side) | dict.fromkeys(inner, inner_side)
        return {name: route.value(name, sides.get(name, actor.side), actor) for name, _ in route.parts}

    if inner:
        yield Case(route, method, "inner absent", values(actor.side, None))
        yield Case(route, method, "inner foreign", values(actor.side, other))
        if actor.is_judge and not has_work(actor, route):
            yield Case(route, method, "inner foreign", values(actor.side, actor.side))
            return
    if outer:
        yield Case(route, method, "absent", values(None, None))
        yield Case(route, method, "foreign", values(other, other))
    yield Case(route, method, "own", values(actor.side, actor.side))


def walk(routes: list[Route], actor: Actor, world: World, before: dict[str, str]) -> list[str]:
    """Ask every cell of these routes as one actor; what is wrong, one sentence each."""
    wrong: list[str] = []
    for route in routes:
        try:
            wrong += [one for method in route.methods() for one in _walked(route, method, actor, world, before)]
        except UnknownPartError as unknown:
            wrong.append(str(unknown))
    return wrong


def _walked(route: Route, method: str, actor: Actor, world: World, before: dict[str, str]) -> Iterator[str]:
    kinds, absent = kinds_of(route, method), {}
    for case in cases(route, method, actor, world):
        path = route.path(case.values)
        answer = ask(actor, method, path, before=before)
        absent[case.whose] = answer.bare(path, case.values)
        yield from (f"{actor.name}: {case}: {words}" for words in judge(case, kinds, actor, answer, absent, world))


def judge(
    case: Case, kinds: tuple[str, ...], actor: Actor, answer: Answer, seen: dict[str, Any], world: World
) -> Iterator[str]:
    """What is wrong with one answer. `seen` holds the bare answers of the route so far, the absent ones among them."""
    if answer.status not in FINE:
        yield f"answers {answer.status} {answer.broke}"
    leaked = world.canaries.leaked(answer.shown, actor.allowed | _told(case, actor))
    if leaked:
        yield f"shows {', '.join(leaked[:4])}{' …' if len(leaked) > 4 else ''}"
    is_in = admitted(kinds, actor, case.whose)
    yield from _changes(case, kinds, actor, answer, is_in)
    if not is_in:
        yield from _shut_out(case, actor, answer, seen)
    elif "foreign" in case.whose and not (
        SECRETS & set(case.values) or "operator" in kinds or "account/" in case.route.pattern
    ):
        same_as = case.whose.replace("foreign", "absent")
        if _differs(case, seen, same_as) and not _is_public(case, actor, kinds):
            yield f"answers {answer.status} unlike {seen[same_as][0]} for a thing that is not there"
    elif case.whose == "own" and case.method == "GET" and answer.status in {404, 403} and _should_open(case, actor):
        yield f"answers {answer.status} for what is one's own"


def _told(case: Case, actor: Actor) -> set[str]:
    """Who acted stands in the office's log; whom one may know is asked of a reviewer by name, before anything is read."""
    if case.route.pattern == "street/audit/" and actor.role == "operator":
        return {f"staff:{word}" for word in "AB"}
    if case.route.pattern.startswith("review/asked/") and case.whose == "own":
        return {f"face:{actor.side.word}"}
    return set()


def _changes(case: Case, kinds: tuple[str, ...], actor: Actor, answer: Answer, is_in: bool) -> Iterator[str]:
    """Reading changes nothing; nor does anyone who is not let in, who only looks, or who asks for what is not theirs."""
    wrote = answer.wrote - (SEEN if is_in and "foreign" not in case.whose and case.method == "GET" else frozenset())
    if not wrote:
        return
    name = case.route.route.name and _name(case.route)
    may = is_in and (case.whose == "own" or "operator" in kinds) and case.method != "GET"
    if may and actor.only_reads and {"member", "staff"} & set(kinds):
        may = name in READERS_MAY
    if may and "visitor" in kinds and "account/" not in case.route.pattern:
        may = name in VISITORS_MAY
    may = may or (name in LINKS_MAY and case.method != "GET" and "absent" not in case.whose)
    public = name in VISITORS_MAY | READERS_MAY and is_in and _is_public(case, actor, kinds)
    if not may and not (public and case.method != "GET"):
        yield f"changes {', '.join(sorted(wrote))}"


def _shut_out(case: Case, actor: Actor, answer: Answer, seen: dict[str, Any]) -> Iterator[str]:
    if actor.person is None:
        if case.route.is_api:
            if answer.status not in {401, 403}:
                yield f"answers {answer.status} to someone who is not signed in"
        elif answer.status != 302 or "/account/login/" not in answer.location:
            yield f"answers {answer.status} instead of asking to sign in"
        return
    if answer.status not in ({404, 405, 422} if case.route.is_api else {404, 405}):
        yield f"answers {answer.status} to a stranger"
    if "absent" in seen and _differs(case, seen, "absent"):
        yield "does not answer as for a thing that is not there"


def _differs(case: Case, seen: dict[str, Any], same_as: str) -> bool:
    return bool(same_as in seen and seen[case.whose] != seen[same_as])


def _is_public(case: Case, actor: Actor, kinds: tuple[str, ...]) -> bool:
    """Side B's people find what side A shows to everyone."""
    readers = {"visitor", "self", "member"} & set(kinds)
    return (
        actor.side.word == "B"
        and bool(readers)
        and not case.route.pattern.startswith(("s/<slug:startup>/profile", "s/<slug:startup>/team", "me/"))
    )


def _should_open(case: Case, actor: Actor) -> bool:
    """Side B hides what readers ask for; a page of the account may need what the sample person has not set up."""
    return (
        actor.side.is_open
        and not case.route.pattern.startswith("account/")
        and not case.route.is_api
        and "token" not in case.values
        and not (actor.only_reads and case.route.pattern.endswith("applications/exports/<slug:export>/file"))
    )


def _name(route: Route) -> str:
    spaces = {"s": "startups", "i": "institutions", "calls": "programmes", "notices": "matching"}
    name = str(route.route.name)
    if "/calls/" in route.pattern:
        return f"programmes:{name}"
    return f"{spaces.get(route.pattern.split('/')[0], '')}:{name}"

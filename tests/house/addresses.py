"""What stands in the addresses: for every named part of a route, the value on one side of the street, or one that is absent."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern

from madang.core.checks import operations, routes
from madang.matching import links

from .asking import Actor
from .world import Side

_PART: Final = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")

# Parts that say what kind of thing is meant: the same words on both sides. Several: a page for each (`expanded`).
WORDS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("s/<startup>/profile/<section>/<kind>", "section"): ("products",),
    ("s/<startup>/profile/<section>/", "section"): (
        "products",
        "about",
        "business",
        "place",
        "field",
        "founders",
        "figures",
        "investment",
        "rights",
        "record",
        "papers",
    ),
    ("s/<startup>/", "kind"): ("products",),
    ("s/<startup>/applications/", "section"): ("plan", "rest"),
    ("s/<startup>/applications/", "question"): ("title",),
    ("s/<startup>/answers/", "meaning"): ("pitch", "headcount", "hiring_plan", "team_members", "company_name"),
    ("i/<institution>/calls/<public_id>/form/", "section"): ("plan", "rest"),
    ("i/<institution>/calls/<public_id>/form/", "question"): ("title",),
    ("i/<institution>/calls/<public_id>/selection/", "name"): ("ranking.xlsx", "decision.json"),
    ("i/<institution>/calls/", "section"): ("what", "when", "money", "documents", "steps", "contacts", "listing"),
    ("i/<institution>/lists/", "kind"): ("aliases",),
    ("i/<institution>/calls/<public_id>/selection/do/", "verb"): ("start",),
    ("i/<institution>/calls/<public_id>/selection/conflicts/", "verb"): ("look",),
    ("i/<institution>/calls/<public_id>/selection/reviewers-plan/", "verb"): ("give",),
    ("i/<institution>/calls/<public_id>/selection/", "verb"): ("approve",),
    ("street/reviewers/", "verb"): ("note",),
    ("review/", "verb"): ("step_back",),
    ("review/", "code"): ("problem",),
    ("review/", "question"): ("paper",),
    ("review/", "place"): ("1",),
    ("i/<institution>/calls/", "verb"): ("archive", "publish", "close"),
    ("me/searches/", "verb"): ("look", "pause", "resume", "feed", "close", "remove"),
    ("account/", "key"): ("nosuchkey",),
    ("account/", "uidb36"): ("1z",),
    ("account/", "provider_id"): ("nobody",),
    ("account/", "pk"): ("987654321",),
    ("api/", "rest"): ("no/such/thing",),
}

_SELECTION: Final = "i/<institution>/calls/<public_id>/selection/"
# Of the selections of a side one is being judged; decisions are looked at where one waits, objections where all was told.
SELECTIONS: Final[list[tuple[str, str, Callable[[Side, Actor], Any]]]] = [
    (f"{_SELECTION}decision/objections/", "public_id", lambda side, actor: side.calls["decided"].public_id),
    (f"{_SELECTION}decision/places/", "public_id", lambda side, actor: side.calls["decided"].public_id),
    (f"{_SELECTION}decision/places/", "case_id", lambda side, actor: side.things["told case"].public_id),
    (f"{_SELECTION}decision/", "objection_id", lambda side, actor: side.things["objection"].public_id),
    (f"{_SELECTION}presentations/", "stage_id", lambda side, actor: side.things["panel"].stage.public_id),
    (f"{_SELECTION}decision", "public_id", lambda side, actor: side.calls["deciding"].public_id),
    (f"{_SELECTION}decision", "stage_id", lambda side, actor: side.things["decision"].stage.public_id),
    (f"{_SELECTION}decision", "case_id", lambda side, actor: side.things["waiting case"].public_id),
    (_SELECTION, "decision_id", lambda side, actor: side.things["decision"].public_id),
    (_SELECTION, "public_id", lambda side, actor: side.calls["closed"].public_id),
    (_SELECTION, "stage_id", lambda side, actor: side.things["stage"].public_id),
    (_SELECTION, "case_id", lambda side, actor: side.things["case"].public_id),
    (_SELECTION, "member_id", lambda side, actor: side.things["judge's seat"].public_id),
    (_SELECTION, "scenario_id", lambda side, actor: side.things["scenario"].public_id),
    (_SELECTION, "number", lambda side, actor: side.things["panel"].pk),
    (_SELECTION, "slot_id", lambda side, actor: side.things["slot"].public_id),
    (_SELECTION, "question", lambda side, actor: side.things["staff question"].pk),
]

_APPLICATIONS: Final = "i/<institution>/calls/<public_id>/applications/"
DESK_OF_APPLICATIONS: Final[list[tuple[str, str, Callable[[Side, Actor], Any]]]] = [
    # Staff open the files that were handed in: those of the draft stay the team's.
    (f"{_APPLICATIONS}<application>/files/", "public_id", lambda side, actor: side.calls["closed"].public_id),
    (f"{_APPLICATIONS}<application>/files/", "application", lambda side, actor: _presenting(side)),
    (f"{_APPLICATIONS}<application>/files/", "file_id", lambda side, actor: _handed_in(side)),
    (_APPLICATIONS, "public_id", lambda side, actor: side.calls["published"].public_id),
    (_APPLICATIONS, "application", lambda side, actor: side.things["application"].public_id),
    (_APPLICATIONS, "file_id", lambda side, actor: side.things["application file"].public_id),
    (_APPLICATIONS, "number", lambda side, actor: side.things["submission"].number),
    (_APPLICATIONS, "correction", lambda side, actor: side.things["correction"].pk),
    (_APPLICATIONS, "export", lambda side, actor: side.things["export"].public_id),
]

# Parts that name a thing: (start of the route, part) -> the thing of a side. The first that fits is taken.
THINGS: Final[list[tuple[str, str, Callable[[Side, Actor], Any]]]] = [
    ("", "startup", lambda side, actor: side.startup.slug),
    ("", "institution", lambda side, actor: side.institution.slug),
    ("institutions/", "slug", lambda side, actor: side.institution.slug),
    ("api/v1/institutions/", "slug", lambda side, actor: side.institution.slug),
    ("startups/", "slug", lambda side, actor: side.startup.slug),
    ("i/<institution>/programmes/", "public_id", lambda side, actor: side.programme.public_id),
    ("api/", "programme", lambda side, actor: side.programme.public_id),
    (
        "i/<institution>/members/invitations/",
        "public_id",
        lambda side, actor: side.things["staff_invitation"].public_id,
    ),
    ("s/<startup>/documents/", "public_id", lambda side, actor: side.things["document"].public_id),
    ("s/<startup>/team/invitations/", "public_id", lambda side, actor: side.things["invitation"].public_id),
    ("i/<institution>/import/", "public_id", lambda side, actor: side.things["import"].public_id),
    (
        "street/import/",
        "public_id",
        lambda side, actor: side.things["street import" if side.is_open else "import"].public_id,
    ),
    *SELECTIONS,
    *DESK_OF_APPLICATIONS,
    ("i/<institution>/calls/", "public_id", lambda side, actor: side.calls["draft"].public_id),
    ("me/searches/", "public_id", lambda side, actor: _saved(side, actor).public_id),
    ("s/<startup>/applications/<public_id>/result", "public_id", lambda side, actor: _told(side)),
    ("s/<startup>/applications/<public_id>/presentation", "public_id", lambda side, actor: _presenting(side)),
    ("s/<startup>/applications/", "letter_id", lambda side, actor: side.things["letter"].public_id),
    ("review/join/", "token", lambda side, actor: side.things["reviewer token"]),
    ("street/reviewers/", "public_id", lambda side, actor: side.things["judge"].public_id),
    ("review/wishes/", "public_id", lambda side, actor: side.things["stage"].public_id),
    ("review/asked/", "public_id", lambda side, actor: _seat(side, actor).public_id),
    ("review/", "public_id", lambda side, actor: side.things["assignment"].public_id),
    ("s/<startup>/applications/", "public_id", lambda side, actor: side.things["application"].public_id),
    ("s/<startup>/applications/", "file_id", lambda side, actor: side.things["application file"].public_id),
    ("s/<startup>/applications/", "number", lambda side, actor: side.things["submission"].number),
    ("api/", "application", lambda side, actor: side.things["application"].public_id),
    ("", "public_id", lambda side, actor: _read(side).public_id),
    ("api/v1/me/searches/", "search", lambda side, actor: _saved(side, actor).public_id),
    ("api/", "call", lambda side, actor: _read(side).public_id),
    ("i/<institution>/calls/", "file_id", lambda side, actor: side.things["draft file"].public_id),
    ("", "file_id", lambda side, actor: side.things[f"{_read(side).status} file"].public_id),
    ("", "partner", lambda side, actor: "neighbour-house"),
    ("me/consents/", "pk", lambda side, actor: _own(side, actor).consents.order_by("pk")[0].pk),
    ("me/tokens/", "pk", lambda side, actor: _own(side, actor).api_tokens.order_by("pk")[0].pk),
    ("s/<startup>/team/", "pk", lambda side, actor: side.things["viewer"].pk),
    ("i/<institution>/members/", "pk", lambda side, actor: side.things["watcher"].pk),
    ("i/<institution>/lists/", "pk", lambda side, actor: side.things["alias"].pk),
    ("s/<startup>/profile/", "pk", lambda side, actor: side.things["product"].pk),
    ("notices/stop/", "token", lambda side, actor: links.stop(side.people["owner"].public_id, "all").split("/")[-1]),
    ("feeds/", "token", lambda side, actor: links.feed(side.things["feed"]).split("/")[-1]),
    ("s/invitation/", "token", lambda side, actor: side.things["token"]),
    ("i/invitation/", "token", lambda side, actor: side.things["staff_token"]),
]

ABSENT: Final = {"int": 987654321, "uuid": "00000000-0000-4000-8000-000000000000"}

# A link that holds 256 random bits is itself the proof: whoever has it may be told what became of it.
SECRETS: Final = frozenset({"token"})


class UnknownPartError(AssertionError):
    """A route has a part that the matrix cannot fill."""


def _read(side: Side) -> Any:
    """The call that readers ask for: the published one of the open side, the draft of the hidden one."""
    return side.calls["published" if side.is_open else "draft"]


def _own(side: Side, actor: Actor) -> Any:
    return actor.person if actor.person and actor.side is side else side.people["owner"]


def _told(side: Side) -> str:
    application: str = side.things["decided application"].public_id
    return application


def _presenting(side: Side) -> str:
    application: str = side.things["closed application"].public_id
    return application


def _handed_in(side: Side) -> str:
    file: str = side.things["closed application"].files.get().public_id
    return file


def _seat(side: Side, actor: Actor) -> Any:
    """A judge's own seat in the selection of a side; that of the judge for everyone else."""
    own = side.things.get(f"{actor.role}'s seat") if actor.side is side else None
    return own or side.things["judge's seat"]


def has_work(actor: Actor, route: "Route") -> bool:
    """Whether someone of the pool has something of their own at this address: only the judge reads, who is tied sits."""
    if not route.pattern.startswith("review/") or "token" in dict(route.parts):
        return True
    return actor.role == "judge" or (
        actor.role == "tied" and route.pattern.startswith(("review/asked/", "review/wishes/"))
    )


def _saved(side: Side, actor: Actor) -> Any:
    return _own(side, actor).saved_searches.order_by("pk")[0]


@dataclass(frozen=True)
class Route:
    """One address of the site: its pattern without the language, and its parts with their converters."""

    pattern: str
    full: str
    route: URLPattern
    parts: tuple[tuple[str, str], ...]

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/")

    @property
    def plain(self) -> str:
        """The pattern without converters, which tables are looked up by."""
        return _PART.sub(lambda found: f"<{found['name']}>", self.pattern)

    def methods(self) -> tuple[str, ...]:
        inside = operations(self.route.callback)
        return tuple(method for one in inside for method in one.methods) or ("GET", "POST")

    def varying(self) -> list[str]:
        return [name for name, _ in self.parts if not self._word(name)]

    def _word(self, name: str) -> tuple[str, ...]:
        return next(
            (words for (start, part), words in WORDS.items() if part == name and self.plain.startswith(start)), ()
        )

    def value(self, name: str, side: Side | None, actor: Actor) -> Any:
        """What stands for a part on a side; None: a value that stands for nothing."""
        if words := self._word(name):
            return words[0]
        if side is None:
            return ABSENT.get(dict(self.parts)[name], "0123456789abcdef")
        for start, part, thing in THINGS:
            if part == name and self.plain.startswith(start):
                return thing(side, actor)
        raise UnknownPartError(
            f"The route '{self.pattern}' has a part <{name}> that the matrix cannot fill: add it to tests/house/addresses.py."
        )

    def path(self, values: dict[str, Any], lang: str = "en") -> str:
        """The address with its parts filled."""
        path = _plain_regex(self.pattern)
        for name, value in values.items():
            path = _PART.sub(lambda found: str(value) if found["name"] == name else found[0], path)  # noqa: B023
        return f"/{path}" if self.full == self.pattern else f"/{lang}/{path}"

    def expanded(self, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The values, once for every word that the last of the word parts may be."""
        words = [name for name, _ in self.parts if len(self._word(name)) > 1]
        if not words:
            yield values
        for word in self._word(words[0]) if words else ():
            yield values | {words[0]: word}


def _plain_regex(pattern: str) -> str:
    """A pattern written as a regular expression (the sign-in library has three) in the shape of the others."""
    if "^" not in pattern:
        return pattern
    return re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", pattern).replace("^", "").replace("$", "")


def all_routes(patterns: list[Any] | None = None) -> list[Route]:
    """Every address of the site once, whatever the languages."""
    found = []
    for full, route in routes(patterns):
        pattern = re.sub(r"^(ko|zh-hans|en)/", "", full)
        parts = tuple((name["name"], name["converter"] or "str") for name in _PART.finditer(_plain_regex(pattern)))
        found.append(Route(pattern, full, route, parts))
    return list({route.pattern: route for route in found}.values())

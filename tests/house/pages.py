"""Every page a browser can open on the test street: each with somebody who may open it."""

from collections.abc import Iterator
from dataclasses import dataclass

from .addresses import Route, all_routes
from .asking import Actor
from .matrix import admitted, kinds_of

# Who opens a page: the first who is let in. A visitor first, so that what is public is seen as a visitor sees it.
READERS = ("visitor", "A.owner", "A.head", "A.judge", "operator")
# Not pages: sign-in steps that need something half done, and files.
NO_PAGES = ("api/", "account/oidc", "account/3rdparty/signup", "healthz", "readyz", "metrics", "i18n/")


@dataclass(frozen=True)
class Page:
    """One page and who opens it; `path` is without the language."""

    reader: str
    path: str

    def at(self, lang: str) -> str:
        return f"/{lang}/{self.path}"


def pages(people: dict[str, Actor], only: str = "") -> list[Page]:
    """All pages that answer 200 with HTML in English, each once; or only those of one reader."""
    found: dict[str, Page] = {}
    for route in all_routes():
        for actor, path in _opened(route, people):
            if only in ("", actor.name) and path not in found and _is_page(actor, path):
                found[path] = Page(actor.name, path)
    return list(found.values())


def _opened(route: Route, people: dict[str, Actor]) -> Iterator[tuple[Actor, str]]:
    if route.pattern.startswith(NO_PAGES) or "GET" not in route.methods():
        return
    kinds = kinds_of(route, "GET")
    actor = next((people[name] for name in READERS if admitted(kinds, people[name], "own")), None)
    if actor is None:
        return
    values = {name: route.value(name, actor.side, actor) for name, _ in route.parts}
    for variant in route.expanded(values):
        yield actor, route.path(variant).removeprefix("/en/")


def _is_page(actor: Actor, path: str) -> bool:
    answer = actor.client.get(f"/en/{path}")
    if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return False
    # What is put into a page by itself is no page.
    return bool(getattr(answer, "streaming", False)) or b"<!doctype html>" in answer.content[:100].lower()

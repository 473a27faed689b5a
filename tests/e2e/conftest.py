"""A real Chromium against a live server with the test street in it. Without a browser: skipped, in CI: failed."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.house.asking import Actor, actors
from tests.house.canaries import XSS
from tests.house.conftest import street
from tests.house.world import World

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run")
STILL = (
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--mute-audio",
)

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's own loop runs in the thread of the tests


def _chromium() -> str:
    names = (os.environ.get("MADANG_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    path = _chromium()
    if not path and os.environ.get("CI") == "true":
        pytest.fail("No Chromium: run apt-get install chromium, or set MADANG_CHROMIUM.")
    if not path:
        pytest.skip("No Chromium: run apt-get install chromium, or set MADANG_CHROMIUM.")
    return {"executable_path": path, "args": [*QUIET, *STILL]}


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    """The street with a script after every word, which must never run."""
    with street(django_db_blocker, XSS) as made:
        yield made


@pytest.fixture(scope="module")
def people(world: World, django_db_blocker: Any) -> dict[str, Actor]:
    with django_db_blocker.unblock():
        return actors(world)


@pytest.fixture(scope="module")
def site(world: World, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


class Watched:
    """A browser page that remembers what went wrong on it."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.errors: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str) -> None:
        self.page.goto(self.site + path, wait_until="load")

    def axe(self) -> list[str]:
        """What axe-core finds, one line a rule with the first place it stands. Injected from outside, so the policy stays on."""
        self.page.evaluate(AXE)
        rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = self.page.evaluate(
            "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", rules
        )
        return [f"{one['id']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])})" for one in found["violations"]]

    def ran_a_script(self) -> bool:
        return bool(self.page.evaluate("window.__x === 1"))

    def overflow(self) -> int:
        """How many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture
def visit(browser: Browser, site: str, people: dict[str, Actor]) -> Iterator[Callable[..., Watched]]:
    """Open a browser as somebody: `visit("A.owner", width=390, dark=True, script=False)`."""
    opened: list[BrowserContext] = []

    def as_somebody(name: str, *, width: int = 1280, dark: bool = False, script: bool = True) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        opened.append(context)
        cookies = people[name].client.cookies
        context.add_cookies([{"name": key, "value": morsel.value, "url": site} for key, morsel in cookies.items()])
        return Watched(context.new_page(), site)

    yield as_somebody
    for context in opened:
        context.close()

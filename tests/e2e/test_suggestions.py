"""Taking a call off the suggestions and bringing it back, with a script and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from madang.matching.models import Dismissal
from madang.programmes.models import Call
from tests.house.world import World

from .conftest import Watched


@pytest.fixture(scope="module")
def suggested(world: World, django_db_blocker: Any) -> tuple[str, str]:
    """The page of suggestions, and a call on it that takes everyone; kept before a test begins, so that the server sees it."""
    side = world.sides["A"]
    with django_db_blocker.unblock():
        Call.objects.filter(pk=side.calls["published"].pk).update(rule=None)
    return f"/en/s/{side.startup.slug}/matches/", side.calls["published"].public_id


def test_a_row_asks_why_goes_and_comes_back(visit: Callable[..., Watched], suggested: tuple[str, str]):
    page, call = suggested
    tab = visit("A.owner")
    tab.open(page)
    row = tab.page.locator("article", has=tab.page.locator(f"a[href*='{call}/dismiss']"))
    row.get_by_role("link", name="Not for us").click()
    tab.page.locator("article input[value=small]").check()
    tab.page.get_by_role("button", name="Take off").click()
    expect(tab.page.locator("article[role=status]")).to_contain_text("Too small")
    assert Dismissal.objects.filter(call__public_id=call).count() == 1
    with tab.page.expect_navigation():
        tab.page.get_by_role("button", name="Undo").click()

    expect(tab.page.locator(f"a[href*='{call}/dismiss']")).to_be_visible()
    assert Dismissal.objects.filter(call__public_id=call).count() == 0
    assert tab.errors == []


def test_the_same_without_javascript(visit: Callable[..., Watched], suggested: tuple[str, str]):
    page, call = suggested
    tab = visit("A.owner", script=False)
    tab.open(page)
    tab.page.locator(f"a[href*='{call}/dismiss']").click()
    tab.page.locator("input[value=other]").check()
    tab.page.get_by_role("button", name="Take off").click()
    expect(tab.page).to_have_url(re.compile(page))
    expect(tab.page.get_by_text("Taken off your suggestions.")).to_be_visible()
    tab.open(page + "dismissed/")
    tab.page.locator("li", has=tab.page.locator(f"form[action*='{call}']")).get_by_role("button").click()

    expect(tab.page).to_have_url(re.compile(page + "dismissed/"))
    assert Dismissal.objects.filter(call__public_id=call).count() == 0

"""Whole ways through the street: by keyboard alone, and without JavaScript."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.factories.people import PASSWORD
from tests.house.world import World

from .conftest import Watched


def _tab_to(tab: Watched, selector: str, most: int = 120) -> None:
    """Press Tab until the focus stands on an element; the street has no dead end on the way."""
    for _ in range(most):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("wanted => document.activeElement && document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def test_a_member_signs_in_and_changes_the_profile_by_keyboard(visit: Callable[..., Watched], world: World):
    side = world.sides["A"]
    tab = visit("visitor")
    tab.open("/en/account/login/")
    _tab_to(tab, "input[name=login]")
    tab.page.keyboard.type(side.people["editor"].email)
    _tab_to(tab, "input[name=password]")
    tab.page.keyboard.type(PASSWORD)
    with tab.page.expect_navigation():
        tab.page.keyboard.press("Enter")
    tab.open(f"/en/s/{side.startup.slug}/profile/about/")
    _tab_to(tab, "input[name=website]")
    tab.page.keyboard.press("Control+A")
    tab.page.keyboard.type("https://typed.example.test/")
    with tab.page.expect_navigation():
        tab.page.keyboard.press("Enter")

    tab.open(f"/en/s/{side.startup.slug}/profile/about/")
    expect(tab.page.locator("input[name=website]")).to_have_value("https://typed.example.test/")
    assert tab.errors == []


def test_a_visitor_searches_narrows_opens_a_call_and_changes_the_language(visit: Callable[..., Watched], world: World):
    call = world.sides["A"].calls["published"]
    tab = visit("visitor")
    tab.open(f"/en/calls/?q={call.number}")
    _tab_to(tab, f"a[href*='{call.public_id}']")
    tab.page.keyboard.press("Enter")
    expect(tab.page).to_have_url(re.compile(f"/en/calls/{call.public_id}/"))
    _tab_to(tab, f"a[href^='/ko/calls/{call.public_id}/']")  # with the search it came from
    tab.page.keyboard.press("Enter")

    expect(tab.page).to_have_url(re.compile(f"/ko/calls/{call.public_id}/"))
    expect(tab.page.locator("html")).to_have_attribute("lang", "ko")


def test_the_catalogue_and_feedback_work_without_javascript(visit: Callable[..., Watched], world: World):
    call = world.sides["A"].calls["published"]
    tab = visit("visitor", script=False)
    tab.open(f"/en/calls/?q={call.number}&sector=ai&when=all")
    expect(tab.page.locator(f"a[href*='{call.public_id}']").first).to_be_visible()
    tab.open(f"/en/calls/{call.public_id}/")
    tab.page.locator("button[name=clear][value=yes]").first.click()

    expect(tab.page).to_have_url(re.compile("#thanks|feedback|calls"))
    assert call.feedback.filter(is_clear=True).count() == 1

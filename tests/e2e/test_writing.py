"""The writing page in a real browser: saved while one types, two people at one answer, and a network that fails."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from madang.applications.models import Entry
from tests.house.world import World

from .conftest import Watched


@pytest.fixture(scope="module")
def section(world: World) -> str:
    """The plan of an application of side A that may be written. It was kept before a test begins, so the server sees it."""
    application = world.sides["A"].things["application"]
    return f"/en/s/{application.startup.slug}/applications/{application.public_id}/write/plan/"


def answer(section: str, question: str) -> Any:
    """What the server has kept."""
    return Entry.objects.get(question=question, application__public_id=section.split("/")[5])


def test_an_answer_is_saved_while_one_types(visit: Callable[..., Watched], section: str):
    tab = visit("A.owner", width=390)
    tab.open(section)
    seen = answer(section, "title").version
    tab.page.locator("#f-title").fill("Arms that feel")

    expect(tab.page.locator("input[name='v.title']")).to_have_value(str(seen + 1))
    expect(tab.page.locator("#s-title")).to_contain_text("Saved")
    assert (answer(section, "title").value, tab.errors) == ("Arms that feel", [])


def test_of_two_at_one_answer_the_second_sees_both_and_decides(visit: Callable[..., Watched], section: str):
    first, second = visit("A.owner"), visit("A.editor")
    first.open(section)
    second.open(section)
    first.page.locator("#f-title").fill("Arms")
    expect(first.page.locator("#s-title .icon")).to_be_visible()
    second.page.locator("#f-title").fill("Hands")

    clash = second.page.locator("#s-title .notice")
    expect(clash).to_contain_text("Arms")
    expect(clash).to_contain_text("Hands")
    assert answer(section, "title").value == "Arms"
    second.page.locator("#f-title").press("End")
    second.page.keyboard.type("!")
    expect(clash).to_contain_text("Hands!")
    assert answer(section, "title").value == "Arms"

    second.page.get_by_role("button", name="Keep mine").click()
    expect(clash).to_have_count(0)
    assert answer(section, "title").value == "Hands!"


def test_what_the_network_swallowed_is_kept_offered_and_saved(visit: Callable[..., Watched], section: str):
    tab = visit("A.owner")
    tab.open(section)
    tab.page.route("**/answers/**", lambda route: route.abort())
    tab.page.locator("#f-story").fill("Written in a tunnel")
    expect(tab.page.locator("#s-story")).to_contain_text("Kept on this device")
    assert answer(section, "story").value != "Written in a tunnel"

    tab.open(section)
    tab.page.unroute("**/answers/**")
    expect(tab.page.locator("#kept-here")).to_contain_text("Written in a tunnel")
    tab.page.get_by_role("button", name="Put it back").click()

    expect(tab.page.locator("#s-story .icon")).to_be_visible()
    assert answer(section, "story").value == "Written in a tunnel"
    assert tab.page.evaluate("Object.keys(localStorage).length") == 0


def test_signed_out_while_writing_one_signs_in_again_and_finds_what_was_not_saved(
    visit: Callable[..., Watched], section: str
):
    tab = visit("A.owner")
    tab.open(section)
    held = tab.page.context.cookies()
    tab.page.context.clear_cookies(name="sessionid")
    tab.page.locator("#f-story").fill("Written after the session ended")
    tab.page.wait_for_url("**/account/login/**")
    assert f"next={section}" in tab.page.url
    assert answer(section, "story").value != "Written after the session ended"

    tab.page.context.add_cookies(held)
    tab.open(section)
    expect(tab.page.locator("#kept-here")).to_contain_text("Written after the session ended")
    tab.page.get_by_role("button", name="Put it back").click()

    expect(tab.page.locator("#s-story .icon")).to_be_visible()
    assert answer(section, "story").value == "Written after the session ended"


def test_a_busy_street_is_asked_again(visit: Callable[..., Watched], section: str):
    tab = visit("A.owner")
    tab.open(section)
    tab.page.route("**/answers/**", lambda route: route.fulfill(status=429, headers={"Retry-After": "1"}))
    tab.page.locator("#f-story").fill("In the last hour")
    expect(tab.page.locator("#s-story")).to_contain_text("Kept on this device")
    tab.page.unroute("**/answers/**")

    expect(tab.page.locator("#s-story .icon")).to_be_visible(timeout=10_000)
    assert answer(section, "story").value == "In the last hour"


def test_without_javascript_the_section_is_saved_as_a_whole(visit: Callable[..., Watched], section: str):
    tab = visit("A.owner", script=False)
    tab.open(section)
    tab.page.locator("#f-title").fill("By hand")
    tab.page.get_by_role("button", name="Save", exact=True).last.click()

    expect(tab.page.locator("#f-title")).to_have_value("By hand")
    assert answer(section, "title").value == "By hand"

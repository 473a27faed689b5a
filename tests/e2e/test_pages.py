"""Every page in every language in a real browser: nothing for axe-core to find, no script runs, nothing sticks out."""

from collections.abc import Callable

import pytest

from tests.house.asking import Actor
from tests.house.pages import READERS, Page, pages

from .conftest import Watched

LANGUAGES = ("ko", "zh-hans", "en")
_found: list[Page] = []


@pytest.fixture
def all_pages(people: dict[str, Actor]) -> list[Page]:
    if not _found:
        _found.extend(pages(people))
    return _found


def _wrong(tab: Watched, path: str, *, axe: bool = True) -> list[str]:
    tab.errors.clear()
    tab.open(path)
    found = [f"axe {line}" for line in tab.axe()] if axe else []
    found += [f"console {line[:200]}" for line in tab.errors]
    if tab.ran_a_script():
        found.append("a script ran that stands in a text")
    if (more := tab.overflow()) > 0:
        found.append(f"{more} px wider than its window")
    return [f"{path}: {line}" for line in found]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_wrong_with_any_page(visit: Callable[..., Watched], all_pages: list[Page], lang: str, reader: str):
    tab = visit(reader)
    # Languages differ in words, not in structure: axe looks at each page in one of the three, turn about.
    turn = LANGUAGES.index(lang)
    wrong = [
        line
        for place, page in enumerate(one for one in all_pages if one.reader == reader)
        for line in _wrong(tab, page.at(lang), axe=place % len(LANGUAGES) == turn)
    ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("width", "dark", "lang", "every"), [(390, False, "ko", 2), (390, True, "zh-hans", 4), (1280, True, "en", 3)]
)
def test_nothing_is_wrong_on_a_phone_or_in_the_dark(
    visit: Callable[..., Watched], all_pages: list[Page], width: int, dark: bool, lang: str, every: int
):
    wrong = []
    for reader in READERS:
        tab = visit(reader, width=width, dark=dark)
        wrong += [
            line
            for page in [one for one in all_pages if one.reader == reader][::every]
            for line in _wrong(tab, page.at(lang))
        ]

    assert not wrong, "\n".join(wrong)


def test_there_are_as_many_pages_as_the_street_needs(all_pages: list[Page]):
    assert len(all_pages) > 90

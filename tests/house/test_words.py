"""Every page speaks its reader's language, whole: nothing of the interface is left in another."""

import re
from collections import defaultdict
from functools import cache
from html.parser import HTMLParser
from typing import Any, Final

import pytest
from babel.messages.catalog import Catalog

from madang.core import messages

from .asking import Actor
from .pages import READERS, pages

HANGUL: Final = re.compile(r"[\uac00-\ud7a3]+[^<\n]*")
HAN: Final = re.compile(r"[\u3400-\u9fff]+[^<\n]*")
VOID: Final = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# Said to a reader though no element holds them.
SPOKEN: Final = frozenset({"alt", "aria-label", "placeholder", "title"})
# A language is named in itself, wherever one chooses it.
OWN_NAMES: Final = frozenset({"한국어", "中文", "English"})
# The reference page of the parts shows every part in every language, and their names in the code.
SAMPLES: Final = "street/style"
_HOLE: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


class Visible(HTMLParser):
    """Collects what a reader sees or hears, each with the language it is marked as."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[tuple[str, str]] = []
        self.spoken: list[tuple[str, str]] = []

    @property
    def lang(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang") or self.lang
        self.spoken += [(lang, given[name] or "") for name in SPOKEN & set(given)]
        if tag not in VOID:
            self.open.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if (
            data.strip()
            and data.strip() not in OWN_NAMES
            and not {"script", "style", "title"} & {tag for tag, _ in self.open}
        ):
            self.said.append((self.lang, " ".join(data.split())))


@cache
def catalogues(lang: str) -> dict[str, Catalog]:
    """Every catalogue of a language by its app."""
    return {path.parts[-5]: messages._read(path) for path in messages.catalogues() if path.parts[-3] == lang}


@cache
def english(lang: str) -> dict[str, str]:
    """English interface texts that read otherwise in a language: each with its longest part without holes."""
    found = {}
    for catalogue in catalogues(lang).values():
        for message in catalogue:
            for msgid in message.id if isinstance(message.id, tuple) else [message.id]:
                texts = message.string if isinstance(message.string, list | tuple) else [message.string]
                fixed = max((part.strip(" .,:;·") for part in _HOLE.split(" ".join(msgid.split()))), key=len)
                if msgid and msgid not in texts and re.search(r"[A-Za-z]{2}", fixed):
                    found[msgid] = fixed
    return found


def foreign_words(html: str, lang: str) -> list[str]:
    """Interface text in a page that is not in its language. `lang` is "ko", "zh-hans" or "en"."""
    page = Visible()
    page.feed(html)
    found = []
    for name, script in (("ko", HANGUL), ("zh", HAN)):
        if not lang.startswith(name):
            found += [
                hit[0][:60]
                for marked, text in page.said
                if not marked.startswith(name) and (hit := script.search(text))
            ]
    if lang != "en":
        here = [text for marked, text in [*page.said, *page.spoken] if not marked.startswith("en")]
        whole, lines = "\n".join(here), set(here)
        for msgid, fixed in english("ko" if lang == "ko" else "zh_Hans").items():
            if msgid in lines or (fixed.count(" ") >= 2 and fixed in whole):
                found.append(msgid[:60])
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("reader", READERS)
def test_every_page_speaks_its_readers_language(people: dict[str, Actor], reader: str):
    wrong = []
    for page in (one for one in pages(people, only=reader) if one.path != SAMPLES):
        for lang in ("ko", "zh-hans", "en"):
            answer = people[reader].client.get(page.at(lang))
            wrong += [f"{page.at(lang)}: {words}" for words in foreign_words(answer.content.decode(), lang)]

    assert not wrong, "\n".join(wrong)


def test_a_text_left_in_english_is_found():
    english = "Institutions can now see that the startup fits their calls."
    page = f'<html lang="ko"><p>{english}</p><p lang="en">Saved.</p><p>새 글</p><p>新</p></html>'

    assert foreign_words(page, "ko") == ["新", english]


def test_no_text_of_the_interface_is_missing_or_in_doubt():
    assert messages.problems() == []


def _holes(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]", text))


@pytest.mark.parametrize("lang", messages.LANGUAGES)
def test_translations_keep_every_placeholder(lang: str):
    wrong = []
    for app, catalogue in catalogues(lang).items():
        for message in catalogue:
            msgids: Any = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, list | tuple) else [message.string]
            allowed = [_holes(msgid) for msgid in msgids]
            wrong += [f"{app}: {text}" for text in texts if msgids[0] and _holes(text) not in allowed]
    assert wrong == []


@pytest.mark.parametrize("lang", messages.LANGUAGES)
def test_one_text_has_one_translation_in_all_apps(lang: str):
    said: dict[Any, dict[Any, list[str]]] = defaultdict(lambda: defaultdict(list))
    for app, catalogue in catalogues(lang).items():
        for message in catalogue:
            if message.id:
                text = tuple(message.string) if isinstance(message.string, list | tuple) else message.string
                said[(message.context, message.id)][text].append(app)
    differing = {
        str(key[1]): {str(text): apps for text, apps in texts.items()} for key, texts in said.items() if len(texts) > 1
    }
    assert differing == {}

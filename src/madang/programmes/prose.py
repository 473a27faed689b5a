"""The full text of a call for the page: safe HTML by section, each with its short summary for the margin."""

import re
from dataclasses import dataclass
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from madang.engines.retrieval.summary import reading_minutes, summarise

_TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "blockquote",
    "a",
}
_HEADING = re.compile(r"^\s{0,3}#{1,3}\s+(.+?)\s*#*\s*$", re.MULTILINE)
# Below this many characters a section is its own summary.
_WORTH_A_GLOSS = 160

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("table")


@dataclass(frozen=True)
class Section:
    """One part of a text: its heading (empty for text before the first), safe HTML, and one sentence for the margin."""

    anchor: str
    heading: str
    html: SafeString
    gloss: str


@dataclass(frozen=True)
class Prose:
    """A whole text ready for the page."""

    sections: tuple[Section, ...]
    minutes: int


@lru_cache(maxsize=512)
def prose(text: str, lang: str) -> Prose:
    """Split a Markdown or plain text into sections. Anything but plain formatting is dropped; links keep http(s) only."""
    return Prose(tuple(_sections(text, lang)), max(1, reading_minutes(text, lang)))  # type: ignore[arg-type]


def _sections(text: str, lang: str) -> list[Section]:
    found = list(_HEADING.finditer(text))
    bounds = [("", 0, found[0].start() if found else len(text))]
    bounds += [
        (match.group(1), match.end(), found[place + 1].start() if place + 1 < len(found) else len(text))
        for place, match in enumerate(found)
    ]
    return [
        Section(f"s{place}", heading, _html(text[start:end]), _gloss(text[start:end], lang))
        for place, (heading, start, end) in enumerate(bounds)
        if heading or text[start:end].strip()
    ]


def _html(text: str) -> SafeString:
    rendered = nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow noopener",
    )
    return mark_safe(rendered)  # noqa: S308 -- nh3 has just cleaned it


def _gloss(text: str, lang: str) -> str:
    plain = text.strip()
    if len(plain) < _WORTH_A_GLOSS:
        return ""
    spans = summarise(plain, lang, sentences=1)  # type: ignore[arg-type]
    return re.sub(r"^(?:[\s\-*•☞○·]|\d+[.)](?=\s))+|\*\*", "", plain[spans[0].start : spans[0].end]) if spans else ""

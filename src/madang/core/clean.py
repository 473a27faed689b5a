"""Dirty text in, clean text out.

Real notices carry doubly escaped entities, `&nbsp;`, zero-width signs, four different middle dots, full-width letters
and decomposed Hangul. Everything here is pure, idempotent and linear in the length of the text.
"""

import re
import unicodedata
from html import unescape
from html.entities import html5

import nh3

MIDDLE_DOT = "\u00b7"

# U+318D is what Korean public data holds, U+00B7 what its documents show; the others come with copied text.
_MIDDLE_DOTS = "\u318d\u30fb\u2027\uff65\u2219\u22c5\u119e\u0387"
_SPACES = "\t\u00a0\u1680\u202f\u205f\u3000\u3164\uffa0" + "".join(map(chr, range(0x2000, 0x200B)))
_LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb"
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Right in Chinese type, a slip of the keyboard in Korean and English.
_CHINESE_MARKS = "，：；！？（）"


def _char_map() -> dict[int, str]:
    table = {code: "" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _CHINESE_MARKS}
    for code in range(0xFFA1, 0xFFEF):  # half-width jamo, wide won and yen
        kind, _, wide = unicodedata.decomposition(chr(code)).partition(" ")
        if kind in {"<narrow>", "<wide>"}:
            table[code] = chr(int(wide, 16))
    for signs, plain in ((_MIDDLE_DOTS, MIDDLE_DOT), (_SPACES, " "), (_LINE_ENDS, "\n"), (_INVISIBLE + _BIDI, "")):
        table |= {ord(sign): plain for sign in signs}
    return table


_CHARS = _char_map()
_CHARS_AND_MARKS = _CHARS | {ord(mark): chr(ord(mark) - 0xFEE0) for mark in _CHINESE_MARKS}

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_ENTITY = re.compile(
    r"(#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|(nbsp)(?![A-Za-z0-9=\u00c0-\u024f\u1e00-\u1eff])"
)
_ENTITY_LENGTH = 34
# A joiner stays inside an emoji and goes everywhere else, before entities are read: it may hide in one.
_LOOSE_JOINER = re.compile(r"(?<![\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d")
_SPACE_RUN = re.compile(r" {2,}")
_LINE_EDGE = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")


def normalise(text: str) -> str:
    """Clean text of one language, lines kept: NFC, one middle dot, one space, entities decoded however often escaped.

    Full-width letters and digits become ASCII; full-width ，：；！？（） stay in Chinese (Han and no Hangul).
    Line ends become LF, at most one blank line in a row, no spaces at line edges. Lone surrogates become U+FFFD.
    Markup is not removed: see `strip_html`. `normalise(normalise(x)) == normalise(x)`.
    """
    text = _LOOSE_JOINER.sub("", _composed(text).replace("\r\n", "\n").translate(_CHARS))
    text = _decode(text, _CHARS)
    if _HANGUL.search(text) or not _HAN.search(text):
        text = _decode(text.translate(_CHARS_AND_MARKS), _CHARS_AND_MARKS)
    text = _composed(text)
    text = _LINE_EDGE.sub("\n", _SPACE_RUN.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    """`normalise`, with line ends turned into spaces: for titles, names and cells."""
    return _SPACE_RUN.sub(" ", normalise(text).replace("\n", " "))


def _mark_class() -> str:
    marks = [code for code in range(0x300, 0x1E950) if unicodedata.combining(chr(code))]
    return "".join(re.escape(chr(code)) for code in marks)


# Sorting a long run of combining marks is quadratic; Unicode's stream-safe format allows 30 (UAX 15, section 13).
_MARK_RUN = re.compile(f"([{_mark_class()}]{{30}})[{_mark_class()}]+")


def _composed(text: str) -> str:
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", _MARK_RUN.sub(r"\1", text))
    return _MARK_RUN.sub(r"\1", text)  # a few marks are two after NFC


def _decode(text: str, table: dict[int, str]) -> str:
    """Decode entities until none is left, in one pass from the right.

    Whatever stands right of an ampersand is already final, so each of the many layers of `&amp;amp;amp;lt;` costs one
    look of bounded length; decoding again and again from the left would be quadratic.
    """
    if "&" not in text:
        return text
    *heads, tail = text.split("&")
    done = list(reversed(tail))  # a stack: the text right of the present place, its first character on top
    for head in reversed(heads):
        _push_ampersand(done, table)
        done.extend(reversed(head))
    done.reverse()
    return "".join(done)


def _push_ampersand(done: list[str], table: dict[int, str]) -> None:
    while True:
        match = _ENTITY.match("".join(done[: -_ENTITY_LENGTH - 1 : -1]))
        value = _entity_value(match) if match else None
        if match is None or value is None:
            done.append("&")
            return
        del done[len(done) - match.end() :]
        value = unicodedata.normalize("NFC", value).translate(table).replace("\u200d", "")
        if value != "&":
            done.extend(reversed(value))
            return


def _entity_value(match: re.Match[str]) -> str | None:
    name = match[1] or match[2]
    return unescape(f"&{name};") if name.startswith("#") else html5.get(f"{name};")


_BLOCKS = {
    *("address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer"),
    *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"),
    *("table", "tbody", "tfoot", "thead", "tr", "ul"),
}
_KEPT = _BLOCKS | {"br", "td", "th"}
_PARAGRAPHS = {*("h1", "h2", "h3", "h4", "h5", "h6"), *("article", "blockquote", "hr", "ol", "p", "pre", "table", "ul")}
_UNREAD = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"}
_ANY_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)[^<>]*>")
_KNOWN_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_KEPT))})[\s/>]", re.IGNORECASE)
_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])")
# More tags than a person writes are an attack on the parser (quadratic in their depth): such text is read without it.
_MOST_TAGS = 10_000


def strip_html(text: str) -> str:
    """Plain text of an HTML fragment, escaped once, twice or not at all: paragraphs by a blank line, items by a line.

    Table cells are parted by a tab's worth of space, list items start with "- ". Scripts, styles and comments go with
    their content. A "<" that could still be read as a tag is followed by a space, so the result is plain text for good.
    """
    text = normalise(text)
    if "<" in text:
        if _KNOWN_TAG.search(text):
            text = text.replace("\n", " ")
        text = _ANY_TAG.sub(_as_text, _parsed(text))
    return _TAG_LIKE.sub("< ", normalise(text))


def _parsed(text: str) -> str:
    if text.count("<") > _MOST_TAGS:
        return text
    text = text.replace("&", "&amp;")  # entities are read already; HTML would read some without their semicolon too
    return nh3.clean(text, tags=_KEPT, clean_content_tags=_UNREAD, attributes={}, link_rel=None)


def _as_text(match: re.Match[str]) -> str:
    tag, closing = match[1].lower(), match[0].startswith("</")
    if tag == "br":
        return "\n"
    if tag in {"td", "th"}:
        return "" if closing else "  "
    if tag == "li":
        return "" if closing else "\n- "
    if tag in _PARAGRAPHS:
        return "\n\n"
    return "\n" if tag in _BLOCKS else ""

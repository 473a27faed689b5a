"""Opening a portal's answer: JSON, JSON lines or XML, whichever envelope, down to the list of raw items."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .encodings import read_text
from .reasons import REASONS
from .records import ImportFailed

LARGEST: Final = 64 * 1024 * 1024
# Where the list hides, in the order tried; both portals, old and new, JSON and XML made JSON.
_LIST_NAMES: Final = (
    "jsonarray",
    "data",
    "response",
    "body",
    "items",
    "item",
    "rss",
    "channel",
    "results",
    "result",
    "list",
)
_TOTAL_NAMES: Final = ("totalcount", "totcnt", "matchcount")
_ERROR_NAMES: Final = ("returnreasoncode", "resultcode", "reasoncode", "errorcode", "errcode")
_FINE: Final = {"0", "00", "000", "0000", "03", "200", "info-000", "info-200"}  # 03 and info-200: fine, but no data
_DEEPEST: Final = 8


@dataclass(frozen=True)
class Envelope:
    """`items` as they stand in the answer: mappings, or anything else where the answer is damaged."""

    items: tuple[Any, ...]
    total: int | None = None


def open_envelope(data: bytes, *, encoding: str = "") -> Envelope:
    """The items of an answer or a saved file, in any of the portals' envelopes.

    Raises ImportFailed: `portal_30` and its like (errors come as XML under HTTP 200), `portal_error`, `not_json`,
    `not_xml`, `unsafe_xml`, `unknown_shape`, `too_large`, `empty`, and those of `encodings.read_text`.
    """
    if len(data) > LARGEST:
        raise ImportFailed("too_large", limit=LARGEST // 1024 // 1024)
    text = read_text(data, encoding=encoding)[0].strip("\ufeff \t\r\n\x00")
    if not text:
        raise ImportFailed("empty")
    if text.startswith("<"):
        return _found(_from_xml(text))
    return _found(_from_json(text))


def squashed(name: str) -> str:
    """A field name without case and underscores: bizPbancNm, biz_pbanc_nm and BIZ_PBANC_NM are one."""
    return name.replace("_", "").replace("-", "").strip().casefold()


def _found(document: Any) -> Envelope:
    _raise_error(document)
    items = _items(document, _DEEPEST)
    if items is None:
        raise ImportFailed("unknown_shape")
    return Envelope(tuple(items), _total(document, items))


def _items(value: Any, deep: int) -> list[Any] | None:
    if isinstance(value, list):
        inner = _items(value[0], deep - 1) if len(value) == 1 and _is_wrapper(value[0]) and deep else None
        return value if inner is None else inner
    if not isinstance(value, Mapping) or not deep:
        return None
    names = {squashed(str(name)): name for name in value}
    for wanted in _LIST_NAMES:
        if wanted not in names:
            continue
        inner = value[names[wanted]]
        if inner is None or inner == "":
            return []
        found = _items(inner, deep - 1)
        if found is not None:
            return found
        if isinstance(inner, Mapping) and _is_item(inner):
            return [inner]
    return [value] if _is_item(value) else None


def _is_wrapper(value: Any) -> bool:
    return isinstance(value, Mapping) and not _is_item(value) and bool(_LIST_SET & {squashed(str(n)) for n in value})


_LIST_SET = frozenset(_LIST_NAMES)
_KEY_NAMES = frozenset({"pbancsn", "pblancid", "bizpbancnm", "pblancnm", "title"})


def _is_item(value: Mapping[Any, Any]) -> bool:
    return bool(_KEY_NAMES & {squashed(str(name)) for name in value}) and "item" not in value


def _scalars(value: Any, deep: int = 4) -> Iterator[tuple[str, str]]:
    """Single values near the top of a document with their squashed names; lists are not entered."""
    if isinstance(value, Mapping) and deep:
        for name, inner in value.items():
            if isinstance(inner, str | int) and not isinstance(inner, bool):
                yield squashed(str(name)), str(inner).strip()
            else:
                yield from _scalars(inner, deep - 1)


def _total(document: Any, items: list[Any]) -> int | None:
    known = dict(_scalars(document))
    if items and isinstance(items[0], Mapping):
        known = {squashed(str(name)): str(value) for name, value in items[0].items()} | known
    for name in _TOTAL_NAMES:
        if re.fullmatch(r"[0-9]{1,9}", known.get(name, "")):
            return int(known[name])
    return None


def _raise_error(document: Any) -> None:
    if isinstance(document, list):
        return
    known = dict(_scalars(document))
    code = next((known[name] for name in _ERROR_NAMES if name in known), "")
    if not code and "code" in known and "msg" in known:
        code = known["code"]
    if not code or code.casefold() in _FINE:
        return
    told = known.get("returnauthmsg") or known.get("resultmsg") or known.get("msg") or known.get("errmsg") or ""
    known_code = f"portal_{code.lstrip('0')}"
    raise ImportFailed(known_code if known_code in REASONS else "portal_error", number=code[:20], told=told[:200])


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _from_json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        lines = text.splitlines()
        if len(lines) > 1 and isinstance(_one_line_json(lines[0]), Mapping):
            return [_one_line_json(line) for line in lines if line.strip()]
        raise ImportFailed("not_json", line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise ImportFailed("not_json", line=1) from error


def _one_line_json(line: str) -> Any:
    """One line's value; a line that cannot be read stays text and is refused as a row of its own."""
    try:
        return json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return line


_DECLARATION = re.compile(r"^<\?xml[^>]{0,200}\?>\s*")


def _from_xml(text: str) -> Any:
    try:
        root = fromstring(_DECLARATION.sub("", text), forbid_dtd=True)
    except DefusedXmlException as error:
        raise ImportFailed("unsafe_xml") from error
    except (ParseError, ValueError, RecursionError) as error:
        raise ImportFailed("not_xml") from error
    items = [_item_of(element) for element in root.iter() if _local(element.tag) == "item"]
    outside = {_local(e.tag): (e.text or "").strip() for e in root.iter() if len(e) == 0 and _local(e.tag) != "col"}
    if items:
        return {"items": items, **{n: outside[n] for n in outside if squashed(n) in {*_TOTAL_NAMES, *_ERROR_NAMES}}}
    if any(squashed(name) in _ERROR_NAMES for name in outside):
        return {**outside, "items": []}
    if any(_local(e.tag) in {"data", "items", "channel"} for e in root.iter()):
        return {**outside, "items": []}
    raise ImportFailed("unknown_shape")


def _item_of(element: Element) -> dict[str, str]:
    """`<col name="a">` and `<a>` alike, as names with text."""
    item: dict[str, str] = {}
    for child in element:
        name = child.get("name") if _local(child.tag) == "col" else _local(child.tag)
        if name:
            item[name] = "".join(child.itertext())
    return item


def _local(tag: object) -> str:
    return str(tag).rsplit("}", 1)[-1]

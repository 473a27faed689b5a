"""Reading one raw item by the names its portal may use, and a whole list of items into a `Reading`."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from madang.core.clean import normalise, one_line

from .envelope import squashed
from .links import clean_url
from .records import CallRecord, Reading, Refusal, Remark, RowRefused

TITLE_LIMIT: Final = 500
_BROKEN = "\ufffd"


class Item:
    """A raw item whose fields are found under any of their names, spelt in any case and with or without underscores."""

    def __init__(self, raw: Mapping[str, Any], row: int) -> None:
        self.raw = {str(name): _storable(value) for name, value in raw.items()}
        self.row = row
        self.remarks: list[Remark] = []
        self._values: dict[str, Any] = {}
        for name, value in self.raw.items():
            if squashed(name) not in self._values or value not in (None, ""):
                self._values[squashed(name)] = value

    def rough(self, *names: str) -> str:
        """The first non-empty value among `names`, untouched but for being text."""
        for name in names:
            text = _as_text(self._values.get(squashed(name)))
            if text.strip():
                return text
        return ""

    def line(self, *names: str) -> str:
        """The value as one clean line."""
        return one_line(self.rough(*names))

    def text(self, *names: str) -> str:
        """The value as clean text, lines kept."""
        return normalise(self.rough(*names))

    def words(self, *names: str, split: str = ",") -> tuple[str, ...]:
        """The parts of a joined value, each clean and once."""
        parts = (one_line(part) for part in self.rough(*names).replace("，", ",").split(split))
        return tuple(dict.fromkeys(part for part in parts if part))

    def url(self, *names: str, base: str = "") -> str:
        """A usable web address or ""; what looks like one and is not is remarked."""
        rough = self.rough(*names)
        url = clean_url(rough, base=base)
        if not url and _looks_like_address(rough):
            self.remark(names[0], rough, "link_dropped")
        return url

    def remark(self, column: str, value: object, code: str) -> None:
        """Note something about one cell; the record is made all the same."""
        refused = RowRefused(column, value, code)
        self.remarks.append(Remark(row=self.row, column=column, value=refused.value, code=code, params=refused.params))

    def title(self, *names: str) -> str:
        """The title. Raises RowRefused: missing, too long, or with broken characters."""
        title = self.line(*names)
        if not title:
            raise RowRefused(names[0], "", "missing_title")
        if len(title) > TITLE_LIMIT:
            raise RowRefused(names[0], title, "title_too_long", limit=TITLE_LIMIT)
        if _BROKEN in title:
            raise RowRefused(names[0], title, "broken_text")
        return title

    def key(self, *names: str) -> str:
        """The source's number for it, as text: 900003, "900003" and 900003.0 are one. Raises RowRefused: missing."""
        key = self.line(*names).removesuffix(".0")
        if not key or len(key) > 100:
            raise RowRefused(names[0], key, "missing_key")
        return key


def read_items(
    items: Iterable[Any], parse: Callable[[Item], CallRecord], *, total: int | None = None, first_row: int = 1
) -> Reading:
    """Each item becomes a record or a refusal; the second item with a key is refused, pointing to the first."""
    records: list[CallRecord] = []
    refusals: list[Refusal] = []
    seen: dict[str, int] = {}
    row = first_row - 1
    for row, raw in enumerate(items, first_row):
        try:
            if not isinstance(raw, Mapping):
                raise RowRefused("", raw, "not_an_object")
            record = parse(Item(raw, row))
            first = seen.setdefault(record.key, row)
            if first != row:
                raise RowRefused("", record.key, "duplicate_key", first=first)
            records.append(record)
        except RowRefused as refused:
            refusals.append(refused.at(row))
    return Reading(records=tuple(records), refusals=tuple(refusals), rows=row - first_row + 1, total=total)


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "Y" if value else "N"
        case float() if value.is_integer():
            return str(int(value))
        case list():
            return ",".join(_as_text(part) for part in value)
        case Mapping():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def _storable(value: Any) -> Any:
    """The value as PostgreSQL's JSON takes it: no NUL, no lone surrogate, anything unusual as text."""
    match value:
        case str():
            return value.replace("\x00", "").encode("utf-8", "replace").decode()
        case None | bool() | int() | float():
            return value
        case list():
            return [_storable(part) for part in value]
        case Mapping():
            return {_storable(str(name)): _storable(inner) for name, inner in value.items()}
        case _:
            return str(value)


def _looks_like_address(text: str) -> bool:
    return "://" in text or text.strip().startswith(("www.", "/")) or ":" in text[:12]

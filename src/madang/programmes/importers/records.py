"""What every importer hands over: records, refusals row by row, and one error for a source that cannot be read."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from .reasons import say

# Signs of a value kept with a refusal or remark: enough to find the cell, not a whole notice.
_VALUE_LENGTH: Final = 200


class ImportFailed(Exception):  # noqa: N818
    """A source that cannot be read as a whole. `code` is a key of `reasons.REASONS`, `params` fill its sentence."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}
        super().__init__(say(code, "en", self.params))

    def reason(self, lang: str) -> str:
        """What is wrong and how to mend it, in `lang` (ko, zh or en; Django's codes too)."""
        return say(self.code, lang, self.params)


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something a person should know about one cell: the record was read all the same.

    `row` counts from 1 as a reader counts: rows of a table include the header, items of an answer do not.
    """

    row: int
    column: str
    value: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def reason(self, lang: str) -> str:
        """What is wrong and how to mend it, in `lang` (ko, zh or en; Django's codes too)."""
        return say(self.code, lang, {"column": self.column, "value": self.value, **self.params})


@dataclass(frozen=True, kw_only=True)
class Refusal(Remark):
    """Why one row gave no record."""


class RowRefused(Exception):  # noqa: N818
    """Raised inside a parser; the reading turns it into a `Refusal`."""

    def __init__(self, column: str, value: object, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.column, self.value, self.code = column, shortened(value), code
        self.params = {name: str(param) for name, param in params.items()}

    def at(self, row: int) -> Refusal:
        return Refusal(row=row, column=self.column, value=self.value, code=self.code, params=self.params)


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file the notice offers. `is_call_text` marks the notice itself, where the real rules stand."""

    name: str
    url: str
    is_call_text: bool = False


@dataclass(frozen=True, kw_only=True)
class CallRecord:
    """One call as its source tells it, in clean text and shared codes (`madang.engines.taxonomy`).

    `opens_at`, `closes_at`: aware, in `zone`. A date without a time opens at 00:00 and closes at 23:59:59.999999 of
    that day: the closing day counts in full. Without a closing date `window_note` holds the notice's own words, and
    `rolling` says that it takes applications all the time. `is_open` is the source's own flag, None where it has none.
    `rule` is an eligibility rule in JSON form, every leaf marked as machine-read, None where nothing was found.
    `sha256` covers `raw` less the fields that change by themselves: equal hash, nothing to update.
    """

    source: str
    key: str
    title: str
    raw: Mapping[str, Any]
    sha256: str
    row: int = 0
    language: str = "ko"
    titles: Mapping[str, str] = field(default_factory=dict)  # in other languages, by ko, zh, en
    summary: str = ""
    body: str = ""
    institution: str = ""
    institution_kind: str = ""  # a code of INSTITUTION_KINDS, or ""
    department: str = ""
    executor: str = ""
    umbrella: str = ""  # the consolidated call this one is part of
    supports: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()  # letters of KSIC sections named by the source
    stages: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()  # the source's own words, such as 대학생 or 중소기업
    tags: tuple[str, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    zone: str = "Asia/Seoul"
    window_note: str = ""
    rolling: bool = False
    page_url: str = ""
    guide_url: str = ""
    apply_url: str = ""
    contacts: str = ""
    how_to_apply: str = ""
    preference: str = ""
    target_note: str = ""
    exclusion_note: str = ""
    attachments: tuple[Attachment, ...] = ()
    is_open: bool | None = None
    made_at: datetime | None = None
    changed_at: datetime | None = None
    rule: Mapping[str, Any] | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What came out of one source: `rows` items went in, each is in `records` or in `refusals`, never in both.

    `total` is how many items the source says it has altogether (several pages), None where it does not say.
    """

    records: tuple[CallRecord, ...]
    refusals: tuple[Refusal, ...]
    rows: int
    total: int | None = None


def shortened(value: object) -> str:
    """A value as text that fits beside a reason."""
    text = "" if value is None else str(value)
    text = text.encode("utf-8", "replace").decode().replace("\x00", "")
    return text if len(text) <= _VALUE_LENGTH else f"{text[: _VALUE_LENGTH - 1]}…"


def fingerprint(raw: Mapping[str, Any], *, volatile: Iterable[str] = ()) -> str:
    """SHA-256 (hex) of a raw row in canonical JSON: sorted keys, numbers as text, empty values and `volatile` left out.

    So the JSON and the XML form of one item, and `1` and `"1"`, have one fingerprint.
    """
    skipped = set(volatile)
    kept = {str(name): value for name, value in raw.items() if name not in skipped}
    text = json.dumps(_canonical(kept), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _canonical(value: Any) -> Any:
    match value:
        case Mapping():
            items = ((str(name), _canonical(inner)) for name, inner in value.items())
            return {name: inner for name, inner in items if inner not in ("", {}, [])}
        case list() | tuple():
            return [_canonical(inner) for inner in value]
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value).strip()

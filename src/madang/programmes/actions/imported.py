"""From an imported record to the fields of a call, and which of them may still change it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import orjson

from madang.core.text import LANGUAGES, Text
from madang.programmes.importers.records import CallRecord, Remark
from madang.programmes.models import Call

# These say one thing together; when a person changed one of them, all stay.
WINDOW: Final = ("opens_at", "closes_at", "window_note", "zone")
TEXTS: Final = ("title", "summary", "body")
_URL_LENGTH: Final = {"apply_url": 200, "source_url": 500}
_NO_WINDOW: Final = {"ko": "공고문 확인", "zh": "以公告原文为准", "en": "See the notice"}
_HEADINGS: Final = {
    "target_note": {"ko": "신청 자격", "zh": "申请条件", "en": "Who may apply"},
    "exclusion_note": {"ko": "제외 대상", "zh": "不予支持", "en": "Who may not"},
    "preference": {"ko": "우대 사항", "zh": "优先条件", "en": "Preference"},
    "how_to_apply": {"ko": "신청 방법", "zh": "申请方式", "en": "How to apply"},
}
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_PHONE = re.compile(r"(?:\+\d{1,3}[\s-]?)?\(?\d{2,4}\)?[\s.-]?\d{3,4}[\s.-]?\d{4}|1\d{3}-\d{4}")
_LONGEST_APPLY_NOTE: Final = 300


@dataclass(frozen=True)
class Merge:
    """What a new record changes on a call, and the fields left as people changed them."""

    changes: Mapping[str, Any]
    kept: tuple[str, ...]


def fields_of(record: CallRecord) -> dict[str, Any]:
    """The fields of a call as a record gives them. Titles in other languages count as translations by people."""
    lang = record.language
    return {
        "title": Text.from_json({**record.titles, lang: record.title, "_src": lang}),
        "summary": said(record.summary, lang),
        "body": said(_body(record), lang),
        # A window of one moment tells only when it ends.
        "opens_at": None if record.opens_at == record.closes_at else record.opens_at,
        "closes_at": record.closes_at,
        "zone": record.zone,
        "window_note": "" if record.closes_at else (record.window_note or _NO_WINDOW[lang])[:120],
        "supports": list(record.supports),
        "sectors": list(record.sectors),
        "stages": list(record.stages),
        "regions": list(record.regions),
        "languages": [lang],
        "rule": orjson.loads(orjson.dumps(record.rule)) if record.rule else None,
        "contacts": _contacts(record.contacts),
        "apply_url": _fitting("apply_url", record.apply_url),
        "apply_note": _shortened(" · ".join(record.how_to_apply.split("\n")), _LONGEST_APPLY_NOTE),
        "source_url": _fitting("source_url", record.page_url or record.guide_url),
    }


def attachments_of(record: CallRecord) -> list[list[str]]:
    """The files a record offers, as [name, address]."""
    return [[_shortened(file.name, 200), file.url] for file in record.attachments if len(file.url) <= 500]


def remarks_of(record: CallRecord) -> tuple[Remark, ...]:
    """What a person should know about the row, with what the call could not hold."""
    if len(record.apply_url) <= _URL_LENGTH["apply_url"]:
        return record.remarks
    value = _shortened(record.apply_url, 200)
    return (*record.remarks, Remark(row=record.row, column="apply_url", value=value, code="link_too_long"))


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as plain JSON, the form in which two states of a call are compared."""
    return {name: _plain(value) for name, value in fields.items()}


def merge(call: Call, given: Mapping[str, Any], new: Mapping[str, Any]) -> Merge:
    """What may change: fields that still are as the source last gave them (`given`). Everything else is people's.

    A text is compared language by language, so a translation made here stays while the original follows its source.
    """
    changes: dict[str, Any] = {}
    kept: list[str] = []
    current = plain({name: getattr(call, name) for name in new})
    told = plain(new)
    window_kept = any(name in given and current[name] != given[name] for name in WINDOW)
    for name, value in new.items():
        before = given.get(name)
        if told[name] == before or current[name] == told[name]:
            continue
        if name in TEXTS:
            text, held = _merged_text(getattr(call, name), Text.from_json(before), value)
            if text != getattr(call, name):
                changes[name] = text
            kept += [name] if held else []
        elif (name in WINDOW and window_kept) or (name == "rule" and call.rule_checked_at) or current[name] != before:
            kept.append(name)
        else:
            changes[name] = value
    return Merge(changes, tuple(kept))


def status_of(record: CallRecord, closes_at: datetime | None, *, now: datetime) -> str:
    """Published, or closed where the window has passed or the source says it takes no more applications."""
    if closes_at is not None and closes_at <= now:
        return str(Call.Status.CLOSED)
    ahead = record.opens_at is not None and record.opens_at > now
    return str(Call.Status.CLOSED if record.is_open is False and not ahead else Call.Status.PUBLISHED)


def _merged_text(current: Text, before: Text, new: Text) -> tuple[Text, bool]:
    """The text with each language the source changed, unless a person changed that language; and whether one was held."""
    words = {lang: getattr(current, lang) for lang in LANGUAGES}
    held = False
    for lang in LANGUAGES:
        told, last = getattr(new, lang), getattr(before, lang)
        if told == last:
            continue
        if words[lang] == last:
            words[lang] = told
        elif words[lang] != told:
            held = True
    text = Text(words["ko"], words["zh"], words["en"], source=current.source or new.source, machine=current.machine)
    return text, held


def said(words: str, lang: str) -> Text:
    """Words of one language as a `Text`; empty words are an empty text."""
    return Text.from_json({lang: words, "_src": lang}) if words else Text()


def _body(record: CallRecord) -> str:
    """The notice's text, then what its fields say of conditions and ways to apply, each under its heading."""
    parts = [record.body] if record.body else []
    for name, heading in _HEADINGS.items():
        words = getattr(record, name)
        if words and words not in record.body:
            parts.append(f"## {heading[record.language]}\n\n{words}")
    return "\n\n".join(parts)


def _contacts(text: str) -> list[dict[str, str]]:
    """A desk to ask: its name, the first telephone number and the first address in the text."""
    if not text.strip():
        return []
    email = _EMAIL.search(text)
    rest = _EMAIL.sub(" ", text)
    phone = _PHONE.search(rest)
    name = " ".join(_PHONE.sub(" ", rest, count=1).split()).strip(" ,/()·:-")
    return [
        {
            "name": _shortened(name, 200),
            "phone": phone.group().strip() if phone else "",
            "email": email.group() if email else "",
        }
    ]


def _fitting(name: str, url: str) -> str:
    return url if len(url) <= _URL_LENGTH[name] else ""


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _plain(value: Any) -> Any:
    match value:
        case Text():
            return value.to_json()
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case _:
            return value

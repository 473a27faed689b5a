"""The arithmetic of the chain. Anyone with the rows and this page can check it: SHA-256 over canonical JSON, nothing secret."""

import hashlib
import json
from datetime import UTC, date
from typing import Any, Final

from .models import Entry

START: Final = "0" * 64


def canonical(entry: Entry) -> dict[str, Any]:
    """Everything an entry says, in JSON's own types; the moments in UTC to the microsecond."""
    return {
        "id": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "capacity": entry.capacity,
        "action": entry.action,
        "kind": entry.kind,
        "thing": entry.thing,
        "detail": entry.detail,
    }


def link_hash(previous: str, place: int, day: date, entry: Entry) -> str:
    return _sha256([previous, place, day.isoformat(), canonical(entry)])


def head_hash(previous_head: str, last_link: str, day: date, place: int) -> str:
    """`last_link`: the hash the day's chain ends with; of a day without entries, the head it started from."""
    return _sha256(["head", previous_head, last_link, day.isoformat(), place])


def _sha256(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

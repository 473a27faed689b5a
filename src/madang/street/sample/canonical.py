"""One fixed JSON text of a street, so that two machines can be compared by a hash."""

import json
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any

from .records import Street


def dumps(street: Street) -> str:
    """The street as JSON with sorted keys, ISO times and no spaces."""
    return json.dumps(asdict(street), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def digest(street: Street) -> str:
    """SHA-256 of `dumps`, in hexadecimal."""
    return sha256(dumps(street).encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no fixed form")

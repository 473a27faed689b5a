"""Forms that come ready, and forms from JSON text."""

import json
from functools import cache
from pathlib import Path
from typing import Any as Anything
from typing import Final

from .definition import Form
from .problems import DATA, FormError, Problem
from .reading import read

SHELF: Final = ("common", "robot_demonstration", "contest", "residency")
"""Names of the ready forms; the first is the default of a call."""


@cache
def ready(name: str) -> Form:
    """One of SHELF; raises KeyError for another name."""
    if name not in SHELF:
        raise KeyError(name)
    return loads(Path(DATA / f"{name}.json").read_text(encoding="utf-8"))


def loads(text: str) -> Form:
    """The form a JSON text holds. Raises FormError, for broken JSON too; a key that stands twice is refused."""
    try:
        data = json.loads(text, object_pairs_hook=_unique)
    except FormError:
        raise
    except json.JSONDecodeError as error:
        raise FormError([Problem("", "not_json", {"line": error.lineno, "column": error.colno})]) from error
    except (RecursionError, ValueError) as error:  # nested past the stack, or a number of thousands of digits
        raise FormError([Problem("", "too_deep")]) from error
    return read(data)


def _unique(pairs: list[tuple[str, Anything]]) -> dict[str, Anything]:
    found: dict[str, Anything] = {}
    for key, value in pairs:
        if key in found:
            raise FormError([Problem(key[:80], "twice", {"value": key[:80]})])
        found[key] = value
    return found

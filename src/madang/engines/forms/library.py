"""The shared question library: what questions mean, so that one answer serves many forms. Data: `data/library.csv`."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any as Anything

from .problems import DATA
from .words import Words

_TEXTS = ("text", "long_text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One question of the library.

    `limits` are the JSON limits a form starts from. `by_language`: the answer is prose of one language, not figures,
    codes or names. `valid_days`: days after which an answer counts as old, None: never.
    `identity`: tells who applies, so blind review hides it. `profile`: the fact of the startup's profile that answers
    it: a field or list of `startups.models.Startup`, `facts.KEY` of `engines.eligibility.Facts`, `papers.KIND` of the
    wallet, or "".
    """

    code: str
    group: str
    kind: str
    label: Words
    help: Words
    limits: Mapping[str, Anything]
    valid_days: int | None
    identity: bool
    by_language: bool
    profile: str
    source: str

    def fits(self, kind: str) -> bool:
        """Whether a question of that kind may carry this meaning: the two lengths of text stand for one another."""
        return kind == self.kind or (kind in _TEXTS and self.kind in _TEXTS)

    def valid_until(self, as_of: date) -> date | None:
        """The last day an answer of that day counts as fresh."""
        if self.valid_days is None:
            return None
        return as_of + timedelta(days=min(self.valid_days, (date.max - as_of).days))

    def defaults(self) -> dict[str, Anything]:
        """What a question of a form takes over when it does not say it itself."""
        return {
            "kind": self.kind,
            "label": self.label.to_json(),
            "help": self.help.to_json(),
            "limits": dict(self.limits),
            "hidden_from_reviewers": self.identity,
        }


@cache
def meanings() -> Mapping[str, Meaning]:
    """Every meaning by code, in the order of the file."""
    with (DATA / "library.csv").open(encoding="utf-8", newline="") as file:
        found = [_meaning(row) for row in csv.DictReader(file)]
    return MappingProxyType({meaning.code: meaning for meaning in found})


def _meaning(row: Mapping[str, str]) -> Meaning:
    return Meaning(
        code=row["code"],
        group=row["group"],
        kind=row["kind"],
        label=Words(row["ko"], row["zh"], row["en"]),
        help=Words(row["help_ko"], row["help_zh"], row["help_en"]),
        limits=MappingProxyType(json.loads(row["limits"] or "{}")),
        valid_days=int(row["valid_days"]) if row["valid_days"] else None,
        identity=row["identity"] == "yes",
        by_language=row["by_language"] == "yes",
        profile=row["profile"],
        source=row["source"],
    )

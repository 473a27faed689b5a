"""One concept: what it is called in three languages, where it hangs, and when a form does not count."""

import re
from dataclasses import dataclass

from madang.engines.retrieval.tokens import Lang

LANGS: tuple[Lang, ...] = ("ko", "zh", "en")
KINDS = (
    "support", "money", "space", "sector", "technology", "stage", "founder", "place", "procedure", "document",
    "equipment", "certification", "market", "body", "people", "need", "general",
)  # fmt: skip
SOURCES = ("glossary", "taxonomy", "notice", "law", "usage")
STATUSES = ("confirmed", "draft")

_RULE = re.compile(r"(?P<form>.+?)\s+(?:(?P<verb>near|not in)\s+(?P<others>.+)|alone)")


@dataclass(frozen=True, slots=True)
class Rule:
    """When a form of a concept counts.

    near : only where one of these also stands in the text. not_in : not where it is part of one of these.
    alone : only as a whole word; a Korean particle may follow.
    """

    form: str
    near: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing people look for. `ko`, `zh` and `en` are the forms it takes in texts, the one shown to people first.

    `weight` (0 to 1) says how much sharing it tells: 1 for a robot, 0.2 for "support". `line` is `file:line`.
    """

    id: str
    kind: str
    ko: tuple[str, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    weight: float = 1.0
    rules: tuple[Rule, ...] = ()
    source: str = "usage"
    status: str = "draft"
    note: str = ""
    line: str = ""

    def forms(self, lang: Lang) -> tuple[str, ...]:
        match lang:
            case "ko":
                return self.ko
            case "zh":
                return self.zh
            case "en":
                return self.en

    def name(self, lang: Lang) -> str:
        """What it is called in a language; in English, then Korean, then Chinese where that has no word for it."""
        return next((forms[0] for forms in (self.forms(lang), self.en, self.ko, self.zh) if forms), self.id)


@dataclass(frozen=True, slots=True)
class Spot:
    """A concept met in a text, at `text[start:end]` of the text as given; `form` is the lexicon's own spelling of it."""

    concept: str
    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a lexicon file, in words a person who edits it can act on."""

    where: str
    said: str

    def __str__(self) -> str:
        return f"{self.where}: {self.said}"


def rules_of(cell: str) -> tuple[Rule, ...]:
    """The rules of a cell. Raises ValueError that quotes the one that cannot be read."""
    return tuple(_rule(part) for part in parts_of(cell))


def _rule(text: str) -> Rule:
    found = _RULE.fullmatch(text)
    if not found:
        raise ValueError(f'"{text}" is no rule: write "FORM near A|B", "FORM not in X|Y" or "FORM alone"')
    others = tuple(one.strip() for one in (found.group("others") or "").split("|") if one.strip())
    if found.group("verb") and not others:
        raise ValueError(f'"{text}" names no other words')
    near = others if found.group("verb") == "near" else ()
    not_in = others if found.group("verb") == "not in" else ()
    return Rule(found.group("form"), near, not_in, alone=not found.group("verb"))


def parts_of(cell: str) -> tuple[str, ...]:
    """What stands between the semicolons of a cell, each once."""
    parts = (" ".join(part.split()) for part in cell.replace("；", ";").split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))

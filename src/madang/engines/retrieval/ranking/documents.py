"""Documents and topics as JSON lines, read with clear errors: one object a line, UTF-8."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from madang.engines.retrieval.tokens import Lang

PROBLEM_LIMIT = 20
"""Problems told of one file; more are counted."""

LANGS: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True, slots=True)
class Document:
    """A programme or call in the one language it was written in."""

    id: str
    lang: Lang
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One need, as a person would type it in each language; "" where nobody wrote it."""

    id: str
    ko: str = ""
    zh: str = ""
    en: str = ""

    def phrasings(self) -> list[tuple[Lang, str]]:
        """(language, words) of every language it is written in."""
        said: tuple[tuple[Lang, str], ...] = (("ko", self.ko), ("zh", self.zh), ("en", self.en))
        return [(lang, words) for lang, words in said if words.strip()]


_Row = TypeVar("_Row", Document, Topic)


class DataError(ValueError):
    """A file of data cannot be used; `problems` says where and why, a line each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        more = len(problems) - PROBLEM_LIMIT
        super().__init__("\n".join([*problems[:PROBLEM_LIMIT], *([f"... and {more} more"] if more > 0 else [])]))


def read_documents(path: Path) -> list[Document]:
    """Lines `{"id", "lang", "title", "text"}`, lang one of ko, zh, en; further keys are ignored, a number as id is
    taken as text.

    Raises DataError for lines that are not so and for an id given twice, OSError for a file that cannot be opened.
    """
    problems: list[str] = []
    out: dict[str, Document] = {}
    for where, row in _objects(path, problems):
        said = _texts(row, ("id", "lang"), ("title", "text"))
        if not said and row["lang"] not in LANGS:
            said = [f'lang "{row["lang"]}" is none of {", ".join(LANGS)}']
        if not said and row["id"] in out:
            said = [f'id "{row["id"]}" is given twice']
        if not said and not (row.get("title") or row.get("text") or "").strip():
            said = ["has neither title nor text"]
        problems += [f"{where}: {one}" for one in said]
        if not said:
            out[row["id"]] = Document(row["id"], row["lang"], row.get("title") or "", row.get("text") or "")
    return _sound(path, list(out.values()), problems)


def read_topics(path: Path) -> list[Topic]:
    """Lines `{"id", "ko", "zh", "en"}`; a language may be missing, not all three. Raises as `read_documents` does."""
    problems: list[str] = []
    out: dict[str, Topic] = {}
    for where, row in _objects(path, problems):
        said = _texts(row, ("id",), LANGS)
        if not said and row["id"] in out:
            said = [f'id "{row["id"]}" is given twice']
        topic = None if said else Topic(row["id"], *(row.get(lang) or "" for lang in LANGS))
        if topic and not topic.phrasings():
            said = ["has no words in ko, zh or en"]
        problems += [f"{where}: {one}" for one in said]
        if topic and not said:
            out[topic.id] = topic
    return _sound(path, list(out.values()), problems)


def _objects(path: Path, problems: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            where = f"{path.name}:{number}"
            try:
                row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
            except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
                problems.append(f"{where}: is no JSON object: {error}")
                continue
            if isinstance(row, dict):
                yield where, row | {"id": str(row["id"])} if isinstance(row.get("id"), int) else row
            else:
                problems.append(f"{where}: is no JSON object but {type(row).__name__}")


def _texts(row: dict[str, Any], needed: Iterable[str], allowed: Iterable[str]) -> list[str]:
    out = [f'lacks "{key}"' for key in needed if row.get(key) in (None, "")]
    keys = [*needed, *allowed]
    return out + [f'"{key}" is no text' for key in keys if row.get(key) is not None and not isinstance(row[key], str)]


def _sound(path: Path, found: list[_Row], problems: list[str]) -> list[_Row]:
    if not found and not problems:
        problems.append(f"{path.name}: is empty")
    if problems:
        raise DataError(problems)
    return found

"""The form of a call while its staff write it: `engines.forms` JSON, moved and filled piece by piece. Nothing is saved here."""

import secrets
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from madang.engines.forms import Form, FormError, Meaning, Problem, read, ready, write
from madang.engines.forms.definition import OPTIONAL, SUBMIT

Draft = dict[str, Any]

# What a new question of a kind starts from, where the engine asks for more than nothing.
_STARTS: Final[dict[str, dict[str, Any]]] = {
    "choice": {"terms": "yes_no"},
    "table": {"columns": [{"id": "what", "kind": "text", "label": {"ko": "항목", "zh": "项目", "en": "Item"}}]},
    "consent": {"text": {"ko": "동의합니다.", "zh": "我同意。", "en": "I agree."}, "version": "1"},
}


@dataclass(frozen=True)
class Checked:
    """A draft as the engine reads it: the form, or every fault. `at`: faults by the id of their question or section."""

    form: Form | None
    problems: tuple[Problem, ...]
    at: dict[str, list[Problem]]


def ready_draft(name: str) -> Draft:
    """A ready form as a draft, everything written out. Raises KeyError for a name that is not on the shelf."""
    return write(ready(name))


def check(draft: Draft) -> Checked:
    """Read a draft and put each fault beside what it is about; faults of the whole stand under ""."""
    try:
        return Checked(read(draft), (), {})
    except FormError as error:
        at: dict[str, list[Problem]] = {}
        for problem in error.problems:
            at.setdefault(_owner(draft, problem.path), []).append(problem)
        return Checked(None, error.problems, at)


def _owner(draft: Draft, path: str) -> str:
    """The id of the question, or else of the section ("@id"), that a path leads into."""
    section = _number(path, "sections[")
    rows = draft.get("sections", [])
    if section is None or section >= len(rows):
        return ""
    inside = path.partition("].")[2]
    question = _number(inside, "questions[")
    if question is None or question >= len(rows[section]["questions"]):
        return f"@{rows[section]['id']}"
    return str(rows[section]["questions"][question]["id"])


def _number(path: str, head: str) -> int | None:
    digits = path[len(head) :].partition("]")[0] if path.startswith(head) else ""
    return int(digits) if digits.isdecimal() else None


def tidy(draft: Draft) -> Draft:
    """The draft written out whole where it can be read, else as it is."""
    form = check(draft).form
    return write(form) if form else draft


def questions(draft: Draft) -> Iterator[dict[str, Any]]:
    for section in draft["sections"]:
        yield from section["questions"]


def section_of(draft: Draft, key: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = next((one for one in draft["sections"] if one["id"] == key), None)
    return found


def question_of(draft: Draft, key: str) -> dict[str, Any] | None:
    return next((one for one in questions(draft) if one["id"] == key), None)


def home_of(draft: Draft, key: str) -> dict[str, Any] | None:
    """The section a question stands in."""
    return next((one for one in draft["sections"] if any(q["id"] == key for q in one["questions"])), None)


def earlier(draft: Draft, key: str) -> list[dict[str, Any]]:
    """The questions that stand before a question, or before a section ("@id"): what its condition may look at."""
    found: list[dict[str, Any]] = []
    for section in draft["sections"]:
        if f"@{section['id']}" == key:
            return found
        for question in section["questions"]:
            if question["id"] == key:
                return found
            found.append(question)
    return found


def place_question(draft: Draft, key: str, body: dict[str, Any]) -> Draft:
    """The draft with `body` in the place of a question; its id stays."""
    made = deepcopy(draft)
    held = question_of(made, key)
    if held is not None:
        held.clear()
        held.update(body | {"id": key})
    return made


def place_section(draft: Draft, key: str, body: dict[str, Any]) -> Draft:
    """The draft with title, help and condition of a section changed; its questions stay."""
    made = deepcopy(draft)
    held = section_of(made, key)
    if held is not None:
        held |= {name: body[name] for name in ("title", "help", "shown_if") if name in body}
    return made


def add_section(draft: Draft, title: dict[str, str]) -> tuple[Draft, str]:
    """A new empty section at the end, and its id."""
    made = deepcopy(draft)
    key = _fresh({section["id"] for section in made["sections"]}, "section")
    made["sections"].append({"id": key, "title": title, "help": {}, "shown_if": None, "questions": []})
    return made, key


def add_question(draft: Draft, section: str, kind: str, label: dict[str, str]) -> tuple[Draft, str]:
    """A new question of a kind at the end of a section, and its id."""
    made = deepcopy(draft)
    home = section_of(made, section)
    key = _fresh({question["id"] for question in questions(made)}, kind)
    if home is not None:
        body = {"id": key, "kind": kind, "label": label, "required": OPTIONAL, "limits": _STARTS.get(kind, {})}
        home["questions"].append(deepcopy(body))
    return tidy(made), key


def take(draft: Draft, section: str, meaning: Meaning) -> tuple[Draft, str]:
    """A question of the shared library at the end of a section; consents are needed from the start, the rest if asked for."""
    made = deepcopy(draft)
    home = section_of(made, section)
    taken = {question["id"] for question in questions(made)}
    key = meaning.code if meaning.code not in taken else _fresh(taken, meaning.code[:30])
    if home is not None:
        required = SUBMIT if meaning.kind == "consent" else OPTIONAL
        home["questions"].append({"id": key, "meaning": meaning.code, "required": required} | meaning.defaults())
    return tidy(made), key


def remove(draft: Draft, key: str) -> Draft:
    """The draft without a question, or without a whole section ("@id")."""
    made = deepcopy(draft)
    if key.startswith("@"):
        made["sections"] = [section for section in made["sections"] if f"@{section['id']}" != key]
    for section in made["sections"]:
        section["questions"] = [question for question in section["questions"] if question["id"] != key]
    return made


def move(draft: Draft, key: str, step: int) -> Draft:
    """A question or a section ("@id") one place up (-1) or down (1). A question at the edge goes over into the next section."""
    made = deepcopy(draft)
    rows = made["sections"]
    if key.startswith("@"):
        _swap(rows, next((at for at, row in enumerate(rows) if f"@{row['id']}" == key), -1), step)
        return made
    for at, section in enumerate(rows):
        inside = section["questions"]
        place = next((n for n, question in enumerate(inside) if question["id"] == key), -1)
        if place < 0:
            continue
        if 0 <= place + step < len(inside):
            _swap(inside, place, step)
        elif 0 <= at + step < len(rows):
            over = rows[at + step]["questions"]
            over.insert(len(over) if step < 0 else 0, inside.pop(place))
        return made
    return made


def _swap(rows: list[Any], at: int, step: int) -> None:
    if at >= 0 and 0 <= at + step < len(rows):
        rows[at], rows[at + step] = rows[at + step], rows[at]


def _fresh(taken: set[str], stem: str) -> str:
    """An id nobody has had: drafts carry answers over by it, so one that was removed must not come back as another."""
    while True:
        key = f"{stem}_{secrets.token_hex(3)}"
        if key not in taken:
            return key

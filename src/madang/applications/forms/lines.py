"""Options and columns as lines one types: "로봇 | 机器人 | Robots". Codes stay with the words they were given to."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.core.text import LANGUAGES
from madang.engines.forms.definition import CELL_KINDS

LINE_HELP: Final = _("One choice a line: Korean | Chinese | English. A language may be left empty.")
COLUMN_HELP: Final = _(
    "One column a line: kind | Korean | Chinese | English. A star after the kind: it has to be filled in. Kinds:"
)


def options_lines(options: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(_said(option.get("label") or {}) for option in options)


def options_from(lines: str, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Options of the lines that have words. One that stood there keeps its code, so that answers stay readable."""
    labels = [_label(line.split("|")) for line in lines.splitlines() if line.strip(" |\t")]
    codes = _codes(labels, before, "code", "option")
    return [{"code": code, "label": label} for code, label in zip(codes, labels, strict=True)]


def columns_lines(columns: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(
        f"{one.get('kind', 'text')}{'*' if one.get('required') else ''} | {_said(one.get('label') or {})}"
        for one in columns
    )


def columns_from(lines: str, before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Columns of the lines; one that stood there with the same kind keeps its id and limits.

    Raises ValidationError for a kind that a column cannot have.
    """
    rows = [line.split("|") for line in lines.splitlines() if line.strip(" |\t")]
    kinds = [row[0].strip().rstrip("*").strip().lower() for row in rows]
    for kind in kinds:
        if kind not in CELL_KINDS:
            said = {"kind": kind[:40], "kinds": ", ".join(CELL_KINDS)}
            raise ValidationError(
                _("“%(kind)s” is no kind of column. Begin the line with one of: %(kinds)s."), "kind", said
            )
    labels = [_label(row[1:]) for row in rows]
    keys = _codes(labels, before, "id", "column")
    known = {one["id"]: one for one in before}
    made = []
    for row, kind, label, key in zip(rows, kinds, labels, keys, strict=True):
        held = known.get(key)
        limits = held.get("limits") or {} if held and held.get("kind") == kind else _start(kind)
        is_required = row[0].strip().endswith("*")
        made.append({"id": key, "kind": kind, "label": label, "required": is_required, "limits": limits})
    return made


def _start(kind: str) -> dict[str, Any]:
    return {"terms": "yes_no"} if kind == "choice" else {}


def _said(label: Mapping[str, str]) -> str:
    return " | ".join(label.get(lang, "") for lang in LANGUAGES).rstrip(" |") or ""


def _label(parts: Sequence[str]) -> dict[str, str]:
    """Words by language in the order of LANGUAGES; what follows a third bar belongs to the last."""
    whole = [*parts[:2], "|".join(parts[2:])] if len(parts) > len(LANGUAGES) else list(parts)
    return {lang: words for lang, part in zip(LANGUAGES, whole, strict=False) if (words := part.strip())}


def _codes(labels: Sequence[Mapping[str, str]], before: Sequence[Mapping[str, Any]], key: str, stem: str) -> list[str]:
    """A code for each label: that of the one with a wording in common, else of the one at its place, else a new one."""
    free = list(before)
    found: list[str] = [""] * len(labels)
    for at, label in enumerate(labels):
        twin = next((one for one in free if set((one.get("label") or {}).items()) & set(label.items())), None)
        if twin is not None:
            found[at] = twin[key]
            free.remove(twin)
    for at, code in enumerate(found):
        if not code and len(labels) == len(before) and before[at] in free:
            found[at] = before[at][key]
            free.remove(before[at])
    return [code or f"{stem}_{secrets.token_hex(3)}" for code in found]

"""What an import has to tell, in the reader's language: reasons of rows, and why a run could not go on."""

import json

from madang.core.text import reader_language
from madang.programmes.importers.reasons import REASONS, say

from .models import Call, ImportRun, Refusal


def reason(note: Refusal, lang: str = "") -> str:
    """Why a row was not taken, or what to know about it, and how to mend it; in the active language by default."""
    params = {"column": note.column, "value": note.value, **note.params}
    if note.code == "kept_edits":
        names = [Call._meta.get_field(name).verbose_name for name in note.params["fields"].split(",")]  # type: ignore[union-attr]
        params["fields"] = ", ".join(str(name) for name in names)
    return say(note.code, lang or reader_language(), params) if note.code in REASONS else note.code


def problem(run: ImportRun) -> str:
    """Why the run failed; empty when it did not."""
    if not run.problem:
        return ""
    told = json.loads(run.problem)
    return str(told["reason"]) if "reason" in told else say(told["code"], reader_language(), told["params"])

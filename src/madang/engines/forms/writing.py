"""Forms as JSON, complete and canonical, and the digest that names one version of a form for ever."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any as Anything

from . import figures
from .conditions import All, Any, Condition, Not, Test
from .definition import VERSION, Choice, Column, Form, Limits, Question, Section
from .words import Words


def write(form: Form) -> dict[str, Anything]:
    """The form as plain JSON values, everything written out: `read(write(form)) == form`, whatever the library says then."""
    return {
        "version": VERSION,
        "title": form.title.to_json(),
        "help": form.help.to_json(),
        "stages": list(form.stages),
        "sections": [_section(section) for section in form.sections],
    }


def digest(form: Form) -> str:
    """SHA-256 over the canonical JSON of the form, as 64 hex digits."""
    return sha256(canonical(write(form))).hexdigest()


def canonical(value: object) -> bytes:
    """JSON values as bytes that are the same for the same values: keys sorted, no spaces, ASCII.

    Raises ValueError for NaN and the infinities, TypeError for what is no JSON value.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")


def _section(section: Section) -> dict[str, Anything]:
    return {
        "id": section.id,
        "title": section.title.to_json(),
        "help": section.help.to_json(),
        "shown_if": condition_form(section.shown_if),
        "questions": [question_form(question) for question in section.questions],
    }


def question_form(question: Question) -> dict[str, Anything]:
    """One question as JSON values."""
    return {
        "id": question.id,
        "kind": question.kind,
        "label": question.label.to_json(),
        "help": question.help.to_json(),
        "meaning": question.meaning,
        "required": question.required,
        "shown_if": condition_form(question.shown_if),
        "hidden_from_reviewers": question.hidden_from_reviewers,
        "limits": limits_form(question.limits),
    }


def limits_form(limits: Limits) -> dict[str, Anything]:
    """The limits of a question or column as JSON values."""
    return {spec.name: _plain(getattr(limits, spec.name)) for spec in fields(limits)}


def condition_form(condition: Condition | None) -> dict[str, Anything] | None:
    """A condition as JSON values."""
    match condition:
        case None:
            return None
        case Test(question=question, operator=operator, value=value):
            return {"question": question, operator: list(value) if isinstance(value, tuple) else value}
        case Not(of=part):
            return {"not": condition_form(part)}
        case All(of=parts):
            return {"all": [condition_form(part) for part in parts]}
        case Any(of=parts):
            return {"any": [condition_form(part) for part in parts]}


def _plain(value: object) -> Anything:
    match value:
        case Words():
            return value.to_json()
        case Decimal():
            return figures.plain(value)
        case date():
            return value.isoformat()
        case Choice(code=code, label=label):
            return {"code": code, "label": label.to_json()}
        case Column():
            return {
                "id": value.id,
                "kind": value.kind,
                "label": value.label.to_json(),
                "required": value.required,
                "limits": limits_form(value.limits),
            }
        case tuple():
            return [_plain(part) for part in value]
        case Mapping():
            return {key: value[key] for key in sorted(value)}
        case _:
            return value

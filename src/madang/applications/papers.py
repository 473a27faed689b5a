"""The papers of an application: the receipt, and what was handed in, as PDF."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.core.documents import pdf
from madang.core.text import DJANGO_CODES

from .models import Application, Submission
from .printed import Told, parts_of

Fact = tuple[Any, Any]


def receipt(submission: Submission, *, lang: str) -> bytes:
    """The receipt in the reader's language. The same submission gives the same bytes."""
    held = submission.application
    with translation.override(DJANGO_CODES[lang]):
        body: list[Any] = [
            _("What was handed in is kept as it was. Its fingerprint below is the proof: one changed sign changes it.")
        ]
        if submission.in_grace:
            body.insert(0, _("Handed in within the grace that the call gives to drafts begun before it closed."))
        return pdf(
            "receipt",
            {
                "title": _("Receipt") if submission.number == 1 else _("Receipt of a correction"),
                "number": number_of(submission),
                "issuer": held.call.institution.name,
                "at": submission.submitted_at,
                "zone": held.call.zone,
                "facts": facts_of(submission),
                "body": body,
                "digest": submission.content_hash,
            },
            lang=lang,
        )


def application(submission: Submission) -> bytes:
    """What was handed in, in the language it was written in, so that everyone holds the same paper."""
    held = submission.application
    lang = held.language
    with translation.override(DJANGO_CODES[lang]):
        return pdf(
            "application",
            {
                "title": held.call.title,
                "number": number_of(submission),
                "issuer": held.call.institution.name,
                "at": submission.submitted_at,
                "zone": held.call.zone,
                "facts": facts_of(submission),
                "sections": [
                    {
                        "title": part.title.text,
                        "questions": [{"ask": one.label.text, "answer": _blocks(one)} for one in part.told],
                    }
                    for part in parts_of(submission, held, lang)
                ],
                "digest": submission.content_hash,
            },
            lang=lang,
        )


def number_of(submission: Submission) -> str:
    """The application's number; a later submission says which it is: "7KQ4-XN2P/2"."""
    number = submission.application.number or ""
    return number if submission.number == 1 else f"{number}/{submission.number}"


def facts_of(submission: Submission) -> list[Fact]:
    """What a receipt states, in the active language."""
    held: Application = submission.application
    facts: list[Fact] = [
        (_("Application number"), number_of(submission)),
        (_("Call"), held.call.title),
        (_("Institution"), held.call.institution.name),
        (_("Startup"), held.startup.name),
        (_("Handed in"), submission.submitted_at),
        (_("Handed in by"), str(submission.submitted_by)),
    ]
    answers = submission.content["answers"]
    facts.append((_("Answers"), ngettext("%(n)s answer", "%(n)s answers", len(answers)) % {"n": len(answers)}))
    return facts


def _blocks(told: Told) -> list[Any]:
    if told.is_empty:
        return []
    if told.rows:
        columns = [{"title": head.text} for head in told.heads]
        return [{"table": {"columns": columns, "rows": [list(row) for row in told.rows]}}]
    return [line for line in told.lines if line] or [""]

"""Applications as a workbook: one line each, every cell plain text, no formula and no link whatever was written."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, Final
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.translation import gettext as _

from madang.core.text import reader_language
from madang.engines.forms import Form, Question, show

from .arrived import HINTS
from .models import Application, Submission
from .reading import form_of

_LONGEST: Final = 32_000  # a cell holds 32,767 characters


def workbook(rows: Iterable[tuple[Application, Submission]], *, newest: Form, told: Callable[[], None]) -> bytes:
    """XLSX in the active language. `rows`: each application with what was handed in last; `newest`: the form whose questions
    give the columns, questions of older versions following as they come. `told` is called after each line.
    """
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": False, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(_("Applications")[:31])
    bold = book.add_format({"bold": True})
    lang = reader_language()
    columns: dict[str, int] = {}
    fixed = [
        _("Number"), _("Startup"), _("Title of the project"), _("State"), _("Language"), _("Handed in"),
        _("Handed in by"), _("Within the grace"), _("Submission"), _("Eligibility (hint)"), _("Fingerprint (SHA-256)"),
    ]  # fmt: skip
    for at, head in enumerate(fixed):
        sheet.write_string(0, at, head, bold)

    def column(question: Question) -> int:
        if question.id not in columns:
            columns[question.id] = len(fixed) + len(columns)
            sheet.write_string(0, columns[question.id], question.label.said(lang)[:_LONGEST], bold)
        return columns[question.id]

    for question in newest.questions():
        column(question)
    line = 0
    for line, (application, submission) in enumerate(rows, start=1):
        for at, word in enumerate(_facts(application, submission)):
            sheet.write_string(line, at, word)
        answers = submission.content.get("answers", {})
        for question in form_of(submission.form).questions():
            if (value := answers.get(question.id)) is not None:
                sheet.write_string(line, column(question), show(question, value, lang)[:_LONGEST])
        told()
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, line), len(fixed) + len(columns) - 1)
    book.close()
    return out.getvalue()


def _facts(application: Application, submission: Submission) -> list[str]:
    zone = ZoneInfo(application.call.zone)
    return [
        application.number or "",
        str(application.startup.name),
        application.title,
        str(application.get_state_display()),
        application.language,
        submission.submitted_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
        str(submission.submitted_by),
        _("yes") if submission.in_grace else "",
        str(submission.number),
        str(HINTS.get(application.eligibility, "")) if application.eligibility else "",
        submission.content_hash,
    ]


def plain_name(words: Any) -> str:
    """A name that is safe inside an archive: letters, digits, hyphens."""
    kept = "".join(sign if sign.isalnum() else "-" for sign in str(words)).strip("-")
    return "-".join(part for part in kept.split("-") if part)[:60] or "application"

"""The review board as a workbook: one line a review, with each criterion."""

from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from madang.core.text import Text

from .models import Assignment, Criterion, Stage


def workbook(stage: Stage) -> bytes:
    """XLSX of every review that stands, its scores as numbers and all else as plain text: no cell is ever a formula."""
    zone = ZoneInfo(stage.selection.call.zone)
    lines = list(Criterion.objects.filter(stage=stage).order_by("position", "pk"))
    letter, total = pgettext("of a reviewer", "Letter"), pgettext("of scores", "Total")
    heads = [
        _("Application"), _("Number"), pgettext("of an application", "Title"), _("Startup"), _("Language"), letter,
        _("Reviewer"), _("State"), total,
        *(str(line.name) for line in lines), _("For the applicant"), _("For the staff alone"), _("Handed in"),
    ]  # fmt: skip
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Reviews")[:31])
    bold, figure = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for number, one in enumerate(_reviews(stage), start=1):
        _line(sheet, number, one, lines, figure, zone)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, stage.assignments.count()), len(heads) - 1)
    book.close()
    return out.getvalue()


def _reviews(stage: Stage) -> Any:
    return (
        Assignment.objects.filter(stage=stage, state__in=["given", "done"])
        .select_related("case__application__startup", "reviewer__person", "review")
        .prefetch_related("review__scores")
        .order_by("case__label", "label")
    )


def _line(sheet: Any, number: int, one: Assignment, lines: list[Criterion], figure: Any, zone: ZoneInfo) -> None:
    review = getattr(one, "review", None)
    is_in = review is not None and one.state == Assignment.State.DONE
    application = one.case.application
    name = application.startup.name
    words = [
        one.case.label, application.number or "", application.title, str(name) if isinstance(name, Text) else name,
        application.language, one.label, str(one.reviewer), str(one.get_state_display()),
    ]  # fmt: skip
    for column, word in enumerate(words):
        sheet.write_string(number, column, word)
    if not is_in or review is None:
        return
    scores = {score.criterion_id: score.value for score in review.scores.all()}
    for column, value in enumerate([review.total, *(scores.get(line.pk) for line in lines)], start=len(words)):
        if value is not None:
            sheet.write_number(number, column, float(value), figure)
    at = review.submitted_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if review.submitted_at else ""
    for column, word in enumerate([review.to_applicant, review.to_staff, at], start=len(words) + 1 + len(lines)):
        sheet.write_string(number, column, word[:32_000])

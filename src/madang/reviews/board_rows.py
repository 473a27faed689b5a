"""Rows of the review board drawn without a template: 250 rows of five reviews each would be most of the page's time."""

from collections.abc import Sequence
from html import escape

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from madang.core import icons
from madang.core.templatetags.ui import said

from .board import Mark, Row

_HOLE = "0000000000000000"


def rows(listed: Sequence[Row], *, institution: str, call: str, stage: str, may_remind: bool) -> SafeString:
    """The body of the table. Everything that people wrote is escaped here."""
    draw = _Drawing(institution, call, stage, may_remind)
    return mark_safe("".join(draw.row(row) for row in listed))  # noqa: S308


class _Drawing:
    """The words and icons of one language, looked up once for all rows."""

    def __init__(self, institution: str, call: str, stage: str, may_remind: bool) -> None:
        self.address = reverse("reviews:plan_case", args=[institution, call, stage, _HOLE])
        self.may_remind = may_remind
        far, asked, late = _("far from the others"), _("a question is open"), pgettext("of a review", "late")
        waiting, reminded = pgettext("of a review", "open"), pgettext("of a reviewer", "reminded")
        self.far = str(icons.draw("warning", label=far, size=16))
        self.asked = str(icons.draw("mail", label=asked, size=16))
        self.late = f'<span class="urgent">{escape(late)}</span>'
        self.waiting = f'<span class="muted">{escape(waiting)}</span>'
        self.reminded = f'<span class="muted">{escape(reminded)}</span>'
        self.remind = escape(_("Remind"))
        nobody = _("Nobody yet.")
        self.nobody = f'<span class="muted">{escape(nobody)}</span>'

    def row(self, row: Row) -> str:
        startup = conditional_escape(said(row.startup))  # `said` marks another language and leaves the rest as it is
        marks = "".join([self._mark(mark) for mark in row.marks]) or f"<li>{self.nobody}</li>"
        tone = ' class="muted"' if row.state != "in_field" else ""
        return (
            f'<tr id="c-{row.label}"{tone}><th scope="row"><a href="{self.address.replace(_HOLE, row.case)}">'
            f'<span class="num">{row.label}</span> {escape(row.title)}</a><p class="small muted">{startup}</p></th>'
            f'<td class="end num f-one">{_figure(row.mean)}</td><td class="end num hide">{_figure(row.spread)}</td>'
            f'<td class="end num hide">{row.missing or "–"}</td>'
            f'<td class="f-state"><ul class="row row-tight small">{marks}</ul></td></tr>'
        )

    def _mark(self, mark: Mark) -> str:
        said_now = f'<b class="num">{_figure(mark.total)}</b>' if mark.total is not None else self.waiting
        if mark.late:
            said_now = self.late
        extra = (self.far if mark.far else "") + (self.asked if mark.asked else "")
        button = ""
        if mark.total is None and mark.state == "given":
            if mark.reminded:
                button = f" {self.reminded}"
            elif self.may_remind:
                button = (
                    f' <button class="linklike alone" name="remind" value="{mark.assignment}">{self.remind}'
                    f'<span class="vh"> {escape(mark.name)}</span></button>'
                )
        return f'<li><span class="num muted">{mark.label}</span> {escape(mark.name)} {said_now}{extra}{button}</li>'


def _figure(value: float | None) -> str:
    return "–" if value is None else number_format(round(value, 2), use_l10n=True)

"""A decision on paper: the ranked list and the minutes, as a workbook, as PDF, and as the JSON it was reckoned from."""

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter import Workbook

from madang.core.documents import pdf
from madang.core.documents.shapes import Column, Item, Table

from .models import Decision
from .ranking import Names, Row, rows

# Cells are text, all of them: nothing that someone typed into an application is ever taken for a formula or a link.
_AS_TEXT: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# The longest text a cell of a workbook takes.
_CELL: Final = 32_000


def heads() -> list[str]:
    """The columns of the ranked list."""
    return [
        _("Rank"), _("Case label"), _("Application number"), _("Application"), _("Startup"), _("What becomes of it"),
        _("Number on the reserve list"), _("Score of the stage"), _("Bonus"), _("Deduction"), _("Weighted total"),
    ]  # fmt: skip


def cells(row: Row) -> list[str]:
    """One application as text, in the order of `heads`."""
    application = row.case.application
    return [
        _some(row.rank), row.case.label, application.number or "", application.title, application.startup.name.said().text,
        row.status_words, _some(row.reserve), _some(row.score), _some(row.bonus), _some(row.deduction), _some(row.total),
    ]  # fmt: skip


def _some(value: object) -> str:
    return "" if value is None else str(value)


def facts(decision: Decision) -> list[tuple[str, Any]]:
    """What every report says first."""
    call = decision.selection.call
    said: list[tuple[str, Any]] = [
        (_("Call"), call.title),
        (_("Institution"), call.institution.name),
        (pgettext("of a selection", "Stage"), decision.stage.name or decision.stage.get_kind_display()),
        (_("Decision"), f"{decision.get_kind_display()}, {decision.get_state_display()}"),
        (_("Decided by"), str(decision.get_used_display())),
        (_("Proposed"), decision.proposed_at),
        (_("Proposed by"), str(decision.proposed_by)),
    ]
    if decision.approved_at:
        said += [(_("Approved"), decision.approved_at), (_("Approved by"), str(decision.approved_by))]
    if decision.released_at:
        said.append((_("Told to applicants"), decision.released_at))
    return [*said, (_("Fingerprint of the input"), decision.input_hash)]


def workbook(decision: Decision, names: Names) -> bytes:
    """Three sheets: the ranked list, every step of it, the minutes. The same decision gives the same cells."""
    out = BytesIO()
    book = Workbook(out, _AS_TEXT)
    book.set_properties({"created": decision.proposed_at.replace(tzinfo=None), "title": decision.public_id})
    bold = book.add_format({"bold": True})
    listed = rows(decision.result, decision.stage, names)
    _sheet(book, _("Ranked list"), heads(), [cells(row) for row in listed], bold)
    steps = [[row.case.label, step.what, step.note, step.formula, step.value] for row in listed for step in row.steps]
    titles = [_("Case label"), _("What is reckoned"), _("Remark"), _("Sum as it stands"), _("Comes to")]
    _sheet(book, _("Steps"), titles, steps, bold)
    minutes = [[str(term), _plain(value)] for term, value in facts(decision)]
    minutes += [[_("Present"), name] for name in decision.present]
    minutes += [[_("Minutes"), part] for part in decision.minutes.splitlines() if part.strip()]
    _sheet(book, _("Minutes"), [_("Subject"), _("What was written")], minutes, bold)
    book.close()
    return out.getvalue()


def _plain(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat(timespec="minutes"))
    return value.said().text if hasattr(value, "said") else str(value)


def _sheet(book: Workbook, title: str, columns: Sequence[str], lines: Sequence[Sequence[str]], bold: Any) -> None:
    sheet = book.add_worksheet(title[:31])
    for place, words in enumerate(columns):
        sheet.write_string(0, place, words, bold)
    for number, line in enumerate(lines, start=1):
        for place, words in enumerate(line):
            sheet.write_string(number, place, words[:_CELL])
    sheet.freeze_panes(1, 0)
    sheet.autofit()


def ranking_pdf(decision: Decision, names: Names, *, lang: str) -> bytes:
    """The ranked list on paper, with room to sign."""
    shown = [0, 1, 3, 4, 5, 6, 7, 10]
    titles = heads()
    share = {0: 0.6, 1: 0.7, 3: 2.6, 4: 1.8, 5: 1.3, 6: 0.9, 7: 0.9, 10: 0.9}
    listed = [cells(row) for row in rows(decision.result, decision.stage, names)]
    columns: list[Column] = [{"title": titles[place], "share": share[place]} for place in shown]
    table: Table = {
        "columns": columns,
        "rows": [[line[place] for place in shown] for line in listed],
        "caption": _("Ranked list"),
    }
    return pdf(
        "report",
        {
            "title": _("Ranked list"),
            "number": decision.public_id,
            "issuer": decision.selection.call.institution.name,
            "at": decision.proposed_at,
            "zone": decision.selection.call.zone,
            "facts": facts(decision),
            "body": [{"table": table}],
            "wide": True,
        },
        lang=lang,
    )


def minutes_pdf(decision: Decision, names: Names, *, lang: str) -> bytes:
    """The minutes on paper: who was there, what was said, what was decided; whoever was present signs."""
    listed = rows(decision.result, decision.stage, names)
    taken = [row for row in listed if row.status in ("selected", "goes_on", "reserve")]
    points = [
        f"{row.rank or '–'}  {row.case.label}  {row.case.application.title}  ({row.status_words})" for row in taken
    ]
    settled = [
        f"{', '.join(names.cases[one].label for one in order['order'] if one in names.cases)}: {order.get('why', '')}"
        for order in decision.given.get("settled", [])
    ]
    said = [part for part in decision.minutes.split("\n\n") if part.strip()]
    items: list[Item] = [
        {
            "title": _("What was said"),
            "body": said or ["–"],
        },
        {"title": _("Who goes on, is selected or in reserve"), "body": [{"points": points}] if points else ["–"]},
    ]
    if settled:
        items.insert(1, {"title": _("Ties that were put in order"), "body": [{"points": settled}]})
    return pdf(
        "minutes",
        {
            "title": _("Minutes"),
            "number": decision.public_id,
            "issuer": decision.selection.call.institution.name,
            "at": decision.proposed_at,
            "zone": decision.selection.call.zone,
            "facts": facts(decision),
            "items": items,
            "signatures": [(name, "") for name in decision.present],
        },
        lang=lang,
    )


def everything(decision: Decision) -> bytes:
    """What the engine was asked and what it answered: `python -m madang.engines.selection` reckons it again."""
    said = {
        "decision": decision.public_id,
        "kind": decision.kind,
        "state": decision.state,
        "input_hash": decision.input_hash,
        "given": decision.given,
        "result": decision.result,
    }
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

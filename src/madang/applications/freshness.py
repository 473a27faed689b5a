"""Papers of an application that are older than the call takes: each with the day until which it counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.core import moments
from madang.core.policy import Reason
from madang.startups.models import Document
from madang.startups.wallet.standing import fit

from .deadline import Deadline
from .models import AttachedFile
from .reading import Sheet, day_of


@dataclass(frozen=True, slots=True)
class Aged:
    """A file that does not meet the call's own limit of age.

    `code`: "old", "lapsing" (it says itself that it ends before) or "undated" (nobody knows when it was issued). `until`: the
    last day it counts; `by`: the day it has to count on, the call's closing. `must`: the call asks everyone for this paper,
    so that handing it in as it is has to be said in so many words.
    """

    file: AttachedFile
    code: str
    days: int
    until: date | None
    by: date
    must: bool

    @property
    def why(self) -> Reason:
        """What is wrong and what to do, in the active language."""
        if self.code == "undated" or self.until is None:
            words = ngettext(
                "The call takes this paper for %(n)s day after its issue, but nobody has said when it was issued. "
                "Write the day of issue down among your documents.",
                "The call takes this paper for %(n)s days after its issue, but nobody has said when it was issued. "
                "Write the day of issue down among your documents.",
                self.days,
            )
            return words % {"n": self.days}
        told = {"n": self.days, "until": moments.day(self.until), "by": moments.day(self.by)}
        if self.code == "lapsing":
            return (
                _("By its own words it counts until %(until)s; it has to count on %(by)s. Attach a newer one.") % told
            )
        words = ngettext(
            "The call takes this paper for %(n)s day after its issue, so it counts until %(until)s; it has to count on "
            "%(by)s. Attach a newer one.",
            "The call takes this paper for %(n)s days after its issue, so it counts until %(until)s; it has to count on "
            "%(by)s. Attach a newer one.",
            self.days,
        )
        return words % told


def aged(sheet: Sheet, window: Deadline, *, now: datetime) -> list[Aged]:
    """Files that are too old for the call, in the order of its list of documents. Asks the database nothing.

    Of several papers of a kind the best counts. Kinds the call sets no limit for are left to the wallet.
    """
    by = moments.day_of(window.closes_at, window.zone) if window.closes_at else day_of(sheet.application, now)
    asked_for = {question.id for _section, questions in sheet.sections for question in questions}
    attached = [file for key, files in sheet.files.items() if key in asked_for for file in files]
    return list(_aged(sheet.application.call.documents, attached, by))


def _aged(asked: list[dict[str, object]], attached: list[AttachedFile], by: date) -> Iterator[Aged]:
    for one in asked:
        days, kind = one.get("within_days"), one.get("kind")
        if not isinstance(days, int) or not isinstance(kind, str):
            continue
        held: dict[int, AttachedFile] = {id(file.document): file for file in attached if file.document.kind == kind}
        documents: list[Document] = [file.document for file in held.values()]
        best = fit(documents, kind, closes_on=by, within_days=days)
        if best.document is None or best.code == "fits":
            continue
        issued = best.document.issued_on
        until = issued + timedelta(days=days) if best.code == "old" and issued else best.ends
        must = one.get("required") is not False and best.code != "undated"
        yield Aged(held[id(best.document)], best.code, days, until, by, must)

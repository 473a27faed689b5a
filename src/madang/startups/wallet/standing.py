"""How a startup stands with its documents on a day: the nine most calls ask for, what lapses, what a call would take."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from madang.startups.models import Document, Paper, Startup

from .kinds import NINE, Asked, usual_end

SOON: Final = timedelta(days=14)


class State(StrEnum):
    """held; lapsing (two weeks or less to go); lapsed; listed (in the profile, without its file); missing;
    later (comes with founding); optional (only for those who have one).
    """

    HELD = "held"
    LAPSING = "lapsing"
    LAPSED = "lapsed"
    LISTED = "listed"
    MISSING = "missing"
    LATER = "later"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Standing:
    """One document on a day. `ends`: the last day it counts, None for ever; `stated`: it says so itself, else by usage."""

    document: Document
    state: State
    ends: date | None
    stated: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the checklist: a kind, how the startup stands, and the best document of the kind."""

    kind: str
    share: int
    state: State
    best: Standing | None = None
    paper: Paper | None = None

    @property
    def settled(self) -> bool:
        """Nothing is to be done."""
        return self.state in {State.HELD, State.LATER, State.OPTIONAL}


@dataclass(frozen=True, slots=True)
class Fit:
    """What a call would take of the wallet: the best document, if any, and a code: "fits", "lapsing" (before the call
    closes), "old" (issued longer ago than the call takes), "undated" (the call asks for a day of issue) or "missing".
    """

    code: str
    document: Document | None = None
    ends: date | None = None


def ends_on(document: Document) -> tuple[date | None, bool]:
    """The last day it counts and whether the document says so itself; (None, True): it does not lapse."""
    if document.valid_until:
        return document.valid_until, True
    end = usual_end(document.kind, document.issued_on)
    return end, end is None


def standing(document: Document, today: date) -> Standing:
    end, stated = ends_on(document)
    if end is None or end - today > SOON:
        state = State.HELD
    else:
        state = State.LAPSED if end < today else State.LAPSING
    return Standing(document, state, end, stated)


def best_of(documents: Iterable[Document]) -> Document | None:
    """The one that counts longest; of those the one issued, then uploaded, last."""
    return max(
        documents,
        key=lambda one: (ends_on(one)[0] or date.max, one.issued_on or date.min, one.uploaded_at, one.pk),
        default=None,
    )


def checklist(startup: Startup, documents: Collection[Document], papers: Collection[Paper], today: date) -> list[Row]:
    """The nine documents most calls ask for, in the order of how many do. `documents`: the current ones."""
    return [_row(asked, startup, documents, papers, today) for asked in NINE]


def _row(
    asked: Asked, startup: Startup, documents: Collection[Document], papers: Collection[Paper], today: date
) -> Row:
    best = best_of(one for one in documents if one.kind == asked.kind)
    if best:
        found = standing(best, today)
        return Row(asked.kind, asked.share, found.state, found)
    listed = [one for one in papers if one.kind == asked.kind and one.document_id is None]
    if listed:
        paper = max(listed, key=lambda one: (one.issued_on, one.pk))
        return Row(asked.kind, asked.share, State.LISTED, paper=paper)
    if asked.founded and startup.founding_type == Startup.Founding.PRE_FOUNDER:
        return Row(asked.kind, asked.share, State.LATER)
    return Row(asked.kind, asked.share, State.OPTIONAL if asked.ours else State.MISSING)


def needing(rows: Iterable[Row], documents: Iterable[Document], today: date) -> tuple[list[Standing], list[Row]]:
    """What a desk is to tell: documents of any kind that lapsed or soon will, soonest first, and kinds without a file."""
    rows = list(rows)
    # An older copy of a kind that has a better one needs nothing.
    by_kind: dict[str, list[Document]] = {}
    for one in documents:
        by_kind.setdefault(one.kind if one.kind != "other" else one.public_id, []).append(one)
    best = [standing(found, today) for held in by_kind.values() if (found := best_of(held))]
    lapsing = [one for one in best if one.state in {State.LAPSED, State.LAPSING}]
    missing = [row for row in rows if row.state in {State.MISSING, State.LISTED}]
    return sorted(lapsing, key=lambda one: (one.ends or date.max, one.document.pk)), missing


def fit(documents: Iterable[Document], kind: str, *, closes_on: date, within_days: int | None = None) -> Fit:
    """What a call that closes on a day would take as its `kind`. `within_days`: issued at most so long before that day.

    A usual validity only warns ("lapsing") where the call says nothing itself: its own words go before usage.
    """
    found = [_fit(one, closes_on, within_days) for one in documents if one.kind == kind]
    order = ("fits", "lapsing", "undated", "old")
    return min(
        found,
        key=lambda one: (order.index(one.code), -(one.document.pk if one.document else 0)),
        default=Fit("missing"),
    )


def _fit(document: Document, closes_on: date, within_days: int | None) -> Fit:
    end, stated = ends_on(document)
    if within_days is not None:
        if document.issued_on is None:
            return Fit("undated", document, end)
        if document.issued_on < closes_on - timedelta(days=within_days):
            return Fit("old", document, end)
        end = end if stated else None
    return Fit("lapsing" if end and end < closes_on else "fits", document, end)

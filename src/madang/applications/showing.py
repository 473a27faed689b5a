"""What a page shows of one question: its field, how the answer came here, what is wrong with it, what else is known."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.core import figures, moments
from madang.core.text import reader_language
from madang.engines.forms import faults, length, show
from madang.engines.forms.definition import OPTIONAL, ConsentLimits, FileLimits, Question, TextLimits
from madang.engines.forms.prefill import EXPIRED, LANGUAGE, LIMITS, Offer
from madang.engines.forms.problems import Problem

from .bank import Bank, offers
from .controls import Drawn, Sent, Worded, draw, worded
from .models import AttachedFile, Entry
from .reading import Sheet, day_of


@dataclass(frozen=True)
class Asked:
    """One question on the writing page.

    `needed`: it has to be there to hand in; `later`: at a later stage of the call. `version`: of the answer that stands, 0
    where there is none. `folded`: it was answered from what is known, so it is not asked again but may be looked at.
    `state`: "saved", "kept" (on the server before this page), "" (nothing yet), "clash" or "wrong". `offer`: something of
    the answer bank that was not filled in unasked.
    """

    question: Question
    label: Worded
    help: Worded
    needed: bool
    later: bool
    drawn: Drawn | None
    version: int
    value: Any
    said: str
    source: str
    as_of: date | None
    age: str
    written: str
    by: str
    counted: str
    faults: tuple[str, ...]
    files: tuple[AttachedFile, ...]
    offer: Offer | None
    offer_said: str
    offer_age: str
    folded: bool
    state: str = ""
    theirs: str = ""
    mine: str = ""
    shown: bool = True

    @property
    def id(self) -> str:
        return self.question.id

    @property
    def kind(self) -> str:
        return self.question.kind

    @property
    def in_group(self) -> bool:
        """Several controls under one question: a legend names them, not a label."""
        control = self.drawn.control if self.drawn else None
        return control is None or control.kind in {"radios", "ticks", "folded"}

    @property
    def consent(self) -> Worded | None:
        """The words that are agreed to."""
        limits = self.question.limits
        return worded(limits.text, reader_language()) if isinstance(limits, ConsentLimits) else None


@dataclass(frozen=True)
class Asking:
    """How the questions of one page are to be shown."""

    sheet: Sheet
    now: datetime
    bank: Bank
    sent: Sent | None = None
    grow: str = ""

    def offers(self) -> Mapping[str, Offer]:
        application = self.sheet.application
        today = day_of(application, self.now)
        found = offers(self.sheet.form, self.bank, today=today, lang=application.language) if self.bank else None
        return {offer.question: offer for offer in found.offers} if found else {}


def ask_all(asking: Asking, questions: tuple[Question, ...]) -> list[Asked]:
    """Questions as the writing page asks them."""
    known = asking.offers()
    return [ask(asking, question, known.get(question.id)) for question in questions]


def ask(asking: Asking, question: Question, offer: Offer | None = None) -> Asked:
    """One question as the writing page asks it."""
    sheet, lang = asking.sheet, reader_language()
    application = sheet.application
    entry, value = sheet.entries.get(question.id), sheet.answers.get(question.id)
    today = day_of(application, asking.now)
    wrong = faults(question, value, today=today, lang=application.language, due=False)
    is_file = isinstance(question.limits, FileLimits)
    useful = offer if offer and value is None and offer.state in (EXPIRED, LANGUAGE, LIMITS) else None
    sourced = entry.source if entry and entry.value is not None else ""
    told = tuple(said_problem(problem, question) for problem in wrong)
    more = 3 if asking.grow == question.id else 1
    return Asked(
        question=question,
        label=worded(question.label, lang),
        help=worded(question.help, lang),
        needed=question.required == sheet.form.stages[0],
        later=question.required not in (OPTIONAL, sheet.form.stages[0]),
        drawn=None
        if is_file
        else draw(question, value, lang=lang, writes=application.language, sent=asking.sent, more=more),
        version=entry.version if entry else 0,
        value=value,
        said=show(question, value, lang) if value is not None else "",
        source=sourced,
        as_of=entry.as_of if entry else None,
        age=age(entry.as_of, today) if entry and entry.as_of and entry.as_of < today else "",
        written=clock(entry.edited_at, application.call.zone, asking.now) if entry else "",
        by=str(entry.edited_by) if entry else "",
        counted=counted(question, value, application.language),
        faults=told,
        files=tuple(sheet.files.get(question.id, ())),
        offer=useful,
        offer_said=show(question, useful.value, lang) if useful else "",
        offer_age=age(useful.as_of, today) if useful and useful.as_of else "",
        folded=sourced in (Entry.Source.BANK, Entry.Source.PROFILE) and not told,
        state="kept" if entry or sheet.files.get(question.id) else "",
    )


def with_faults(asked: Asked, problems: tuple[Problem, ...]) -> Asked:
    """The question with what could not be read of what was sent; nothing of it was saved."""
    told = tuple(said_problem(problem, asked.question) for problem in problems)
    return replace(asked, faults=told, state="wrong", folded=False)


def with_clash(asked: Asked, mine: Any, theirs: Entry) -> Asked:
    """The question with both texts side by side; theirs stands."""
    lang = reader_language()
    return replace(
        asked,
        state="clash",
        folded=False,
        mine=show(asked.question, mine, lang) if mine is not None else "",
        theirs=show(asked.question, theirs.value, lang) if theirs.value is not None else "",
    )


def with_words(asked: Asked, words: tuple[str, ...]) -> Asked:
    """The question with a refusal beside it."""
    return replace(asked, faults=words, state="wrong", folded=False)


def said_problem(problem: Problem, question: Question) -> str:
    """A fault in words; where it lies in a row of a table or a team, the row is named first."""
    words = problem.text(reader_language())
    row = problem.path.partition("[")[2].partition("]")[0]
    if not row.isdecimal() or isinstance(question.limits, FileLimits):
        return words
    column = problem.path.rpartition(".")[2] if "." in problem.path else ""
    named = next((worded(one.label, reader_language()).text for one in question.columns if one.id == column), "")
    where = _("Row %(n)s") % {"n": int(row) + 1}
    return f"{where}, {named}: {words}" if named else f"{where}: {words}"


def counted(question: Question, value: Any, lang: str) -> str:
    """How long a text is beside its limit: "412 of 800 characters". Empty where there is no limit."""
    limits = question.limits
    if not isinstance(limits, TextLimits) or lang not in limits.max:
        return ""
    size, most, _lang = length(value if isinstance(value, str) else "", limits, lang)
    values = {"have": figures.number(size), "most": figures.number(most or 0)}
    if lang == "en":
        return _("%(have)s of %(most)s words") % values
    if not limits.spaces:
        return _("%(have)s of %(most)s characters, spaces not counted") % values
    return _("%(have)s of %(most)s characters") % values


def age(day: date, today: date) -> str:
    """How old an answer is, in the largest unit that says enough."""
    days = max(0, (today - day).days)
    if days == 0:
        return _("of today")
    if days < 60:
        return ngettext("%(n)s day old", "%(n)s days old", days) % {"n": days}
    months = days // 30
    if months < 24:
        return ngettext("%(n)s month old", "%(n)s months old", months) % {"n": months}
    return ngettext("%(n)s year old", "%(n)s years old", days // 365) % {"n": days // 365}


def clock(moment: datetime, zone: str, now: datetime) -> str:
    """When something was saved: the time alone today, with the day before that."""
    if moments.days_between(moment, now, zone) == 0:
        return moments.clock(moment, zone)
    return moments.moment(moment, zone, now=now, named=False)

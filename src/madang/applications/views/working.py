"""What every page of an application that is being written shares: what may be done, what stands around the questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from madang.applications.actions.locking import standing_correction
from madang.applications.actions.writing import Change, Saved, save_answers
from madang.applications.bank import bank_of
from madang.applications.controls import Sent, worded
from madang.applications.deadline import Deadline, deadline_of
from madang.applications.models import Application, Correction, Entry, Presence
from madang.applications.policy.writing import can_write
from madang.applications.reading import Sheet, day_of, form_of, sheet_of
from madang.applications.showing import Asking
from madang.core.capacity import Request
from madang.core.policy import Verdict
from madang.core.text import HTML_CODES, reader_language
from madang.engines.forms import gather
from madang.engines.forms.definition import FileLimits, Question, Section
from madang.startups.models import Document

from .acting import member

HERE_FOR: Final = timedelta(seconds=60)


@dataclass(frozen=True)
class Work:
    """An application that is being written, with what decides whether it may be."""

    application: Application
    window: Deadline
    correction: Correction | None
    sheet: Sheet
    may: Verdict

    def open_questions(self, questions: Sequence[Question]) -> tuple[Question, ...]:
        """Those that may be changed: all of a draft, what a request to correct names after that."""
        named = None if self.correction is None else set(self.correction.questions)
        return tuple(question for question in questions if named is None or question.id in named)

    @property
    def sections(self) -> list[tuple[Section, tuple[Question, ...]]]:
        """The sections with something to write in."""
        return [pair for pair in self.sheet.sections if self.open_questions(pair[1])]


def work_of(request: Request, application: Application) -> Work:
    """Three queries, four after handing in."""
    window, correction = deadline_of(application.call), standing_correction(application)
    may = can_write(request.capacity, application, window, now=request.now, correction=correction)
    return Work(application, window, correction, sheet_of(application), may)


def save_sent(request: Request, work: Work, questions: Sequence[Question], sent: Sent) -> Saved:
    """Save what the page sent of these questions: those whose version came with them stood on the page."""
    known = bank_of(work.application.startup, today=day_of(work.application, request.now)) if "do.use" in sent else {}
    use = (sent.get("do.use") or [""])[0]
    changes = {}
    for question in questions:
        if f"v.{question.id}" not in sent or isinstance(question.limits, FileLimits):
            continue
        raw = gather(question, sent)
        if question.id == use and known:
            offer = Asking(work.sheet, request.now, known).offers().get(use)
            raw = offer.value if offer and offer.value is not None else raw
        changes[question.id] = Change(raw, version_in(sent, question.id))
    return save_answers(application=work.application, changes=changes, by=request.capacity, now=request.now)


def status_of(done: Saved) -> int:
    """409 where someone else came first or a policy refuses, else 422: something could not be read."""
    return 409 if done.clashes or done.refused else 422


def version_in(sent: Sent, question: str) -> int:
    """The version of an answer that the page had before it: what it sent, or 0."""
    text = (sent.get(f"v.{question}") or [""])[-1]
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def wallet_for(application: Application, questions: Sequence[Question]) -> dict[str, list[Document]]:
    """The documents that each file question of the page could take, newest first. One query where there is one."""
    asked = [question for question in questions if isinstance(question.limits, FileLimits)]
    if not asked:
        return {}
    held = list(Document.objects.filter(startup=application.startup).current().order_by("-uploaded_at", "-pk"))
    return {
        question.id: [one for one in held if not kinds or one.kind in kinds]
        for question in asked
        for kinds in [question.limits.kinds if isinstance(question.limits, FileLimits) else ()]
    }


def around(request: Request, work: Work, here: str = "") -> dict[str, Any]:
    """What stands around the questions: the sections with how far each is, the deadline, who else is here."""
    application, sheet, lang = work.application, work.sheet, reader_language()
    shares = {share.section: share for share in sheet.progress.sections}
    rows = [
        {
            "id": section.id,
            "title": worded(section.title, lang),
            "help": worded(section.help, lang),
            "share": shares[section.id],
            "is_done": not shares[section.id].missing,
            "is_here": section.id == here,
            "place": place,
        }
        for place, (section, _questions) in enumerate(work.sections, 1)
    ]
    place = next((place for place, row in enumerate(rows) if row["is_here"]), None)
    following = rows[place + 1] if place is not None and place + 1 < len(rows) else None
    return {
        "application": application,
        "answers_lang": HTML_CODES[application.language] if application.language != lang else "",
        "call": application.call,
        "startup": application.startup,
        "window": work.window,
        "correction": work.correction,
        "may_write": work.may,
        "sections": rows,
        "here": None if place is None else rows[place],
        "following": following,
        "progress": sheet.progress,
        "in_grace": work.window.in_grace(now=request.now),
        "now": request.now,
        "ends_at": work.window.ends_at if application.number else work.window.closes_at,
    }


def writing_now(application: Application, *, now: datetime) -> list[Presence]:
    """Who of the team has the application open, the reader too; who came last stands last. One query."""
    rows = Presence.objects.filter(application=application, seen_at__gt=now - HERE_FOR).select_related("person")
    return list(rows.order_by("seen_at", "pk"))


def company(
    request: Request, application: Application, around_now: Sequence[Presence], *, since: datetime | None = None
) -> dict[str, Any]:
    """Others of the team who have the application open, and answers they saved after `since`: one query, for these."""
    lang, me, form = reader_language(), member(request).person, form_of(application.form)
    labels = {question.id: worded(question.label, lang) for question in form.questions()}
    titles = {q.id: worded(section.title, lang) for section in form.sections for q in section.questions}
    saved = Entry.objects.filter(application=application).exclude(edited_by=me).select_related("edited_by")
    fresh = [
        {"id": entry.question, "label": labels[entry.question], "by": str(entry.edited_by), "at": entry.edited_at}
        for entry in (saved.filter(edited_at__gt=since).order_by("edited_at", "pk") if since else ())
        if entry.question in labels
    ]
    others = [
        {"name": str(one.person), "section": titles.get(one.question)} for one in around_now if one.person_id != me.pk
    ]
    return {"others": others, "fresh": fresh}

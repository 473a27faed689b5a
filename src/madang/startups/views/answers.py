"""The answer bank: what is known, how old it is, and writing one answer in one language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.core import moments
from madang.core.capacity import Request, acting
from madang.core.edits import Stale
from madang.core.policy import Reason, Refused
from madang.core.text import LANGUAGES, reader_language
from madang.engines.forms import Meaning, meanings, show
from madang.engines.retrieval.tokens import HAN, HANGUL
from madang.startups import actions, policy
from madang.startups.actions.answers import Given
from madang.startups.answers import GROUPS, Entry, answerable, bank, question_of
from madang.startups.answers.profile import SECTION_OF
from madang.startups.capacity import AsMember
from madang.startups.forms.answers import AnswerForm

from .acting import member, refused, said

# A Korean text may quote Chinese signs, so Hangul decides first.
_LETTERS: Final = (("ko", re.compile(f"[{HANGUL}]")), ("zh", re.compile(f"[{HAN}]")))


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the bank with what is known: one entry a language, the reader's first; none: not answered yet."""

    meaning: Meaning
    label: str
    spoken: tuple[tuple[str, Entry], ...]
    words: str
    lang: str
    ends: date | None
    expired: bool
    section: str

    @property
    def help(self) -> str:
        return self.meaning.help.said(reader_language())

    @property
    def entry(self) -> Entry | None:
        return self.spoken[0][1] if self.spoken else None

    @property
    def wanting(self) -> list[str]:
        """Languages there is no answer in yet."""
        held = {lang for lang, _entry in self.spoken}
        return [lang for lang in LANGUAGES if lang not in held] if self.meaning.by_language else []


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the library with its questions: what the profile tells, what the bank holds, and what is open."""

    key: str
    title: Reason
    fixed: tuple[Line, ...]
    lines: tuple[Line, ...]
    open: tuple[Line, ...]

    @property
    def known(self) -> int:
        return len(self.fixed) + len(self.lines)


@acting(AsMember)
@require_safe
def answers(request: Request) -> HttpResponse:
    """Every question of the library, answered ones first. Three queries however much there is."""
    who, today = member(request), moments.day_of(request.now)
    groups = _groups(bank(who.startup, today=today), today)
    lines = [line for group in groups for line in group.lines]
    context = {
        "startup": who.startup,
        "groups": groups,
        "count": sum(group.known for group in groups),
        "expired": [line for line in lines if line.expired],
        "today": today,
        "may": policy.can_edit(who, who.startup),
    }
    return render(request, "startups/answers.html", context)


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, meaning: str) -> HttpResponse:
    """Write one answer. With htmx the line alone becomes the form, and the form the line again."""
    who, today = member(request), moments.day_of(request.now)
    found = answerable(meaning)
    if found is None:
        raise Http404
    held = bank(who.startup, today=today)
    lang = _language(request, found, held)
    entry = held.get((meaning, lang))
    known = {"value": entry.known.value, "as_of": entry.known.as_of} if entry else {}
    row = entry.answer if entry else None
    given = {"lang": lang, "version": row.version if row else 0, "today": today, **known}
    if request.method != "POST":
        if request.htmx and "line" in request.GET:
            return _line_page(request, found, held, today)
        return _form_page(request, found, AnswerForm(question_of(meaning), **given), entry)
    form = AnswerForm(question_of(meaning), request.POST, **given)
    if not form.is_valid():
        return _form_page(request, found, form, entry, status=422)
    cleaned = form.cleaned_data
    typed = Given(meaning=meaning, value=form.value, lang=lang, as_of=cleaned["as_of"], version=cleaned["version"])
    try:
        actions.write_answer(startup=who.startup, given=typed, by=who, now=request.now)
    except Stale as stale:
        form.reopened(stale.version)
        there = show(question_of(meaning), stale.changed["value"], reader_language())
        clash = [(found.label.said(reader_language()), there)]
        return _form_page(request, found, form, entry, stale=stale, clash=clash, status=409)
    except (Refused, ValidationError) as refusal:
        form.add_error(None, refusal.reason if isinstance(refusal, Refused) else refusal.messages)
        return _form_page(request, found, form, entry, status=409)
    if request.htmx:
        return _line_page(request, found, bank(who.startup, today=today), today)
    said(request, _("Saved."))
    return redirect("startups:answers", who.startup.slug)


@acting(AsMember)
@require_POST
def remove_answer(request: Request, meaning: str) -> HttpResponse:
    who, today = member(request), moments.day_of(request.now)
    found = answerable(meaning)
    if found is None:
        raise Http404
    lang = request.POST.get("lang", "")
    try:
        actions.remove_answer(startup=who.startup, meaning=meaning, lang=lang, by=who, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, redirect("startups:answers", who.startup.slug).url)
    if request.htmx:
        return _line_page(request, found, bank(who.startup, today=today), today)
    said(request, _("Removed."))
    return redirect("startups:answers", who.startup.slug)


def _language(request: Request, meaning: Meaning, held: Mapping[tuple[str, str], Entry]) -> str:
    """The language written in: the one asked for, else one that has an answer, else the reader's; none for figures."""
    if not meaning.by_language:
        return ""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    reader = reader_language()
    return next((lang for lang in (reader, *LANGUAGES) if (meaning.code, lang) in held), reader)


def _groups(held: Mapping[tuple[str, str], Entry], today: date) -> list[Group]:
    groups = []
    for key, title in GROUPS.items():
        lines = [_line(one, held, today) for one in meanings().values() if one.group == key and answerable(one.code)]
        fixed = tuple(line for line in lines if line.entry and line.entry.fixed)
        known = tuple(line for line in lines if line.entry and not line.entry.fixed)
        groups.append(Group(key, title, fixed, known, tuple(line for line in lines if not line.spoken)))
    return groups


def _line(meaning: Meaning, held: Mapping[tuple[str, str], Entry], today: date) -> Line:
    reader = reader_language()
    order = (reader, *(lang for lang in LANGUAGES if lang != reader)) if meaning.by_language else ("",)
    spoken = tuple((lang, held[meaning.code, lang]) for lang in order if (meaning.code, lang) in held)
    words, lang, ends = "", "", None
    if spoken:
        lang, entry = spoken[0]
        words = show(question_of(meaning.code), entry.known.value, lang or reader)
        lang = lang or _script(words)
        fixed = entry.fixed
        ends = entry.known.valid_until or (None if fixed else meaning.valid_until(entry.known.as_of))
    section = SECTION_OF.get(meaning.code, "")
    label = meaning.label.said(reader)
    return Line(meaning, label, spoken, words, lang, ends, bool(ends and ends < today), section)


def _script(words: str) -> str:
    """The language to read words aloud in that have none of their own (a name, a role), where it is not the reader's."""
    found = next((lang for lang, letters in _LETTERS if letters.search(words)), "")
    return found if found != reader_language() else ""


def _form_page(
    request: Request, meaning: Meaning, form: AnswerForm, entry: Entry | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    startup = member(request).startup
    context = {
        "startup": startup,
        "meaning": meaning,
        "label": meaning.label.said(reader_language()),
        "form": form,
        "entry": entry,
        "langs": LANGUAGES if meaning.by_language else (),
        "section": SECTION_OF.get(meaning.code, ""),
        "may": policy.can_edit(request.capacity, startup),
    }
    template = "startups/_answer_form.html" if request.htmx else "startups/answer.html"
    return render(request, template, context | more, status=status)


def _line_page(request: Request, meaning: Meaning, held: Mapping[tuple[str, str], Entry], today: date) -> HttpResponse:
    startup = member(request).startup
    context = {
        "startup": startup,
        "line": _line(meaning, held, today),
        "today": today,
        "may": policy.can_edit(request.capacity, startup),
    }
    return render(request, "startups/_answer_line.html", context)

"""The mail about saved searches and closing dates: what stands in it when its turn comes, as plain text and simple HTML."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.core import moments
from madang.core.text import HTML_CODES, Said, reader_language
from madang.matching import links
from madang.matching.models import Letter, MailChoices, SavedSearch, Told
from madang.matching.queries.saved import asked, matching
from madang.people.capacity import AsVisitor
from madang.people.models import Person
from madang.programmes import fit
from madang.programmes.models import Call
from madang.startups.models import Startup
from madang.startups.rules import facts_of

# Calls of one search that are written out; the rest are behind a link.
SHOWN = 10
_ORDER = {"met": 0, "unknown": 1, "unmet": 2}


@dataclass(frozen=True)
class Row:
    """One call in a mail, in the language of its part."""

    title: Said
    house: Said
    closes: str
    left: str
    stand: str
    link: str


@dataclass(frozen=True)
class Part:
    """One part of a mail: the closing dates, or what is new in one search. `lang` is an HTML language code."""

    heading: str
    says: str
    rows: tuple[Row, ...]
    count: int
    more: str
    link: str
    stop: str
    stop_says: str
    lang: str
    reminds: bool


def compose(letter: Letter, choices: MailChoices, *, now: datetime) -> EmailMultiAlternatives | None:
    """The mail of a letter as things stand now, or None when nothing of it is left to tell.

    Asked again at the last moment: a call that was taken back or closed meanwhile, a search that was paused, reminders that
    were stopped are left out. A fixed number of queries for each search.
    """
    told = list(Told.objects.filter(letter=letter).select_related("search", "search__startup").order_by("pk"))
    parts: list[tuple[str, Part]] = []
    due = _calls(line.call_id for line in told if line.search_id is None) if choices.reminds else []
    if running := [call for call in due if call.is_open(now=now)]:
        with translation.override(letter.language):
            parts.append(("reminders", _closing(running, letter.person, choices.zone, now)))
    for search in {line.search_id: line.search for line in told if line.search is not None}.values():
        found = _still_in(search, [line.call_id for line in told if line.search_id == search.pk], now)
        if found:
            with translation.override(search.language):
                parts.append((search.public_id, _news(search, found, letter.person, choices.zone, now)))
    if not parts:
        return None
    with translation.override(letter.language):
        return _message(letter, dict(parts), zone=choices.zone, now=now)


def _calls(ids: Iterable[int]) -> list[Call]:
    """What anyone may read of these calls, the nearest closing first."""
    return list(Call.objects.visible_to(AsVisitor()).filter(pk__in=list(ids)).for_list())


def _still_in(search: SavedSearch, ids: Sequence[int], now: datetime) -> list[Call]:
    """Those of the calls that the search still gives, the nearest closing first; none where no mail is wanted any more."""
    if search.pace == SavedSearch.Pace.NEVER or search.paused_at is not None:
        return []
    return list(matching(asked(search.address), now=now).filter(pk__in=ids).for_list())


def _closing(calls: Sequence[Call], person: Person, zone: str, now: datetime) -> Part:
    return Part(
        heading=_("Closing dates"),
        says=_("Calls that your startups keep in view."),
        rows=tuple(_row(call, zone, now, _home(call, None)) for call in calls),
        count=len(calls),
        more="",
        link="",
        stop=links.absolute(links.stop(person.public_id, "reminders")),
        stop_says=_("Stop reminders of closing dates"),
        lang=HTML_CODES[reader_language()],
        reminds=True,
    )


def _news(search: SavedSearch, calls: list[Call], person: Person, zone: str, now: datetime) -> Part:
    n, more = len(calls), len(calls) - SHOWN
    startup = _startup(search, person)
    facts = facts_of(startup) if startup else None
    stands = {call.pk: fit.short(call, facts, now=now) for call in calls} if facts else {}
    # What the startup can win comes first; the sort keeps the nearest closing first among equals.
    shown = sorted(calls, key=lambda call: _ORDER.get((stands.get(call.pk) or ("met", ""))[0], 0))[:SHOWN]
    rows = [_row(call, zone, now, _home(call, startup), _standing(stands.get(call.pk))) for call in shown]
    return Part(
        heading=search.name,
        says=ngettext("%(n)s new call in this search.", "%(n)s new calls in this search.", n) % {"n": n},
        rows=tuple(rows),
        count=n,
        more=ngettext("%(n)s more new call", "%(n)s more new calls", more) % {"n": more} if more > 0 else "",
        link=links.absolute(reverse("matching:search", args=[search.public_id])),
        stop=links.absolute(links.stop(person.public_id, search.public_id)),
        stop_says=_("Stop e-mail about this search"),
        lang=HTML_CODES[reader_language()],
        reminds=False,
    )


def _startup(search: SavedSearch, person: Person) -> Startup | None:
    """The startup a search was saved for, while the person still belongs to it."""
    if search.startup_id is None:
        return None
    found: Startup | None = Startup.objects.of(person).with_facts().filter(pk=search.startup_id).first()
    return found


def _standing(stand: tuple[str, str] | None) -> str:
    """How the startup stands to a call, in one line: the outcome in words, then what decides it."""
    if stand is None:
        return ""
    words = {"met": _("Met"), "unmet": _("Not met"), "unknown": _("Not known yet")}[stand[0]]
    return f"{words}: {stand[1]}" if stand[1] else words


def _home(call: Call, startup: Startup | None) -> str:
    if startup:
        return links.absolute(reverse("programmes:startup_call", args=[startup.slug, call.public_id]))
    return links.absolute(reverse("programmes:call", args=[call.public_id]))


def _row(call: Call, zone: str, now: datetime, link: str, stand: str = "") -> Row:
    if call.closes_at is None:
        closes, left = _("No closing time"), ""
    else:
        closes = _("Closes %(when)s") % {"when": moments.moment(call.closes_at, zone, now=now)}
        left = moments.left(call.closes_at, now=now, zone=zone)
    return Row(call.title.said(), call.institution.name.said(), closes, left, stand, link)


def _message(letter: Letter, by_scope: Mapping[str, Part], *, zone: str, now: datetime) -> EmailMultiAlternatives:
    person, parts = letter.person, list(by_scope.values())
    context: dict[str, Any] = {
        "parts": parts,
        "zone": moments.zone_name(zone, now),
        "lang": HTML_CODES[reader_language()],
        "subject": _subject(parts),
        "preview": " · ".join(row.title.text for part in parts for row in part.rows[:2])[:120],
        "choices": links.absolute(reverse("matching:notices")),
        "stop_all": links.absolute(links.stop(person.public_id, "all")),
    }
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=render_to_string("matching/email/digest.txt", context).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[person.email],
        headers=_headers(letter, links.absolute(links.stop(person.public_id, _one_scope(list(by_scope))))),
    )
    message.attach_alternative(render_to_string("matching/email/digest.html", context), "text/html")
    return message


def _one_scope(scopes: Sequence[str]) -> str:
    """What one click stops: the one thing that the mail is about, or all mail when it is about several."""
    return scopes[0] if len(scopes) == 1 else "all"


def _headers(letter: Letter, stop: str) -> dict[str, str]:
    """One-click unsubscribing (RFC 8058), and a Message-ID that stays the same if the mail must be handed over again."""
    host = urlsplit(settings.MADANG_ADDRESS).hostname or "localhost"
    return {
        "Message-ID": f"<{letter.public_id}.letter@{host}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<notices.{host}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
    }


def _subject(parts: Sequence[Part]) -> str:
    """What the mail is about: the call itself when there is one, else how many; one line whatever the titles hold."""
    due = sum(part.count for part in parts if part.reminds)
    new = sum(part.count for part in parts if not part.reminds)
    first = parts[0].rows[0]
    if due + new == 1:
        words = f"{first.left}: {first.title}" if due else _("New call: %(title)s") % {"title": first.title}
    else:
        said = []
        if due:
            said.append(ngettext("%(n)s call closes soon", "%(n)s calls close soon", due) % {"n": due})
        if new:
            said.append(ngettext("%(n)s new call", "%(n)s new calls", new) % {"n": new})
        words = " · ".join(said)
    return " ".join(words.split())[:180]

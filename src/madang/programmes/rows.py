"""A call as a row of a list, drawn without a template: twenty rows of thirty tags each were a third of a page's time."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from madang.core import icons, moments
from madang.core.templatetags import ui
from madang.core.text import HTML_CODES, Said, Text, reader_language
from madang.engines.retrieval.highlight import marks, merged
from madang.engines.retrieval.query import Query
from madang.engines.taxonomy import SECTORS, SUPPORTS, names

from .models import Call
from .reasons import Pair, Reason
from .spotted import remembering

Stand = tuple[str, str]
"""How a startup stands to a call: the outcome, and what decided it."""

# Set phrases for "no closing time" that portals and the importers write, whatever the language of the notice.
_NO_CLOSING = {
    words: said
    for said, several in (
        (
            gettext_lazy("Rolling admission"),
            ("상시 접수", "상시 모집", "상시모집", "常年受理", "Rolling admission"),
        ),
        (
            gettext_lazy("Until the budget is used up"),
            ("예산 소진 시까지", "예산 소진시까지", "预算用完为止", "Until the budget is used up"),
        ),
        (gettext_lazy("See the notice"), ("공고문 확인", "以公告原文为准", "See the notice")),
    )
    for words in several
}


def until(call: Call) -> str:
    """Why a call has no closing time: a set phrase in the reader's language, anything else as its institution wrote it."""
    return str(_NO_CLOSING.get(call.window_note.strip(), call.window_note or "–"))


def marked(text: Text | Said, query: Query | str | None, reason: Reason | None = None) -> SafeString | str:
    """A text in the reader's language with the words that were searched for marked, `lang` set where it differs.

    With the reason of a hit, the words of another language that answer are marked, too.
    """
    said = text.said() if isinstance(text, Text) else text
    words: SafeString | str = said.text
    if isinstance(query, Query):
        spans = marks(said.text, query)
        if reason:
            spots = remembering().spot(said.text, said.lang)  # type: ignore[arg-type]
            spans = merged([*spans, *((spot.start, spot.end) for spot in spots if spot.concept in reason.concepts)])
        words = _marked(said.text, spans)
    if said.text and said.lang != reader_language():
        return format_html('<span lang="{}">{}</span>', HTML_CODES[said.lang], words)
    return words


def _marked(text: str, spans: list[tuple[int, int]]) -> SafeString:
    if not spans:
        return escape(text)
    out: list[str] = []
    at = 0
    for start, end in spans:
        out += escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"
        at = end
    return SafeString("".join([*out, escape(text[at:])]))


def address(call: Call, base: str, *, sought: str = "", rank: int = 0) -> str:
    """The call's page under `base`; with its place in a list, the page knows what was sought and how far down it stood."""
    place = f"?from={rank}" + (f"&q={quote(sought)}" if sought else "") if rank else ""
    return f"{base}{call.public_id}/{place}"


def row(
    call: Call,
    *,
    base: str,
    now: datetime,
    sought: str = "",
    rank: int = 0,
    query: Query | str | None = None,
    reason: Reason | None = None,
    stand: Stand | None = None,
) -> SafeString:
    """One row; its partners must have been prefetched. `base` is the address of the list, `rank` its place from 1.

    Put together by hand, since `format_html` was a tenth of a page's time: what stands here is marked up already, or escaped.
    """
    lang = reader_language()
    page = escape(address(call, base, sought=sought, rank=rank))
    title = conditional_escape(marked(call.title, query, reason))
    houses = _houses((call.institution.name, *_agreed(call)), lang)
    kinds = _kinds(tuple(call.supports[:3]), tuple(call.sectors[:2]), lang)
    told = (_found_by(reason.telling) if reason else "") + (_stand(stand) if stand else "")
    worth = _money(call.money_max, call.currency, lang) + _places(call.places, lang)
    return SafeString(
        f'<article><p class="due small">{_due(call, now, lang)}</p><div><h3><a href="{page}">{title}</a></h3>'
        f'<p class="meta">{houses}</p><ul class="kinds mt2">{kinds}</ul>{told}</div>'
        f'<p class="meta num duo">{worth}</p></article>'
    )


def _due(call: Call, now: datetime, lang: str) -> SafeString:
    if call.closes_at is None:
        return format_html("<b>{}</b>", until(call))
    today = moments.day_of(now, call.zone)
    if 0 <= (moments.day_of(call.closes_at, call.zone) - today).days < 2:
        return _closing(call.closes_at, call.zone, now)
    return _closing_far(call.closes_at, call.zone, today, lang)


def _closing(closes_at: datetime, zone: str, now: datetime) -> SafeString:
    left = ui.time_left(closes_at, zone, now=now)
    return format_html('<b>{}</b><span class="muted">{}</span>', left, ui.time_at(closes_at, zone, now=now))


def _agreed(call: Call) -> list[Text]:
    return [partner.institution.name for partner in call.partners.all() if partner.accepted_at]


# What depends on nothing but what is given is remembered: the same few hundred pieces stand in every list.


@lru_cache(maxsize=4_000)
def _closing_far(closes_at: datetime, zone: str, today: date, _lang: str) -> SafeString:
    """What is over, or ends the day after tomorrow or later: the same from midnight to midnight."""
    return _closing(closes_at, zone, datetime.combine(today, time(12), ZoneInfo(zone)))


@lru_cache(maxsize=4_000)
def _houses(names: tuple[Text, ...], lang: str) -> SafeString:
    return format_html_join(", ", "{}", ((ui.said(name.said(lang)),) for name in names))


@lru_cache(maxsize=4_000)
def _kinds(supports: tuple[str, ...], sectors: tuple[str, ...], lang: str) -> SafeString:
    kinds = [*names(SUPPORTS, supports, lang), *names(SECTORS, sectors, lang)]
    return format_html_join("", "<li>{}</li>", ((kind,) for kind in kinds))


def _found_by(pairs: Sequence[Pair]) -> SafeString:
    """The words asked for and the words that answer them, where they differ."""
    if not pairs:
        return SafeString("")
    met = escape(_("is met by"))
    told = '<span aria-hidden="true"> · </span>'.join(
        f'{conditional_escape(ui.said(pair.asked))}<span class="vh"> {met} </span><span aria-hidden="true"> → </span>'
        f"<b>{conditional_escape(ui.said(pair.held))}</b>"
        for pair in pairs
    )
    return SafeString(f'<p class="small muted mt2"><span class="vh">{escape(_("Found by"))}: </span>{told}</p>')


def _stand(stand: Stand) -> SafeString:
    outcome, words = stand
    said = {"met": _("Met."), "unmet": _("Not met.")}.get(outcome) or _("Not known yet.")
    return format_html(
        '<ul class="match" aria-label="{}"><li>{}<span><span class="vh">{}</span> {}</span></li></ul>',
        _("How you stand to it"),
        icons.draw(outcome, tone=outcome),
        said,
        words,
    )


@lru_cache(maxsize=4_000)
def _money(most: int | None, currency: str, _lang: str) -> SafeString | str:
    if not most:
        return ""
    # The amount is marked up already; the words around it are our own.
    return format_html("<b>{}</b>", SafeString(_("up to %(amount)s") % {"amount": ui.money(most, currency)}))


@lru_cache(maxsize=4_000)
def _places(places: int | None, _lang: str) -> SafeString | str:
    if not places:
        return ""
    return format_html(
        "<span>{}</span>", ngettext("%(places)s place", "%(places)s places", places) % {"places": places}
    )

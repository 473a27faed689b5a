"""The components of the house as template tags. A builtin of every template: nothing needs to be loaded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from madang.core import drawings, figures, icons, moments
from madang.core.text import HTML_CODES, Said, Text, reader_language

register = template.Library()

# What a state is called in code, the shape that says it and the colour that repeats it.
TONES: Final[dict[str, tuple[str, str]]] = {
    "met": ("met", "met"),
    "open": ("met", "met"),
    "done": ("check", "met"),
    "published": ("met", "met"),
    "unknown": ("unknown", "unknown"),
    "unmet": ("unmet", "unmet"),
    "waiting": ("waiting", "waiting"),
    "scheduled": ("clock", "waiting"),
    "urgent": ("clock", "urgent"),
    "info": ("info", "info"),
    "machine": ("robot", "info"),
    "draft": ("edit", "muted"),
    "quiet": ("ring", "muted"),
    "closed": ("dash", "muted"),
    "archived": ("dash", "muted"),
}
NOTICE_ICONS: Final = {"info": "info", "wait": "clock", "stop": "warning", "done": "check"}
# Django's message levels, as notices.
MESSAGE_TONES: Final = {"debug": "info", "info": "info", "success": "done", "warning": "wait", "error": "stop"}


@register.simple_tag
def icon(name: str, label: str = "", size: int = 20, tone: str = "") -> SafeString:
    """One of the house's drawings. Give a label only where no words stand beside it."""
    return icons.draw(name, label=label, size=size, tone=tone)


@register.simple_tag
def said(text: object, *, mark: bool = False) -> SafeString | str:
    """Words in the reader's language, or the nearest one, with `lang` set where it differs from the page.

    `text` is a `Text` or a `Said`; plain words (a translated label) pass as they are, None is nothing.
    `mark=True` adds "machine draft" to a wording no person has read.
    """
    if not isinstance(text, Text | Said):
        return text if isinstance(text, str) else "" if text is None else str(text)
    wording = text.said() if isinstance(text, Text) else text
    words: SafeString | str = wording.text
    if wording.text and wording.lang != reader_language():
        words = format_html('<span lang="{}">{}</span>', HTML_CODES[wording.lang], wording.text)
    if mark and wording.status == "machine":
        return format_html(
            '{} <span class="draft-mark">{} {}</span>', words, icons.draw("robot", size=16), _("Machine draft")
        )
    return words


@register.simple_tag
def said_lang(text: Text | Said | None) -> str:
    """The `lang` attribute value of the wording `said` would choose; for titles and inputs that hold no markup."""
    if text is None:
        return HTML_CODES[reader_language()]
    wording = text.said() if isinstance(text, Text) else text
    return HTML_CODES[wording.lang]


@register.filter
def html_lang(lang: str) -> str:
    """The `lang` attribute of words in one of our languages; empty for what has none."""
    return HTML_CODES.get(lang, lang)


@register.simple_tag
def state(tone: str, label: object, *, hint: str = "") -> SafeString:
    """A state: a shape, its colour and its words. `tone` is a key of `TONES`; an unknown one raises KeyError."""
    shape, colour = TONES[tone]
    title = format_html(' title="{}"', hint) if hint else ""
    return format_html('<span class="state {}"{}>{}{}</span>', colour, title, icons.draw(shape), label)


@register.simple_tag
def pill(label: object, *, tone: str = "quiet") -> SafeString:
    """A word that stands for a kind, framed by a hairline: never filled, never alone in saying a state."""
    return format_html('<span class="pill {}">{}</span>', TONES[tone][1], label)


@register.inclusion_tag("c/button.html")
def button(
    label: str,
    *,
    href: str = "",
    kind: str = "",
    name: str = "",
    value: str = "",
    icon: str = "",
    why_not: object = "",
    busy: bool = False,
    form: str = "",
    ident: str = "",
) -> dict[str, Any]:
    """A button, or a link that looks like one (`href`). `kind`: "primary" (one a screen), "slim", "block", "danger".

    `why_not`: it cannot be used now, and this sentence beside it says why. Then it is no link and sends nothing.
    """
    return {
        "label": label, "href": href, "kind": kind, "name": name, "value": value, "icon": icon, "form": form,
        "why_not": why_not, "busy": busy, "ident": ident or f"why-{abs(hash((label, href, name, value))) % 10**8}",
    }  # fmt: skip


@register.inclusion_tag("c/notice.html")
def notice(title: object = "", text: object = "", *, tone: str = "info", role: str = "") -> dict[str, Any]:
    """A line that tells. `tone`: info, wait (an answer is awaited), stop (cannot go on), done."""
    return {"title": title, "text": text, "tone": tone, "icon": NOTICE_ICONS[tone], "role": role}


@register.inclusion_tag("c/toasts.html", takes_context=True)
def toasts(context: Context) -> dict[str, Any]:
    """What Django's messages have to say, newest last; each can be closed, none goes away by itself."""
    said_now = [
        {"text": message, "tone": tone, "icon": NOTICE_ICONS[tone]}
        for message in context.get("messages") or ()
        for tone in [MESSAGE_TONES.get(message.level_tag, "info")]
    ]
    return {"toasts": said_now}


# Forms


@register.simple_tag
def field(bound: BoundField, *, width: str = "", label: str = "") -> SafeString:
    """A form field with label, hint and error. `width`: "s", "m" or "l" for what is short by nature."""
    if label:
        bound.label = label
    if width:
        bound.field.widget.attrs["class"] = f"w-{width}"
    return bound.as_field_group()


@register.inclusion_tag("c/form_errors.html")
def form_errors(form: BaseForm, *more: BaseForm) -> dict[str, Any]:
    """What is to be mended in one or more forms, each a link to its field. Nothing when nothing is wrong."""
    wrong: list[tuple[str, str, str]] = []
    for each in (form, *more):
        wrong += [("", "", str(error)) for error in each.non_field_errors()]
        wrong += [
            (bound.id_for_label or bound.auto_id, str(bound.label).rstrip("."), str(e))
            for bound in each
            for e in bound.errors
        ]
    return {"wrong": wrong, "count": len(wrong)}


# Figures and times


@register.simple_tag
def num(value: float | None) -> SafeString | str:
    """A number with its thousands parted; a dash where there is none."""
    return "–" if value is None else format_html('<span class="num">{}</span>', figures.number(value))


@register.simple_tag
def percent(part: float | None, digits: int = 1) -> SafeString | str:
    """A share of one as per cent."""
    return "–" if part is None else format_html('<span class="num">{}</span>', figures.share(part, digits=digits))


@register.simple_tag
def money(amount: int | None, currency: str = "KRW") -> SafeString | str:
    """An amount in the reader's own units, exact, with the bare figure for machines."""
    if amount is None:
        return "–"
    return format_html('<data class="num" value="{}">{}</data>', amount, figures.money(amount, currency))


@register.simple_tag(takes_context=True)
def when(
    context: Context, moment: datetime | None, zone: str = moments.SEOUL, *, named: bool = True
) -> SafeString | str:
    """A moment in its zone, the zone named beside it."""
    return "–" if moment is None else time_at(moment, zone, now=_now(context), named=named)


def time_at(moment: datetime, zone: str, *, now: datetime, named: bool = True) -> SafeString:
    """What `when` draws, for what is drawn without a template."""
    words = moments.moment(moment, zone, now=now, named=named)
    return format_html('<time class="num" datetime="{}">{}</time>', moments.machine(moment), words)


@register.simple_tag
def day(value: date | datetime | None, form: str = "year") -> SafeString | str:
    """A date; a moment is read as its day in Seoul. `form`: full, year, plain (weekday), short."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = timezone.localtime(value, ZoneInfo(moments.SEOUL)).date()
    return format_html('<time class="num" datetime="{}">{}</time>', value.isoformat(), moments.day(value, form=form))


@register.simple_tag(takes_context=True)
def left(
    context: Context, moment: datetime | None, zone: str = moments.SEOUL, *, d_day: bool = False
) -> SafeString | str:
    """How long there is until a moment, vermilion when it cannot wait. `d_day=True` counts as notices do: D-3."""
    return "–" if moment is None else time_left(moment, zone, now=_now(context), d_day=d_day)


def time_left(moment: datetime, zone: str, *, now: datetime, d_day: bool = False) -> SafeString:
    """What `left` draws, for what is drawn without a template."""
    words = (moments.d_day(moment, now=now, zone=zone) if d_day else "") or moments.left(moment, now=now, zone=zone)
    colour = ' class="urgent"' if moments.is_urgent(moment, now=now, zone=zone) else ""
    return format_html('<time datetime="{}"{}>{}</time>', moments.machine(moment), mark_safe(colour), words)  # noqa: S308


def _now(context: Context) -> datetime:
    now = getattr(context.get("request"), "now", None)
    return now if isinstance(now, datetime) else timezone.now()


@register.simple_tag
def tel(number: str) -> SafeString:
    """A telephone number one can tap."""
    dialled = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return format_html('<a class="num" href="tel:{}">{}</a>', dialled, number)


@register.simple_tag
def comma() -> str:
    """What stands between two members of a list: 、 in Chinese, a comma and a space elsewhere."""
    return "、" if reader_language() == "zh" else ", "


@register.filter
def listed(words: Iterable[object]) -> str:
    """Words as one list in the reader's language."""
    return comma().join(str(word) for word in words)


# Getting about


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """This page's query string with some parameters changed; None or "" takes one out, a list gives several."""
    request = context.get("request")
    query = dict(request.GET.lists()) if request else {}
    for key, value in changes.items():
        query.pop(key, None)
        if isinstance(value, list | tuple):
            query[key] = [str(each) for each in value]
        elif value not in (None, ""):
            query[key] = [str(value)]
    return f"?{urlencode(query, doseq=True)}"


@register.inclusion_tag("c/pages.html", takes_context=True)
def pages(context: Context, page: "Page[Any]", parameter: str = "page") -> dict[str, Any]:
    """Links to the other pages, the rest of the query kept. Nothing when there is one page."""
    shown: Iterable[int | str] = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        {"number": number, "href": query_with(context, **{parameter: number}) if isinstance(number, int) else ""}
        for number in shown
    ]
    before = query_with(context, **{parameter: page.number - 1}) if page.has_previous() else ""
    after = query_with(context, **{parameter: page.number + 1}) if page.has_next() else ""
    return {"page": page, "links": links, "before": before, "after": after}


@register.inclusion_tag("c/breadcrumbs.html")
def breadcrumbs(*trail: object) -> dict[str, Any]:
    """Where this page lies: pairs of words and address, then the words of the page itself.

    `{% breadcrumbs _("Calls") calls_url call.title %}`
    """
    links = list(zip(trail[:-1:2], trail[1::2], strict=True))
    return {"links": links, "here": trail[-1]}


@register.simple_block_tag
def empty_state(content: str, title: object) -> SafeString:
    """A shut door, why nothing is here, and what to do next (the block's content)."""
    return format_html(
        '<div class="empty">{}<div class="stack"><h2>{}</h2>{}</div></div>',
        drawings.SHUT_DOOR,
        title,
        mark_safe(content),  # noqa: S308
    )


@register.inclusion_tag("c/aids.html", takes_context=True)
def aids(context: Context, read: str = "") -> dict[str, Any]:
    """Reading aids for a long text: read aloud (`read` is the id of the text) and text size."""
    return {"read": read, "look": context.get("look") or {}}


# Figures and drawings


@register.inclusion_tag("c/figure.html")
def figure(value: object, label: object, *, unit: object = "", asof: object = "", source: str = "") -> dict[str, Any]:
    """One figure inside `<dl class="figures">`, with its date or base, and the address it comes from."""
    shown = figures.number(value) if isinstance(value, int) else value
    return {"value": shown, "label": label, "unit": unit, "asof": asof, "source": source}


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its name, its length's number and the words shown for that number."""

    label: str
    value: float
    shown: str = ""


@register.inclusion_tag("c/bar_chart.html")
def bar_chart(
    bars: Sequence[Bar], title: str, *, summary: str = "", unit: str = "", last: bool = True
) -> dict[str, Any]:
    """Horizontal bars and the same as a table. `summary` is what the picture says, for those who do not see it."""
    return {"rows": drawings.bars([(b.label, b.value, b.shown or figures.number(b.value)) for b in bars], stress_last=last),
            "title": title, "summary": summary or title, "unit": unit, "height": 34 * len(bars) + 4}  # fmt: skip


@register.inclusion_tag("c/street.html")
def street_map(doors: Sequence[drawings.Door], *, lane: int = 10, all_url: str = "", skip: str = "") -> dict[str, Any]:
    """The street: doors on both sides of 220 m on a wide screen, the `lane` busiest in a list on a narrow one."""
    return drawings.street(doors, lane=lane) | {"all_url": all_url, "skip": skip}


@register.inclusion_tag("c/thread.html")
def thread(steps: Sequence[drawings.Step]) -> dict[str, Any]:
    """A startup's thread through the doors it went through: a drawing, and the list that is its text."""
    return drawings.thread(steps)


@register.inclusion_tag("c/timeline.html")
def timeline(steps: Sequence[drawings.Step]) -> dict[str, Any]:
    """The steps of one call along a line: past, now, to come."""
    return {"steps": steps}


@register.inclusion_tag("c/dialog.html")
def confirm(
    ident: str, title: object, text: object, *, action: str, label: object, danger: bool = False
) -> dict[str, Any]:
    """A native dialog that asks before a POST to `action`. Open it by a button with `data-dialog="ident"`."""
    return {"ident": ident, "title": title, "text": text, "action": action, "label": label, "danger": danger}

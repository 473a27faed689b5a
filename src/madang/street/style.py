"""The living style page: every component in every state; and the reader's own choice of theme and text size."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from madang.core import icons
from madang.core.capacity import Request, acting
from madang.core.drawings import Door, Step
from madang.core.forms import CHOOSE, DateInput, MoneyField, TicksField, TrilingualField, ZonedMomentField
from madang.core.templatetags.ui import TONES, Bar
from madang.core.text import Text
from madang.people.capacity import AsVisitor

from .context import LOOK_COOKIE, TEXT_SIZES, THEMES, look

A_YEAR: Final = 365 * 24 * 60 * 60
# A fixed moment: the page looks the same whenever it is drawn, so that two pictures of it can be compared.
MOMENT: Final = datetime(2026, 11, 23, 1, 48, tzinfo=UTC)
STAGES: Final = (("none", gettext_lazy("None yet")), ("seed", gettext_lazy("Seed")), ("a", gettext_lazy("Series A")))
SUPPORTS: Final = (
    ("funding", gettext_lazy("Funding")),
    ("space", gettext_lazy("Space")),
    ("mentoring", gettext_lazy("Mentoring")),
    ("overseas", gettext_lazy("Going abroad")),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    title = TrilingualField(label=gettext_lazy("Title"), help_text=gettext_lazy("One language is enough to begin."))
    email = forms.EmailField(label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"class": "w-m"}))
    own_share = MoneyField(
        label=gettext_lazy("Own share (KRW)"), help_text=gettext_lazy("30,000,000 or 3천만, as you like.")
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Investment stage"),
        choices=[CHOOSE, *STAGES],
        widget=forms.Select(attrs={"class": "w-m"}),
    )
    closes = ZonedMomentField(label=gettext_lazy("Closes"))
    incorporated = forms.DateField(label=gettext_lazy("Incorporated on"), required=False, widget=DateInput)
    supports = TicksField(label=gettext_lazy("Support looked for"), choices=SUPPORTS, required=False)
    counted_from = forms.ChoiceField(
        label=gettext_lazy("Age is counted from"),
        choices=[("opening", gettext_lazy("Business opening")), ("incorporation", gettext_lazy("Incorporation"))],
        widget=forms.RadioSelect,
    )
    plan = forms.FileField(
        label=gettext_lazy("Business plan"), required=False, help_text=gettext_lazy("PDF or HWPX, up to 10 pages.")
    )
    agree = forms.BooleanField(label=gettext_lazy("I agree that these details are used to answer me."))


@acting(AsVisitor)
@require_safe
def styleguide(request: Request) -> HttpResponse:
    """Everything at once, with words in three languages. Asks the database nothing."""
    request.now = MOMENT
    filled = {
        "title_ko": "현장 실증 지원", "title_machine": "zh", "title_zh": "现场示范验证扶持",
        "email": "haerin", "own_share": "삼천만원쯤",
        "stage": "", "closes_day": "", "closes_time": "15:00", "closes_zone": "Asia/Seoul", "counted_from": "opening",
    }  # fmt: skip
    context: dict[str, Any] = {
        "form": SampleForm(initial={"title": SAMPLE_TITLE, "own_share": 30_000_000, "closes": MOMENT, "counted_from": "opening"}),
        "wrong": SampleForm(filled, prefix=None, auto_id="wrong_%s"),
        "icons": sorted(icons.SHAPES),
        "tones": [(tone, tone) for tone in TONES],
        "sample": SAMPLE_TITLE,
        "korean_only": Text(ko="창업기업 입주 안내", source="ko"),
        "machine": MACHINE_DRAFT,
        "moment": MOMENT,
        "moments": [MOMENT + step for step in LEFT],
        "zones": ["Asia/Seoul", "Asia/Shanghai", "Europe/Berlin"],
        "amounts": AMOUNTS,
        "doors": sample_doors(),
        "steps": sample_steps(),
        "bars": [Bar(name, days) for name, days in WAITED],
        "page": Paginator(range(370), 20).page(7),
        "hues": range(12),
        "type_sizes": ["2xl", "xl", "l", "m", "s", "xs"],
    }  # fmt: skip
    return render(request, "street/style.html", context)


SAMPLE_TITLE: Final = Text(
    ko="2027년 서비스로봇 현장 실증 지원 공고",
    zh="2027年服务机器人现场示范验证扶持公告",
    en="Service robots at a real site: demonstration support 2027",
    source="ko",
    machine=frozenset({"zh"}),
)
MACHINE_DRAFT: Final = Text(
    ko="발표평가 일정",
    zh="答辩评审日程",
    en="Presentation schedule",
    source="ko",
    machine=frozenset({"zh", "en"}),
)
AMOUNTS: Final = (
    ("KRW", 400_000_000),
    ("KRW", 150_000_000),
    ("KRW", 85_000_000),
    ("KRW", 12_345_678),
    ("CNY", 2_100_000),
    ("USD", 50_000),
)
LEFT: Final = (
    timedelta(minutes=38),
    timedelta(hours=4, minutes=12),
    timedelta(days=1),
    timedelta(days=4),
    timedelta(days=25),
    timedelta(hours=-1),
)
WAITED: Final = (
    ("2025 Q2", 52.0),
    ("2025 Q3", 49.0),
    ("2025 Q4", 46.0),
    ("2026 Q1", 41.0),
    ("2026 Q2", 36.0),
    ("2026 Q3", 31.0),
)
# Invented houses, named so that nobody takes them for real ones.
_HOUSES: Final = (
    ("느티나무보육센터", "榉树孵化中心", "Zelkova Incubator", 14),
    ("청년교류공간", "青年交流空间", "Youth Exchange", 4),
    ("새벽카페", "黎明咖啡", "Daybreak Café", 0),
    ("한강혁신관", "汉江创新馆", "Hangang Innovation", 12),
    ("바람액셀러", "风加速器", "Wind Accelerator", 3),
    ("로봇마당실증원", "机器人场示范院", "Robot Yard Proving", 11),
    ("길목펀드", "路口基金", "Crossroads Fund", 6),
    ("시제품제작실", "样机制作室", "Prototype Shop", 2),
    ("연구실창업단", "实验室创业团", "Lab Ventures", 0),
    ("통번역지원실", "翻译支援室", "Language Desk", 5),
)


def sample_doors() -> list[Door]:
    """Twenty invented houses, ten on each side."""
    return [
        Door(
            number=str(2 * place + (1 if side == "odd" else 2)),
            name=Text(ko=ko, zh=zh, en=en, source="ko"),
            open_calls=calls,
            closes_this_week=calls > 10,
            url="#street",
            side=side,
            metres=22.0 * place,
            width=1.35 if calls > 10 else 1.0,
        )
        for side in ("odd", "even")
        for place, (ko, zh, en, calls) in enumerate(_HOUSES if side == "odd" else reversed(_HOUSES))
    ]


def sample_steps() -> list[Step]:
    """A call from opening to agreement, in the reader's language."""
    return [
        Step(_("Opened"), "2026-11-02", state="past", iso="2026-11-02"),
        Step(_("Closes"), "2026-11-23 15:00", _("last hours"), state="now", iso="2026-11-23T06:00:00Z"),
        Step(_("Documents"), "2026-12-04", _("24 pass"), state="ahead", iso="2026-12-04"),
        Step(_("Presentation"), "2026-12-15", state="ahead", iso="2026-12-15"),
        Step(_("Agreement"), "2027-02-01", state="ahead", iso="2027-02-01"),
    ]


@acting(AsVisitor)
@require_POST
def set_look(request: Request) -> HttpResponse:
    """Keep a reader's theme and text size in a cookie (no account needed) and go back to the page they were on."""
    chosen = look(request)
    for name, known in (("theme", THEMES), ("text", TEXT_SIZES)):
        if name in request.POST:
            value = request.POST[name]
            chosen[name] = value if value in known else ""
    onward = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        onward = "/"
    response = HttpResponseRedirect(onward)
    value = ".".join(part for part in (chosen["theme"], chosen["text"]) if part)
    if value:
        response.set_cookie(LOOK_COOKIE, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(LOOK_COOKIE, samesite="Lax")
    return response

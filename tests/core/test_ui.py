"""The parts every page is made of: what they say, in three languages, and what they never do."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Engine, Template, engines
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from madang.core import drawings, figures, icons, moments
from madang.core.forms import MoneyField, TicksField, TrilingualField, ZonedMomentField
from madang.core.text import Text
from madang.street import style
from madang.street.context import languages

CORE = Path(figures.__file__).parent
NOW = datetime(2026, 11, 23, 1, 48, tzinfo=UTC)  # 10:48 in Seoul, a Monday


def draw(source: str, language: str = "en", **context: object) -> str:
    request = RequestFactory().get("/en/calls/?q=robot&page=2&kind=a&kind=b")
    request.now = NOW  # type: ignore[attr-defined]
    with translation.override(language):
        return engines["django"].from_string(source).render(context, request)


# Figures


@pytest.mark.parametrize(
    ("amount", "currency", "ko", "zh", "en"),
    [
        (400_000_000, "KRW", "4억 원", "4亿韩元", "KRW 400 million"),
        (150_000_000, "KRW", "1억 5천만 원", "1.5亿韩元", "KRW 150 million"),
        (1_500_000_000, "KRW", "15억 원", "15亿韩元", "KRW 1.5 billion"),
        (85_000_000, "KRW", "8,500만 원", "8500万韩元", "KRW 85 million"),
        (12_345_678, "KRW", "12,345,678원", "12,345,678韩元", "KRW 12,345,678"),
        (2_100_000, "CNY", "210만 위안", "210万元", "CNY 2.1 million"),
        (0, "KRW", "0원", "0韩元", "KRW 0"),
        (50_000, "CHF", "CHF 50,000", "CHF 50,000", "CHF 50,000"),
    ],
)
def test_money_is_said_exactly_in_the_units_of_each_language(amount, currency, ko, zh, en):
    said = [figures.money(amount, currency, lang).replace(figures.NBSP, " ") for lang in ("ko", "zh", "en")]

    assert said == [ko, zh, en]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,000,000", 1_000_000),
        ("1억", 100_000_000),
        ("1억 5천만", 150_000_000),
        ("1억 5천만 원", 150_000_000),
        ("1.5亿", 150_000_000),
        ("KRW 400 million", 400_000_000),
        ("₩30,000,000원", 30_000_000),
        ("３천만", 30_000_000),
        ("8500万韩元", 85_000_000),
        ("2조 3억", 2_000_300_000_000),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed, amount):
    assert figures.parse_amount(typed) == amount


@pytest.mark.parametrize("typed", ["", "삼천만원쯤", "1.2.3", "만", "1.5", "-5", "1억원정도", "nan", "1e9"])
def test_an_amount_that_is_none_is_refused(typed):
    with pytest.raises(ValueError, match=r"^"):
        figures.parse_amount(typed)


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(["ko", "zh", "en"]))
def test_every_amount_said_in_won_is_read_back_as_itself(amount, lang):
    assert figures.parse_amount(figures.money(amount, "KRW", lang)) == amount


@pytest.mark.parametrize(("part", "said"), [(0.1925, "19.3%"), (1, "100%"), (0, "0%"), (0.5, "50%")])
def test_a_share_rounds_a_half_up(part, said):
    assert figures.share(part, "ko") == said


# Times


@pytest.mark.parametrize(
    ("lang", "zone", "said"),
    [
        ("ko", "Asia/Seoul", "11. 23. (월) 10:48 KST"),
        ("zh", "Asia/Shanghai", "11月23日 周一 09:48 北京时间"),
        ("en", "Asia/Seoul", "Mon 23 Nov, 10:48 KST"),
        ("en", "Asia/Shanghai", "Mon 23 Nov, 09:48 Beijing time"),
        ("en", "Europe/Berlin", "Mon 23 Nov, 02:48 GMT+01:00"),
    ],
)
def test_a_moment_names_its_zone(lang, zone, said):
    assert moments.moment(NOW, zone, now=NOW, lang=lang) == said


def test_no_zone_is_ever_called_cst():
    said = {
        moments.zone_name(zone, NOW, lang)
        for lang in ("ko", "zh", "en")
        for zone in ("Asia/Shanghai", "PRC", "America/Chicago")
    }

    assert not any("CST" in name for name in said)


def test_the_year_stands_when_it_is_another_one():
    assert moments.moment(NOW + timedelta(days=60), now=NOW, lang="en") == "Fri 22 Jan 2027, 10:48 KST"


@pytest.mark.parametrize(
    ("ahead", "said", "urgent"),
    [
        (timedelta(minutes=38), "38분 남음", True),
        (timedelta(seconds=5), "1분 남음", True),
        (timedelta(hours=4, minutes=12), "4시간 12분 남음", True),
        (timedelta(hours=14), "내일", True),
        (timedelta(days=1, hours=12), "내일", True),
        (timedelta(days=4), "4일 남음", False),
        (timedelta(0), "마감", False),
        (timedelta(hours=-1), "마감", False),
    ],
)
def test_the_time_left_is_counted_by_the_days_of_the_zone(ahead, said, urgent):
    with translation.override("ko"):
        assert (moments.left(NOW + ahead, now=NOW), moments.is_urgent(NOW + ahead, now=NOW)) == (said, urgent)


def test_the_count_of_days_turns_at_midnight_in_seoul():
    closes = datetime(2026, 11, 25, 15, tzinfo=UTC)  # midnight of the 26th in Seoul

    assert [moments.d_day(closes, now=NOW), moments.d_day(closes, now=closes - timedelta(minutes=1))] == ["D-3", "D-1"]
    assert moments.d_day(closes, now=closes) == ""


# Words


def test_words_in_the_readers_language_carry_no_lang_of_their_own():
    title = Text(ko="공고", en="Call", source="ko")

    assert [draw("{% said t %}", lang, t=title) for lang in ("ko", "en", "zh-hans")] == [
        "공고",
        "Call",
        '<span lang="en">Call</span>',
    ]


def test_a_machines_draft_says_so_and_a_persons_does_not():
    title = Text(ko="일정", zh="日程", en="Schedule", source="ko", machine=frozenset({"en"}))

    marked = [("draft-mark" in draw("{% said t mark=True %}", lang, t=title)) for lang in ("ko", "zh-hans", "en")]
    assert marked == [False, False, True]


def test_words_from_outside_never_become_markup():
    hostile = Text(ko="<b>x</b>", source="ko")

    page = draw('{% said t %}{% state "met" h %}{% pill h %}{% button h %}{% notice h h %}', t=hostile, h="<b>x</b>")

    assert ("<b>x</b>" in page, page.count("&lt;b&gt;x&lt;/b&gt;")) == (False, 6)


@pytest.mark.parametrize("wrong", ['{% icon "nosuch" %}', '{% state "nosuch" "x" %}', '{% notice "x" tone="nosuch" %}'])
def test_a_name_that_is_not_drawn_fails_loudly(wrong):
    with pytest.raises(KeyError):
        draw(wrong)


def test_every_state_has_its_own_shape_unless_it_is_the_same_state():
    shapes = [icons.SHAPES[name] for name in ("met", "unknown", "unmet", "waiting", "clock", "ring", "dash")]

    assert len(set(shapes)) == 7


def test_a_button_that_cannot_be_used_says_why_and_sends_nothing():
    page = draw('{% button "Assign" why_not="Check the rules first." kind="primary" href="/x" %}')

    described = re.search(r'aria-describedby="([^"]+)"', page)
    assert described is not None
    assert f'id="{described[1]}">Check the rules first.' in page
    assert ('type="button"' in page, 'aria-disabled="true"' in page, "href" in page) == (True, True, False)


# Getting about


def test_one_parameter_changes_and_the_rest_of_the_query_stays():
    def query(source: str) -> QueryDict:
        return QueryDict(draw(source).replace("&amp;", "&").lstrip("?"))

    assert dict(query("{% query_with page=3 %}").lists()) == {"q": ["robot"], "kind": ["a", "b"], "page": ["3"]}
    assert dict(query("{% query_with kind=None page='' %}").lists()) == {"q": ["robot"]}


def test_pages_keep_the_query_and_name_the_one_that_is_open():
    page = draw("{% pages page %}", page=Paginator(range(100), 10).page(2))

    assert '<span aria-current="page">2</span>' in page
    assert "?q=robot&amp;kind=a&amp;kind=b&amp;page=3" in page
    assert draw("{% pages page %}", page=Paginator(range(5), 10).page(1)).strip() == ""


def test_each_language_leads_to_this_very_page():
    with translation.override("zh-hans"):
        tongues = languages("/zh-hans/calls/?q=%EB%A1%9C&page=2")

    assert [t.address for t in tongues] == [
        "/ko/calls/?q=%EB%A1%9C&page=2",
        "/zh-hans/calls/?q=%EB%A1%9C&page=2",
        "/en/calls/?q=%EB%A1%9C&page=2",
    ]
    assert [t.here for t in tongues] == [False, True, False]
    assert [t.address for t in languages("//evil.test/")] == ["/ko/", "/zh-hans/", "/en/"]


# Drawings


def door(number: int, side: str, calls: int = 1) -> drawings.Door:
    return drawings.Door(
        str(number), Text(ko=f"문{number}"), calls, False, f"/d/{number}", side=side, metres=number * 4.0
    )


@given(odd=st.integers(0, 40), even=st.integers(0, 40))
def test_no_house_stands_in_another_or_off_the_street(odd, even):
    doors = [door(i, "odd") for i in range(odd)] + [door(i, "even") for i in range(even)]

    placed = drawings.street(doors, lane=10)["placed"]

    assert len(placed) == odd + even
    for y in {house["y"] for house in placed}:
        row = [house for house in placed if house["y"] == y]
        assert all(a["x"] + a["width"] <= b["x"] + 0.3 for a, b in pairwise(row))
        assert row[0]["x"] >= 0
        assert row[-1]["x"] + row[-1]["width"] <= 1161


def test_a_name_too_long_for_its_board_is_cut_and_stays_whole_in_the_title():
    name = "아주아주아주아주긴이름의창업지원센터"
    page = draw("{% street_map doors %}", "ko", doors=[drawings.Door("1", Text(ko=name), 2, True, "/d/1")])

    assert f"<title>{name}, 접수 중 공고 2건" in page
    assert page.count("…</text>") == 1


# Forms


class Sample(forms.Form):
    title = TrilingualField(max_length=20)
    budget = MoneyField(min_value=1000, required=False)
    closes = ZonedMomentField(required=False)
    kinds = TicksField(choices=[("a", "A"), ("b", "B"), ("c", "C")], required=False)


def sent(**more: object) -> Sample:
    data = QueryDict(mutable=True)
    for key, value in ({"title_ko": "공고"} | more).items():
        data.setlist(key, value if isinstance(value, list) else [str(value)])
    return Sample(data)


def test_a_trilingual_field_cleans_to_a_text_with_its_origin_and_marks():
    form = sent(title_ko="", title_zh=" 公告 ", title_en="Call", title_machine=["en", "ko"])

    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == Text(zh="公告", en="Call", source="zh", machine=frozenset({"en"}))


def test_a_wording_that_was_read_loses_its_mark():
    form = sent(title_en="Call", title_machine=["en"], title_read=["en"])

    assert form.is_valid()
    assert form.cleaned_data["title"].machine == frozenset()


def test_what_was_typed_in_three_languages_is_still_there_after_an_error():
    form = sent(title_ko="가" * 21, title_zh="公告")

    page = str(form)
    assert [str(error) for error in form.errors["title"]] == ["한국어 글이 21자입니다. 20자까지 줄여 주십시오."]
    assert ("가" * 21 in page, 'value="公告"' in page) == (True, True)


@pytest.mark.parametrize("day", ["0001-01-01", "0026-11-23", "9999-12-31"])
def test_a_moment_of_a_mistyped_year_is_refused_beside_the_field(day):
    form = sent(closes_day=day, closes_time="00:00", closes_zone="Asia/Seoul")

    assert [str(error) for error in form.errors["closes"]] == ["연도를 확인해 주십시오."]


def test_money_a_moment_and_ticks_clean_to_plain_values():
    form = sent(
        budget="3천만", closes_day="2026-11-23", closes_time="15:00", closes_zone="Asia/Shanghai", kinds=["c", "a"]
    )

    assert form.is_valid(), form.errors
    assert (form.cleaned_data["budget"], form.cleaned_data["kinds"]) == (30_000_000, ["a", "c"])
    assert form.cleaned_data["closes"] == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert str(form.cleaned_data["closes"].tzinfo) == "Asia/Shanghai"


def test_a_field_and_its_error_are_tied_by_id_and_the_summary_leads_there():
    form = sent(budget="삼천만원쯤")

    page = draw("{% form_errors form %}{% field form.budget %}", form=form)

    assert 'href="#id_budget"' in page
    assert 'aria-describedby="id_budget_error"' in page
    assert 'id="id_budget_error"' in page
    assert 'value="삼천만원쯤"' in page


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "내용을 적어 주십시오."), ("zh-hans", "请填写此项。"), ("en", "Please fill this in.")]
)
def test_an_empty_field_is_asked_for_kindly_in_each_language(language, said):
    with translation.override(language):
        assert forms.CharField().error_messages["required"] == said


# The house as a whole


@pytest.mark.parametrize("language", ["ko", "zh-hans", "en"])
def test_the_style_page_is_whole_and_obeys_the_strict_policy(language):
    request = RequestFactory().get(f"/{language}/street/style")
    request.user = AnonymousUser()

    with translation.override(language):
        page = style.styleguide(request).content.decode()

    assert re.findall(r'\sstyle="|\son[a-z]+="|<style|javascript:', page) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
    idents = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(idents) == sorted(set(idents))
    assert all(target in idents for target in re.findall(r'\sfor="([^"]+)"', page))
    assert {"ko": "거리를 그리는 법", "zh-hans": "这条街如何绘制", "en": "How the street is drawn"}[language] in page


@pytest.mark.parametrize("name", ["403", "404", "409", "429", "500", "403_csrf"])
@pytest.mark.parametrize("language", ["ko", "zh-hans", "en"])
def test_each_error_page_is_drawn_without_a_database_and_says_what_to_do(name, language):
    request = RequestFactory().get(f"/{language}/nowhere")

    with translation.override(language):
        page = engines["django"].get_template(f"{name}.html").render({"reason": "모집이 끝났습니다."}, request)

    assert page.count("<h1>") == 1
    assert ("모집이 끝났습니다." in page) == (name in {"403", "409"})


def test_every_class_a_core_template_uses_is_in_the_style_sheet():
    css = (CORE / "static/core/components.css").read_text()
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", css)) | {"icon", "when"}
    used: set[str] = set()
    for template in (CORE / "templates").rglob("*.html"):
        plain = re.sub(r"{[{%].*?[%}]}", " ", template.read_text())
        for group in re.findall(r'class="([^"]*)"', plain):
            used |= {name for name in group.split() if not name.endswith("-")}

    assert sorted(used - known - {"push", "open", "none", "link"}) == []


def test_one_look_is_kept_in_a_cookie_and_leads_back_only_within_the_street():
    def choose(**data: str) -> tuple[str, str]:
        request = RequestFactory().post("/en/street/look", data, HTTP_COOKIE="look=dark")
        response = style.set_look(request)
        return response.cookies["look"].value, response["Location"]

    assert choose(text="xl", next="/en/calls/") == ("dark.xl", "/en/calls/")
    assert choose(theme="", next="https://evil.test/") == ("", "/")
    assert choose(theme="<script>", text="l", next="//evil.test") == ("l", "/")


def test_a_date_is_written_as_each_language_writes_it():
    days = [moments.day(date(2026, 11, 23), form="full", lang=lang) for lang in ("ko", "zh", "en")]

    assert days == ["2026. 11. 23. (월)", "2026年11月23日 周一", "Mon 23 Nov 2026"]


def test_an_icon_costs_microseconds_not_a_template():
    template = Template("{% icon 'search' %}", engine=Engine(builtins=["madang.core.templatetags.ui"]))

    assert template.render(Context()).startswith('<svg class="icon" width="20"')

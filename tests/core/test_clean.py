from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from madang.core.clean import normalise, one_line, strip_html

PIECES = [
    *(
        "&amp;",
        "&",
        "amp;",
        "&lt;",
        "&#38;",
        "#38;",
        "&#x26;",
        "lt;",
        "&nbsp;",
        "&nbsp",
        "<p>",
        "</p>",
        "<br>",
        "<b>",
        "<",
    ),
    *(
        ">",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "ㆍ",
        "・",
        "\u200b",
        "\u200d",
        "\u200b\u200d",
        "👩",
        "＆",
        "；",
        "ｌｔ",
        "漢",
    ),
    *("가", "\u1100", "\u1161", "\u11a8", "e", "\u0301", "\u0344", " ", "\t", "\u3000", "\r\n", "\n", "\x00", "\ud800"),
    *("&#44032;", "&#27721;", "&#65307;", "/", "a", "&#769;", "（", "\u037e", "&zwj;"),
]
dirty = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("사업화ㆍ멘토링・교육‧공간", "사업화·멘토링·교육·공간"),
        ("R&amp;amp;amp;D &amp;lt;로봇&amp;gt;", "R&D <로봇>"),
        ("가상의 공고입니다.&nbsp;로봇·AI", "가상의 공고입니다. 로봇·AI"),
        ("모집공고 \t \u3000 안내  \n\n\n\n 끝 ", "모집공고 안내\n\n끝"),
        ("ＡＩ　２０２６（주）", "AI 2026(주)"),
        ("中关村（北京），ＡＩ２０２６", "中关村（北京），AI2026"),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
        ("마\u200b당\ufeff\x00\x08", "마당"),
        ("a&copy=1&reg2", "a&copy=1&reg2"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\ud83d", "\ufffd"),
        ("👩\u200d🔬 과\u200d학", "👩\u200d🔬 과학"),
        ("&bogus; &#0; &#xD800;", "&bogus; \ufffd \ufffd"),
    ],
)
def test_dirty_text_is_read_as_a_person_reads_it(given_text, wanted):
    assert normalise(given_text) == wanted


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("<p>가상의 공고.&nbsp;</p><p>☞ 로봇 <b>실증비</b> 최대 1억원</p>", "가상의 공고.\n\n☞ 로봇 실증비 최대 1억원"),
        ("&lt;p&gt;하나&lt;/p&gt;&lt;p&gt;둘&lt;br/&gt;셋&lt;/p&gt;", "하나\n\n둘\n셋"),
        ("&amp;lt;div&amp;gt;하나&amp;lt;/div&amp;gt;", "하나"),
        ("<ul><li>하나</li><li>둘</li></ul>", "- 하나\n- 둘"),
        ("<p>줄이\n나뉜 문단</p>", "줄이 나뉜 문단"),
        ("표시 없는\n두 줄", "표시 없는\n두 줄"),
        ("업력 < 7년, 매출 > 1억", "업력 < 7년, 매출 > 1억"),
        ("<script>alert(1)</script><style>p{}</style>본문<!-- 숨김 -->", "본문"),
        ("<table><tr><td>구분</td><td>내용</td></tr></table>", "구분 내용"),
        ("<<b></b>p>속임", "< p>속임"),
    ],
)
def test_html_becomes_paragraphs_of_plain_text(given_text, wanted):
    assert strip_html(given_text) == wanted


def test_one_line_leaves_no_line_end():
    assert one_line(" 모집\r\n공고\n\n안내 ") == "모집 공고 안내"


@example("&amp;ap\u200d;")
@example("&l&zwj;t;")
@example("&nbspe&#769;")
@example("<p>&#38;</script>lt&lt;")
@given(dirty)
def test_cleaning_twice_changes_nothing_more(text):
    for clean in (normalise, one_line, strip_html):
        assert clean(clean(text)) == clean(text)


@given(dirty)
def test_clean_text_can_be_stored_and_holds_no_markup(text):
    clean = strip_html(text)

    clean.encode()
    assert "\x00" not in clean
    assert strip_html(clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        *("&" + "amp;" * 25_000, "&#38;" * 20_000 + "lt;", "&" * 100_000, " \n" * 50_000, "\u0301\u0327" * 50_000),
        *("<" * 100_000, "<a " * 33_000, "<div>" * 20_000, "<div>" * 9_900, "<b><i>" * 4_900, "<p a='" * 15_000),
        *("\u200d" * 100_000, "\u1100" * 100_000, "<!--" * 25_000, "\n" * 100_000),
    ],
    ids=range(15),
)
def test_a_hundred_thousand_worst_signs_are_cleaned_at_once(text):
    start = perf_counter()
    strip_html(text)

    assert perf_counter() - start < 2

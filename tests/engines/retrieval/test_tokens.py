import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.engines.retrieval.hangul import from_keys, letters
from madang.engines.retrieval.tokens import detect, fold, folded, latin_forms, number_forms, runs, stem

TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "창업지원센터를机器人補貼與創業ＡＩ（）ㆍ·\u119e①㎡ﾞ각ㅊ\u1100\u1161\u11a8\u0301é ß İ\n\t\"'\\-:*&|!<>~ 0129"
        ),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("source", "level"),
    [
        ("ＴＩＰＳ　프로그램", "tips 프로그램"),
        ("창업ㆍ지원·육성・판로", "창업 지원 육성 판로"),
        ("통ㆍ번역, 산ㆍ학ㆍ연 국내·외 중소ㆍ중견", "통번역, 산학연 국내외 중소 중견"),
        ("창\u200b업 스타\u00ad트업", "창업 스타트업"),
        ("\u1100\u1161\u11bc남", "강남"),
        ("機器人補貼與創業", "机器人补贴与创业"),
        ("R＆D", "r&d"),
        ("（예비）창업자", " 예비 창업자"),
        ("Straße ㎡", "straße m2"),
    ],
)
def test_folding_levels_width_case_composition_dots_and_traditional_characters(source, level):
    assert fold(source) == level


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_every_folded_slice_leads_back_into_the_source(text):
    source = folded(text)
    for run in runs(source.text):
        start, end = source.span(run.start, run.end)
        assert 0 <= start < end <= len(text)
        assert run.text in fold(text[start:end])


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("청년 창업 지원", "ko"),
        ("AI 스타트업 IR 지원 Program", "ko"),
        ("中关村创业大街", "zh"),
        ("海淀区 AI 企业补贴 TIPS", "zh"),
        ("Robotics grant for startups", "en"),
        ("Pangyo 판교 start-up campus for deep tech founders", "en"),
        ("2026 3.5 %", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_the_script_most_of_the_text_is_in(text, lang):
    assert detect(text) == lang


def test_a_text_is_cut_where_the_script_changes_and_numbers_keep_their_unit():
    found = [(run.text, run.script) for run in runs(fold("AI반도체 3억원, 2026年 20人 R&D 164 cm 5G"))]

    assert found == [
        ("ai", "latin"),
        ("반도체", "hangul"),
        ("3억원", "number"),
        ("2026年", "number"),
        ("20人", "number"),
        ("r&d", "latin"),
        ("164 cm", "number"),
        ("5g", "latin"),
    ]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("2026년", ("2026",)),
        ("2026年", ("2026",)),
        ("7년", ("7년",)),
        ("1,000만원", ("1000만원", "1000")),
        ("164 cm", ("164cm", "164")),
        ("3.5", ("3.5",)),
    ],
)
def test_numbers_are_found_with_their_unit_and_years_without(text, forms):
    assert number_forms(text) == forms


def test_a_word_in_capitals_is_a_name_and_gets_no_stem():
    assert latin_forms("tips", said="TIPS") == ("tips",)
    assert latin_forms("tips", said="tips") == ("tips", "~tip")
    assert latin_forms("r&d", said="R&D") == ("r&d",)
    assert latin_forms("k-startup", said="K-Startup") == ("k-startup", "startup", "kstartup", "~startup", "~kstartup")


def test_english_words_meet_in_their_stem():
    assert {stem(word) for word in ("robot", "robots", "robotics")} == {"robot"}


def test_hangul_opens_into_letters_and_comes_back_from_the_wrong_keyboard():
    assert letters("창업 A") == "ㅊㅏㅇㅇㅓㅂ A"
    assert from_keys("ckddjqwldnjs") == "창업지원"
    assert from_keys("tmxkxmdjq") == "스타트업"
    assert from_keys("robot") is None


def test_a_hundred_thousand_characters_fold_in_a_moment():
    text = "창업ㆍ機器人ＴＩＰＳ\u1100\u1161 " * 8_000

    begin = time.perf_counter()
    folded(text)

    assert time.perf_counter() - begin < 3

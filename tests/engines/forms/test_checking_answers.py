from datetime import date

import pytest

from madang.engines.forms import check, clean, counted, faults, progress, ready, visible, written_in
from tests.engines.forms.makers import EN, LIMITS, ONE_OF_EACH, ask, one, small

TODAY = date(2026, 11, 22)


def codes(question, value, **more):
    return [(fault.path, fault.code) for fault in faults(question, value, today=TODAY, **more)]


@pytest.mark.parametrize(
    ("kind", "value", "wrong"),
    [
        ("text", "가" * 21, [("q", "long_characters")]),
        ("text", "가 " * 10 + "가가", [("q", "long_characters")]),
        ("long_text", "가 " * 100, []),
        ("long_text", "word " * 41, [("q", "long_words")]),
        ("long_text", "字" * 81, [("q", "long_characters_bare")]),
        ("number", "100.5", [("q", "too_high")]),
        ("number", "-1", [("q", "too_low")]),
        ("number", "0.25", [("q", "decimals")]),
        ("number", "0.3", [("q", "step")]),
        ("money", {"amount": "1000000001", "currency": "KRW"}, [("q", "sum_high")]),
        ("money", {"amount": "1000000001", "currency": "USD"}, []),
        ("money", {"amount": "-1", "currency": "USD"}, [("q", "too_low")]),
        ("money", {"amount": "1", "currency": "CNY"}, [("q", "currency")]),
        ("date", "2026-11-23", [("q", "day_future")]),
        ("date", "2026-11-22", []),
        ("date", "2019-12-31", [("q", "day_early")]),
        ("choice", ["a", "b", "c"], [("q", "many_picks")]),
        ("choice", ["z"], [("q", "choice")]),
        ("table", [{"item": str(at)} for at in range(6)], [("q", "many_rows")]),
        ("table", [{"count": "1"}], [("q[0].item", "required")]),
        ("table", [{"item": "x", "count": "1.234"}], [("q[0].count", "decimals")]),
        ("link", "https://example.com", []),
        ("team", [{"name": str(at)} for at in range(4)], [("q", "many_members")]),
        (
            "team",
            [{"role": "CTO", "career": "가" * 51}],
            [("q[0].name", "required"), ("q[0].career", "long_characters")],
        ),
        ("consent", {"version": "1", "accepted": False}, [("q", "consent_needed")]),
        ("consent", {"version": "0", "accepted": True}, [("q", "consent_version")]),
        ("consent", None, [("q", "consent_needed")]),
        ("text", None, [("q", "required")]),
    ],
)
def test_each_limit_that_is_broken_is_named(kind, value, wrong):
    assert codes(one(kind, LIMITS[kind]), value) == wrong


def test_files_are_held_against_kind_size_and_pages():
    file = {"document": "7", "sha256": "a" * 64, "name": "plan.pdf"}
    question = one("file", LIMITS["file"])

    assert codes(question, [file | {"kind": "business_plan", "size": 20 * 1024 * 1024, "pages": 10}]) == []
    assert codes(question, [file | {"kind": "pledge", "size": 20 * 1024 * 1024 + 1, "pages": 11}]) == [
        ("q[0]", "file_kind"),
        ("q[0]", "file_size"),
        ("q[0]", "file_pages"),
    ]
    assert codes(question, [file | {"kind": "business_plan"}, file | {"document": "8", "kind": "business_plan"}]) == [
        ("q", "many_files")
    ]


@pytest.mark.parametrize(
    ("style", "good", "bad"),
    [
        ("email", "name@example.test", "name@example"),
        ("phone", "+82 2-123-4567", "call me"),
        ("business_number", "123-45-67890", "123-45-6789"),
        ("corporate_number", "110111-0000000", "110111-000000"),
        ("credit_code", "91110000ABCDEFGH1X", "91110000ABCDEFGH1"),
    ],
)
def test_texts_of_a_format_keep_it(style, good, bad):
    question = one("text", {"format": style})

    assert (codes(question, good), codes(question, bad)) == ([], [("q", f"not_{style}")])


def test_numbers_of_registers_may_be_typed_full_width():
    question = one("text", {"format": "business_number"})

    assert clean(question, "１２３－４５－６７８９０", lang="ko") == "123-45-67890"


@pytest.mark.parametrize(
    ("text", "lang", "size", "bare"),
    [
        ("우리는 로봇을 만듭니다.", "ko", 13, 11),
        ("한 줄\n두 줄", "ko", 6, 4),
        ("我们做 robot。", "zh", 10, 9),
        ("We make robots, well - and fast.", "en", 6, 6),
        ("We make 로봇", "en", 4, 4),
        ("e\u0301te\u0301", "ko", 3, 3),
        ("", "en", 0, 0),
    ],
)
def test_lengths_are_counted_as_people_count(text, lang, size, bare):
    assert (counted(text, lang), counted(text, lang, spaces=False)) == (size, bare)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("로봇을 만듭니다", "ko"),
        ("制造机器人", "zh"),
        ("We build robots", "en"),
        ("AI 로봇", "ko"),
        ("AI机器人", "zh"),
        ("123", "en"),
    ],
)
def test_the_script_tells_the_language(text, lang):
    assert written_in(text) == lang


def test_the_checklist_follows_stage_and_conditions():
    form = small(
        ask(
            "choice", "kind", {"options": [{"code": code, "label": EN} for code in ("firm", "team")]}, required="submit"
        ),
        ask("number", "age", required="submit", shown_if={"question": "kind", "equals": "firm"}),
        ask("text", "old", required="submit", shown_if={"question": "age", "greater": 7}),
        ask("file", "deck", required="talk"),
        ask("text", "note"),
        stages=["submit", "talk"],
    )

    def missing(answers, stage):
        return [problem.question for problem in check(form, answers, stage=stage, today=TODAY)]

    assert missing({}, "submit") == ["kind"]
    assert missing({"kind": "firm"}, "submit") == ["kind", "age"][1:]
    assert missing({"kind": "firm", "age": "8"}, "submit") == ["old"]
    assert missing({"kind": "firm", "age": "7"}, "submit") == []
    assert missing({"kind": "team", "age": "8"}, "submit") == []  # an answer under a hidden question does not count
    assert missing({"kind": "team"}, "talk") == ["deck"]
    assert visible(form, {"kind": "team", "age": "8"}) == ("kind", "deck", "note")
    with pytest.raises(ValueError, match="not a stage"):
        check(form, {}, stage="final", today=TODAY)


def test_a_condition_on_a_sum_compares_sums_of_one_currency():
    form = small(
        ask("money", "asked", {"currencies": ["KRW", "USD"]}),
        ask("text", "why", shown_if={"question": "asked", "at_least": "5천만"}),
    )

    def why(amount, currency):
        return "why" in visible(form, {"asked": {"amount": amount, "currency": currency}})

    assert (why("50000000", "KRW"), why("49999999", "KRW"), why("50000000", "USD")) == (True, False, False)


def test_progress_counts_what_is_shown():
    form = ready("common")
    before, after = progress(form, {}), progress(form, {"company_name": "Sample", "founding_type": "pre_founder"})

    assert (before.answered, after.answered) == (0, 2)
    assert before.asked == len(visible(form, {}))
    assert "company_name" in before.missing
    assert "company_name" not in after.missing
    assert "doc_national_tax" not in after.missing


def test_every_fault_of_an_empty_form_speaks_three_languages():
    problems = check(ONE_OF_EACH, {"text": "x" * 100}, stage="submit", today=TODAY, lang="ko")

    assert [problem.text("ko") for problem in problems] == ["공백 포함 100자입니다. 20자 이내로 줄여 주십시오."]
    assert [problem.text("zh-hans") for problem in problems] == ["共 100 字（含空格），请缩短至 20 字以内。"]


def test_an_answer_only_begun_is_a_fault_once_it_is_due_or_where_it_never_will_be():
    table = {"columns": [{"id": "item", "kind": "text", "label": EN}], "min": 2}
    form = small(
        ask("table", "now", table, required="submit"), ask("table", "later", table, required="talk"), ask("table", "free", table),
        stages=["submit", "talk"],
    )  # fmt: skip
    answers = {name: [{"item": "x"}] for name in ("now", "later", "free")}

    def wrong(stage):
        return [(problem.path, problem.code) for problem in check(form, answers, stage=stage, today=TODAY)]

    assert wrong("submit") == [("now", "few_rows"), ("free", "few_rows")]
    assert wrong("talk") == [("now", "few_rows"), ("later", "few_rows"), ("free", "few_rows")]


def test_an_optional_consent_may_be_refused():
    question = one("consent", LIMITS["consent"])
    refused = {"version": "1", "accepted": False}

    assert (codes(question, refused, due=False), codes(question, refused)) == ([], [("q", "consent_needed")])


@pytest.mark.parametrize("blank", ["\u3164\u3164", "\u200d", "\u2800", " \u00a0 ", "\u0301"])
def test_a_text_nobody_can_see_is_no_answer(blank):
    assert clean(one("text"), blank, lang="ko") is None


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "1e999999999", {"amount": "NaN", "currency": "KRW"}])
def test_a_condition_over_a_figure_that_is_none_does_not_hold(value):
    form = small(ask("number", "a"), ask("text", "b", shown_if={"question": "a", "greater": 1}))

    assert visible(form, {"a": value}) == ("a",)


def test_a_korean_name_in_an_english_application_is_counted_in_characters():
    question = one("text", {"max": {"ko": 20, "zh": 15, "en": 3}})

    assert codes(question, "주식회사 보기로보틱스", lang="en") == []
    assert codes(question, "一二三四五六七八九十机器人公司", lang="en") == []
    assert codes(question, "Sample Robotics of Seoul", lang="en") == [("q", "long_words")]
    assert codes(one("text", {"max": {"en": 3}}), "보기로보틱스", lang="en") == [("q", "long_words")]
    assert codes(question, "Sample Robotics of Seoul", lang="ko") == [("q", "long_characters")]

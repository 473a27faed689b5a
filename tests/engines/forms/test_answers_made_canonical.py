import json
import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.engines import amounts
from madang.engines.forms import (
    LONGEST,
    Problem,
    canonical,
    check,
    clean,
    content_hash,
    faults,
    figures,
    meanings,
    plain,
    show,
    take,
)
from tests.engines.forms.makers import LIMITS, ONE_OF_EACH, one, raws

QUESTIONS = list(ONE_OF_EACH.questions())
TODAY = date(2026, 11, 22)


@given(st.sampled_from(QUESTIONS), raws, st.sampled_from(["ko", "zh", "en"]))
@settings(max_examples=1500, deadline=None)
def test_no_input_breaks_an_answer_and_a_clean_one_is_clean_for_good(question, raw, lang):
    taken = take(question, raw, lang=lang)

    assert take(question, taken.value, lang=lang) == type(taken)(taken.value)
    assert canonical(taken.value)
    assert "\\u0000" not in json.dumps(taken.value)
    assert "\\ud8" not in json.dumps(taken.value, ensure_ascii=False)
    assert all(problem.text(lang) and problem.question == question.id for problem in taken.problems)
    found = list(faults(question, taken.value, today=TODAY, lang=lang))
    assert all(problem.text(lang) and problem.question == question.id for problem in found)
    assert show(question, taken.value, lang)


@given(st.dictionaries(st.sampled_from([question.id for question in QUESTIONS]), raws))
@settings(max_examples=200, deadline=None)
def test_a_check_takes_whatever_stands_in_the_database(answers):
    assert all(problem.text("ko") for problem in check(ONE_OF_EACH, answers, stage="submit", today=TODAY))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
@pytest.mark.parametrize(
    "sign", ["a", "\u0301", "가", "\n", " ", "\x00", "\ud800", "1", ",", "\u202e", "-", "만", "@", "=", "["]
)
def test_a_million_of_any_sign_is_answered_at_once(question, sign):
    for size in (10**5, 10**6):
        began = time.perf_counter()
        clean(question, sign * size, lang="ko")
        clean(question, [{"item": sign * size, "name": sign * size}] * 3, lang="ko")
        assert time.perf_counter() - began < 2


@given(st.text(max_size=300))
def test_cleaning_text_twice_is_cleaning_it_once(text):
    assert plain.lines(plain.lines(text)) == plain.lines(text)
    assert plain.line(plain.line(text)) == plain.line(text)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("50,000,000", "50000000"),
        ("５０，０００，０００", "50000000"),
        ("5천만", "50000000"),
        ("1억 5천만", "150000000"),
        ("3,000만원", "30000000"),
        ("1,200백만원", "1200000000"),
        ("₩ 7,000", "7000"),
        ("1.5억원", "150000000"),
        ("50 million", "50000000"),
        ("1조 2,000억", "1200000000000"),
        (50_000_000, "50000000"),
        (Decimal("5e3"), "5000"),
        ({"amount": "7,000", "currency": "KRW"}, "7000"),
        ({"amount": "7,000원", "currency": ""}, "7000"),
    ],
)
def test_sums_are_read_as_people_write_them(raw, value):
    assert clean(one("money"), raw, lang="ko") == {"amount": value, "currency": "KRW"}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("50.000.000", "not_money"),
        ("1,5", "not_money"),
        ("1,0000", "not_money"),
        ("만", "not_money"),
        ("1만 2억", "not_money"),
        ("천천", "not_money"),
        ("5만만", "not_money"),
        ("NaN", "not_money"),
        ("1e5", "not_money"),
        ("9" * 400, "not_money"),
        (10**400, "not_money"),
        (float("nan"), "not_money"),
        (float("inf"), "not_money"),
        (True, "not_money"),
        ("$5", "currency"),
        ({"amount": "5원", "currency": "USD"}, "currency"),
        ({"amount": "5元", "currency": "KRW"}, "currency"),
        ("0.5", "money_fraction"),
    ],
)
def test_sums_that_could_mean_two_things_are_refused(raw, code):
    found = clean(one("money"), raw, lang="ko")

    assert isinstance(found, Problem)
    assert (found.path, found.code) == ("q", code)


DAYS = (
    *("2026-11-02", "2026.11.2", "2026. 11. 2.", "2026/11/02", "20261102", "2026년 11월 2일", "2026年11月2日"),
    *("2026年11月2号", "2 Nov 2026", "2nd November 2026", "Nov 2, 2026", "November 2 2026", "２０２６－１１－０２"),
    date(2026, 11, 2),
)


@pytest.mark.parametrize("raw", DAYS)
def test_days_are_read_as_people_write_them(raw):
    assert clean(one("date"), raw, lang="en") == "2026-11-02"


@pytest.mark.parametrize("raw", ["03/04/2026", "2026-02-30", "26-11-02", "2026-11", "tomorrow", 20261102, "0000-01-01"])
def test_days_that_are_none_or_two_are_refused(raw):
    found = clean(one("date"), raw, lang="en")

    assert isinstance(found, Problem)
    assert found.code == "not_date"


@given(st.dates(), st.sampled_from(["ko", "zh", "en"]))
def test_a_day_that_is_shown_can_be_read_again(day, lang):
    if day.year < 1000:
        day += timedelta(days=366 * 1000)

    assert clean(one("date"), show(one("date"), day.isoformat(), lang), lang=lang) == day.isoformat()


@given(st.integers(0, 10**15), st.sampled_from(["KRW", "CNY", "USD", "EUR"]), st.sampled_from(["ko", "zh", "en"]))
def test_a_sum_that_is_shown_can_be_read_again(amount, currency, lang):
    question = one("money", {"currencies": ["KRW", "CNY", "USD", "EUR"]})
    value = {"amount": str(amount), "currency": currency}

    assert clean(question, show(question, value, lang), lang=lang) == value


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3))
def test_a_number_survives_its_digits(value):
    assert figures.number(figures.plain(value)) == value


@pytest.mark.parametrize(
    ("raw", "link"),
    [
        ("https://Example.com/A?b=1#c", "https://example.com/A?b=1#c"),
        ("example.com", "https://example.com"),
        ("https://한국.example/", "https://xn--3e0b707e.example/"),
        ("https://example.com:443/", "https://example.com/"),
    ],
)
def test_links_are_made_whole(raw, link):
    assert clean(one("link"), raw, lang="en") == link


NO_LINKS = (
    *(
        "javascript:alert(1)",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://user@example.com/",
        "https://example",
    ),
    *("https://exa mple.com", "ftp://example.com/", "https://example.com:99999/", "https://[::1]/", "https://a..b.com"),
    *('https://example.com/"onclick=', f"https://{'a' * 3000}.com", "//example.com", "https://example.com\\@evil.com"),
)


@pytest.mark.parametrize("raw", NO_LINKS)
def test_links_that_lead_nowhere_public_are_refused(raw):
    assert isinstance(clean(one("link"), raw, lang="en"), Problem)


def test_a_bad_cell_is_named_and_the_rest_of_the_table_kept():
    question = one("table", LIMITS["table"])
    rows = [{"item": "Motor", "sum": "5천만"}, {}, {"item": "Arm", "sum": "soon", "pick": "maybe"}]

    taken = take(question, rows, lang="ko")

    assert taken.value == [{"item": "Motor", "sum": {"amount": "50000000", "currency": "KRW"}}, {"item": "Arm"}]
    assert [(fault.path, fault.code) for fault in taken.problems] == [
        ("q[1].sum", "not_money"),
        ("q[1].pick", "choice"),
    ]


def test_choices_keep_the_order_of_the_options():
    assert clean(one("choice", LIMITS["choice"]), ["c", "a", "c"], lang="en") == ["a", "c"]


def test_a_consent_to_an_older_text_is_refused():
    found = clean(one("consent", LIMITS["consent"]), {"version": "0", "accepted": True}, lang="en")

    assert isinstance(found, Problem)
    assert found.code == "consent_version"


def test_text_longer_than_can_be_kept_is_refused_unread():
    question = one("long_text")

    assert clean(question, "a" * LONGEST, lang="en") == "a" * LONGEST
    assert isinstance(clean(question, "a" * (LONGEST + 1), lang="en"), Problem)


@given(st.permutations(["text", "number", "date"]))
def test_the_content_hash_does_not_hang_on_the_order_of_keys(order):
    answers = {"text": "가나다", "number": "1", "date": "2026-11-22"}

    assert content_hash(ONE_OF_EACH, {key: answers[key] for key in order}) == content_hash(ONE_OF_EACH, answers)


# Each asks for a year: by its bounds, by its unit, by what it is called in one of the languages.
YEARS = [
    one("number", {"min": 1950, "max": 2100}),
    one("number", {"unit": {"ko": "년"}}),
    one("number", {"unit": {"zh": "年"}}),
    one("number", {"unit": {"en": "year"}}),
    one("number", label={"ko": "설립연도"}),
    one("number", label={"zh": "成立年份"}),
    one("number", label={"en": "Year of founding"}),
    one("number", label={"en": "Year"}),
]
NO_YEARS = [
    one("number"),
    one("number", {"min": 1, "max": 2100}),
    one("number", {"min": 1900, "max": 2100, "unit": {"en": "kg"}}),
    one("number", {"decimals": 1, "min": 1900, "max": 2100}),
    one("number", label={"en": "People hired last year", "ko": "지난해 채용 인원", "zh": "上年度招聘人数"}),
]


@given(st.integers(1000, 9999), st.sampled_from(YEARS), st.sampled_from(["ko", "zh", "en"]))
def test_a_year_is_written_without_parted_thousands_and_can_be_read_again(year, question, lang):
    said = show(question, str(year), lang)

    unit = question.limits.unit.said(lang)
    assert said == f"{year}{' ' if unit and lang == 'en' else ''}{unit}"
    assert clean(question, str(year), lang=lang) == str(year)


@given(st.integers(0, 10**9), st.sampled_from(NO_YEARS), st.sampled_from(["ko", "zh", "en"]))
def test_any_other_number_keeps_its_thousands_parted(count, question, lang):
    unit = question.limits.unit.said(lang)

    said = show(question, str(count), lang)

    assert said == f"{amounts.number(Decimal(count), lang)}{' ' if unit and lang == 'en' else ''}{unit}"


@given(st.integers(10_000, 10**9) | st.integers(-(10**6), 999), st.sampled_from(YEARS))
def test_what_has_not_four_digits_is_no_year(number, question):
    assert show(question, str(number), "ko").startswith(amounts.number(Decimal(number), "ko"))


def test_the_years_of_the_library_are_shown_as_years_in_their_tables_and_told_as_years_where_they_are_wrong():
    asked = meanings()["yearly_figures"]
    question = one("table", asked.defaults()["limits"])

    assert show(question, [{"year": "2025", "headcount": "1200"}], "en").startswith("Year: 2025; ")
    wrong = faults(question, [{"year": "1200", "headcount": "5"}], today=TODAY)
    assert next(problem.text("en") for problem in wrong) == "Enter 1950 or more."


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 KB"), (4_300, "4 KB"), (1_048_575, "1024 KB"), (3_670_016, "3.5 MB")]
)
def test_a_small_file_is_not_nought_megabytes(size: int, words: str):
    file = {"document": "d1", "name": "plan.pdf", "size": size}
    assert show(one("file"), [file], "en") == f"plan.pdf ({words})"

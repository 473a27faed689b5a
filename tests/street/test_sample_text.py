"""What the sample street says: words that read as written, in the right script, with the right particles."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from madang.street.sample.records import Call, Street, Words
from madang.street.sample.wording import Ko, Number, fill, final_of, josa, money, split

HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
HAN = re.compile(r"[\u4e00-\u9fff]")
PARTICLE_ERRORS = re.compile(
    r"[가-힣](?:을\(를\)|를\(을\)|은\(는\)|이\(가\)|과\(와\)|\(으\)로)"  # the lazy double forms
)


def texts(street: Street) -> Iterator[tuple[str, str, str]]:
    """(where, language, text) of every sentence-like text."""
    for call in street.calls:
        for part in ("title", "summary", "body"):
            yield from said(f"{call.key} {part}", getattr(call, part))
    for programme in street.programmes:
        yield from said(programme.key, programme.name)
        yield from said(programme.key, programme.summary)
    for startup in street.startups:
        yield from said(startup.slug, startup.name)
        yield from said(startup.slug, startup.summary)
        for product in startup.products:
            yield from said(startup.slug, product.summary)
    for door in street.institutions:
        yield from said(door.slug, door.summary)


def said(where: str, words: Words) -> Iterator[tuple[str, str, str]]:
    return ((where, code, getattr(words, code)) for code in ("ko", "zh", "en") if getattr(words, code))


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("로봇", "을", "로봇을"),
        ("센서", "을", "센서를"),
        ("인공지능", "은", "인공지능은"),
        ("드론", "이", "드론이"),
        ("배터리", "이", "배터리가"),
        ("서울", "으로", "서울로"),
        ("베이징", "으로", "베이징으로"),
        ("카드", "으로", "카드로"),
        ("기술개발(R&D)", "을", "기술개발(R&D)을"),
        ("1억 원", "이며", "1억 원이며"),
        ("30만 위안", "과", "30만 위안과"),
        ("02-000-1231", "으로", "02-000-1231로"),
        ("02-000-1233", "으로", "02-000-1233으로"),
        ("마이크로 LED", "을", "마이크로 LED를"),
        ("SaaS", "을", "SaaS를"),
        ("고객 IP", "이", "고객 IP가"),
    ],
)
def test_a_particle_follows_the_sound_of_the_last_sign(word: str, particle: str, expected: str) -> None:
    assert josa(word, particle) == expected


def test_every_hangul_syllable_is_asked_for_its_final_consonant() -> None:
    assert [final_of(word) for word in ("가", "각", "갈", "힣")] == [0, 1, 8, 27]


def test_a_line_is_filled_in_each_language() -> None:
    line = split("{t:을} 찾는 {n}곳|{n}家寻找{t}|{n:firm looks|firms look} for {t}")
    values = {"t": split("로봇|机器人|robots"), "n": 1}

    assert [fill(line, code, values) for code in ("ko", "zh", "en")] == [
        "로봇을 찾는 1곳",
        "1家寻找机器人",
        "1 firm looks for robots",
    ]
    assert f"{Number(1200):place|places}" == "1,200 places"
    assert f"{Ko('나래'):은}" == "나래는"


def test_a_missing_value_is_an_error_and_never_a_gap() -> None:
    with pytest.raises(KeyError):
        fill(split("{t}|{t}|{t}"), "ko", {})


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (50_000_000, "KRW", ("5,000만 원", "5000万韩元", "KRW 50 million")),
        (150_000_000, "KRW", ("1억 5,000만 원", "1.5亿韩元", "KRW 150 million")),
        (1_000_000_000, "KRW", ("10억 원", "10亿韩元", "KRW 1 billion")),
        (300_000, "CNY", ("30만 위안", "30万元", "CNY 300,000")),
    ],
)
def test_money_is_written_as_each_language_writes_it(
    amount: int, currency: str, expected: tuple[str, str, str]
) -> None:
    written = money(amount, currency)

    assert (str(written.ko), written.zh, written.en) == expected


def test_no_text_has_a_placeholder_a_double_space_or_a_lazy_particle(street: Street) -> None:
    faults = re.compile(r"[{}|]|  |None|\.\.| [.,。，]|。。|，，")

    bad = [
        (where, text[:80])
        for where, _code, text in texts(street)
        if faults.search(text) or PARTICLE_ERRORS.search(text)
    ]

    assert bad == []


def test_chinese_has_no_hangul_korean_no_han_and_english_neither(street: Street) -> None:
    forbidden = {"ko": HAN, "zh": HANGUL, "en": re.compile(f"{HAN.pattern}|{HANGUL.pattern}")}

    bad = [
        (where, code, found.group()) for where, code, text in texts(street) if (found := forbidden[code].search(text))
    ]

    assert bad == []


def test_every_text_stands_in_its_source_language_and_machine_marks_only_translations(street: Street) -> None:
    for call in street.calls:
        for words in (call.title, call.summary, call.body):
            assert getattr(words, words.source), call.key
            assert words.source not in words.machine, call.key
            assert all(getattr(words, code) for code in words.machine), call.key


def test_a_body_has_six_numbered_headings_in_every_language(street: Street) -> None:
    for call in street.calls:
        for _where, _code, text in said(call.key, call.body):
            numbers = [int(found) for found in re.findall(r"^## (\d)\. \S", text, re.M)]
            assert numbers == [1, 2, 3, 4, 5, 6], call.key


def test_bodies_have_the_length_of_real_notices(street: Street) -> None:
    lengths = sorted(len(call.body.said(call.body.source)) for call in street.calls)

    assert lengths[len(lengths) // 20] >= 800
    assert lengths[len(lengths) * 3 // 4] <= 2500
    assert lengths[-1] <= 3600


def test_at_least_95_percent_of_titles_are_distinct_in_each_language(street: Street) -> None:
    for code in ("ko", "zh", "en"):
        titles = [title for call in street.calls if (title := getattr(call.title, code))]
        assert len(set(titles)) >= 0.95 * len(titles)


def test_neighbouring_calls_hardly_ever_share_their_purpose(street: Street) -> None:
    def purpose(call: Call) -> str:
        return call.body.said(call.body.source).split("## ")[1]

    assert sum(purpose(one) == purpose(two) for one, two in pairwise(street.calls)) <= 3

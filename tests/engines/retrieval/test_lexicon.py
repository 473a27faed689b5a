"""The concept lexicon: reading, checking, and finding concepts in texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.engines.retrieval.lexicon import Lexicon, check, lexicon, read_texts
from madang.engines.retrieval.lexicon.mining import mine

HEAD = "id,kind,ko,zh,en,broader,related,weight,rule,source,status,note\n"
ROWS = """\
robot,technology,로봇 ; 로보틱스,机器人 ; 机械人,robot ; robotics,,,,,glossary,confirmed,
humanoid-robot,technology,휴머노이드 ; 인간형 로봇,人形机器人,humanoid robot ; humanoid,robot,,,,usage,draft,
tips,support,TIPS ; 팁스,TIPS,TIPS,,rnd,,,law,confirmed,
rnd,support,연구개발 ; R&D,研发,R&D ; research and development,,,0.5,,usage,draft,
it,sector,IT ; 정보기술,信息技术 ; IT,IT ; information technology,,,,,usage,draft,
iso-13485,certification,ISO 13485,ISO 13485,ISO 13485,,,,,law,draft,
soft-landing,support,소프트랜딩,软着陆 ; 落地,soft landing,,,,落地 not in 落地窗,usage,draft,
series-a,stage,시리즈A,A轮,Series A,,,,,usage,draft,
apple,sector,사과,苹果,apple,,,,사과 near 농장|과일,usage,draft,
apology,general,사과,道歉,apology,,,,,usage,draft,
car,sector,차,车,car,,,,차 alone ; 车 alone,usage,draft,
electric-car,sector,전기차,电动车,electric car,car,,,,usage,draft,
grant,money,지원금,补助,grant,,,,,usage,draft,
finance,sector,금융,金融,finance,,,,,usage,draft,
support,general,지원,支持,support,,,0.2,,usage,draft,
programme,general,프로그램,项目,programme,,,0.2,,usage,draft,
"""


@pytest.fixture(scope="module")
def small() -> Lexicon:
    return made(ROWS)


def made(rows: str) -> Lexicon:
    return read_texts([("a.csv", (HEAD + rows).encode())])


def found(lexicon: Lexicon, text: str) -> list[tuple[str, str]]:
    return [(spot.concept, text[spot.start : spot.end]) for spot in lexicon.spot(text)]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("협동로봇을 만드는 회사", [("robot", "로봇")]),
        ("인간형로봇과 로봇", [("humanoid-robot", "인간형로봇"), ("robot", "로봇")]),
        ("機器人、ＲＯＢＯＴ", [("robot", "機器人"), ("robot", "ＲＯＢＯＴ")]),
        ("机 器 人", [("robot", "机 器 人")]),
        ("Soft-Landings and robots", [("soft-landing", "Soft-Landings"), ("robot", "robots")]),
        ("soft, landing", []),
        ("TIPS 선정", [("tips", "TIPS")]),
        ("tip of the day", []),
        ("r&d, 연구 개발", [("rnd", "r&d"), ("rnd", "연구 개발")]),
        ("it is here; an IT firm", [("it", "IT")]),
        ("ISO13485 / iso-13485", [("iso-13485", "ISO13485"), ("iso-13485", "iso-13485")]),
        ("series a funding, 시리즈A의 A轮", [("series-a", "series a"), ("series-a", "시리즈A"), ("series-a", "A轮")]),
        ("落地窗、落地韩国", [("soft-landing", "落地")]),
        ("사과 드립니다", [("apology", "사과")]),
        ("농장에서 사과를", [("apple", "사과")]),
        ("차가 막힌다, 주차장", [("car", "차")]),
        ("전 기차를 안전 기차로", [("electric-car", "전 기차")]),
        ("지원금융", [("support", "지원"), ("finance", "금융")]),
        ("지원금을", [("grant", "지원금")]),
        (
            "프로그램 program Programme",
            [("programme", "프로그램"), ("programme", "program"), ("programme", "Programme")],
        ),
        ("", []),
    ],
)
def test_a_text_gives_its_concepts_with_the_very_words_that_name_them(small, text, concepts):
    assert found(small, text) == concepts


def test_korean_and_chinese_read_it_as_a_trade_in_small_letters_too(small):
    assert [spot.concept for spot in small.spot("it 기업", "ko")] == ["it"]
    assert [spot.concept for spot in small.spot("it works", "en")] == []


def test_a_common_word_keeps_a_form_from_being_found_across_two_others():
    lexicon = made("engineer,people,기사,技师,engineer,,,,,usage,draft,\n")

    assert found(lexicon, "경기 사무소와 경기사무소") == []
    assert found(lexicon, "전기 기사 모집") == [("engineer", "기사")]


TEXTS = st.text(
    st.sampled_from("로봇지원금융사과차 机器人落地窗車abIT&-·,。\n\0\u202e\u0301ᄀ́ﬁ１Ⅷ한글") | st.characters(),
    max_size=80,
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_spotted_with_true_offsets_in_order_and_the_same_way_twice(small, text):
    spots = small.spot(text)

    assert all(0 <= spot.start < spot.end <= len(text) for spot in spots)
    assert [spot.start for spot in spots] == sorted(spot.start for spot in spots)
    assert small.spot(text) == spots


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_what_was_spotted_is_spotted_again_on_its_own_unless_a_rule_looks_around(small, text):
    ruled = {"apple", "apology", "car", "soft-landing"}

    for spot in small.spot(text):
        alone = {one.concept for one in small.spot(text[spot.start : spot.end])}
        assert spot.concept in ruled or spot.concept in alone


@pytest.mark.parametrize("text", ["로봇" * 50_000, "a-" * 50_000, "机" * 100_000, "\u202e\0" * 50_000, "1,1" * 40_000])
def test_a_hostile_text_of_a_hundred_thousand_characters_is_read(small, text):
    assert len(small.spot(text)) <= 50_000


def test_what_is_wrong_with_a_file_is_told_all_at_once_with_its_lines():
    lexicon = made(
        "Robot!,thing,로봇,,robot,,,2,로봇 beside X,hearsay,sure,\n"
        "robot,technology,로봇,机器人,robot,,,,,usage,draft,\n"
        "robot,technology,로봇,机器人,robot,,,,,usage,draft,\n"
        "too,few\n"
    )

    assert [str(problem) for problem in lexicon.problems] == [
        'a.csv:2: "Robot!" is no id: lower-case English words with hyphens',
        'a.csv:2: "로봇 beside X" is no rule: write "FORM near A|B", "FORM not in X|Y" or "FORM alone"',
        'a.csv:2: kind "thing" is none of support, money, space, sector, technology, stage, founder, place, procedure,'
        " document, equipment, certification, market, body, people, need, general",
        'a.csv:2: source "hearsay" is none of glossary, taxonomy, notice, law, usage',
        'a.csv:2: status "sure" is none of confirmed, draft',
        'a.csv:2: weight "2" is no number above 0 and up to 1',
        'a.csv:4: "robot" is already in a.csv:3',
        "a.csv:5: has 2 cells, the first line 12: quote the commas",
    ]
    assert [concept.id for concept in lexicon] == ["robot"]


def test_a_file_that_is_no_table_of_concepts_is_told_and_left_out():
    files = [("a.csv", b"id,kind\n"), ("b.csv", b"\xff\xfe"), ("c.csv", b"")]

    assert [str(problem)[:30] for problem in read_texts(files).problems] == [
        "a.csv:1: lacks the columns ko,",
        "b.csv:1: is not UTF-8: save th",
        "c.csv:1: lacks the columns id,",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,need,에이,甲,,b,,,,usage,draft,x\n", ['a.csv:2: a: "甲" is a single character: add the rule "甲 alone"',
                                              'a.csv:2: a: broader "b" is in no file']),
        ("a,need,가나,,,,,,,usage,draft,\n", ["a.csv:2: a: has forms in fewer than two languages, and no note that says why"]),
        ("a,need,가나,甲乙,,b,,,,usage,draft,\nb,need,다라,丙丁,,a,,,,usage,draft,\n",
         ["a.csv:2: a: broader leads back to it in a circle", "a.csv:3: b: broader leads back to it in a circle"]),
        ("a,need,가나,甲乙,,,,,,usage,draft,\nb,need,가 나,丙丁,,,,,,usage,draft,\n",
         ['a.csv:3: "가나" is a form of a, b: add "near" to one of them']),
        ("a,need,가나,甲乙,,,,,가나 near 다,usage,draft,\nb,need,가나,丙丁,,,,,,usage,draft,\n", []),
        ("a,need,가나,甲乙,다라,,,,마 alone,usage,draft,\n",
         ['a.csv:2: a: "다라" is not in the language of its column (en)',
          'a.csv:2: a: the rule for "마" is for no form of this concept']),
    ],
)  # fmt: skip
def test_the_check_finds_what_a_reader_would_trip_over(rows, said):
    assert [str(problem) for problem in check(made(rows))] == said


def test_words_that_no_concept_explains_are_mined_with_the_concepts_they_keep_company_with(small):
    texts = [
        ("ko", "드론로봇 촬영솔루션을 만드는 로봇 회사"), ("ko", "로봇과 촬영솔루션이 있습니다"), ("ko", "금융"),
        ("zh", "机器人巡检服务"), ("zh", "巡检用的机器人"), ("en", "gimbals and robots"), ("en", "robot gimbals"), ("en", "grant"),
    ]  # fmt: skip

    found = {(one.lang, one.word): (one.documents, one.company) for one in mine(small, texts, least=2)}

    assert found == {
        ("ko", "촬영솔루션"): (2, ("robot",)), ("zh", "巡检"): (2, ("robot",)), ("en", "gimbals"): (2, ("robot",)),
    }  # fmt: skip


def test_links_lead_both_ways(small):
    assert small.narrower("robot") == ("humanoid-robot",)
    assert small.broader("humanoid-robot") == ("robot",)
    assert (small.related("rnd"), small.related("tips")) == (("tips",), ("rnd",))


def test_the_lexicon_that_ships_can_be_read_and_names_each_concept():
    shipped = lexicon()

    assert shipped.problems == ()
    assert len(shipped) >= 600
    assert [concept.id for concept in shipped if not concept.name("ko")] == []

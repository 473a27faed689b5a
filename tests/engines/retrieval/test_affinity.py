"""How near two descriptions lie: by hand, and over thousands at once."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.engines.retrieval.lexicon.reading import read_texts
from madang.engines.retrieval.ranking.affinity import (
    DOWN,
    SIDEWAYS,
    UP,
    Passage,
    Phrase,
    Tie,
    affinity,
    expand,
    hear,
    rarity,
)
from madang.engines.retrieval.ranking.nearness import Nearness
from madang.engines.retrieval.ranking.variety import varied

HEADER = "id,kind,ko,zh,en,broader,related,weight,rule,source,status,note\n"
SMALL = read_texts(
    [
        (
            "small.csv",
            (
                HEADER
                + "robot,technology,로봇,机器人,robot,,hospital,,,usage,draft,\n"
                + "delivery-robot,technology,배송로봇,配送机器人,delivery robot,robot,,,,usage,draft,\n"
                + "hospital,market,병원,医院,hospital,,,,,usage,draft,\n"
                + "support,support,지원,支持,support,,,0.2,,usage,draft,\n"
                + "seoul,place,서울,首尔,Seoul,,,,,usage,draft,\n"
            ).encode(),
        )
    ]
)


def test_the_same_words_in_three_languages_count_once():
    one = hear([Passage("배송로봇을 만듭니다", "ko", "summary")], SMALL)
    three = hear(
        [
            Passage("배송로봇을 만듭니다", "ko", "summary"),
            Passage("研发配送机器人", "zh", "summary"),
            Passage("We make delivery robots", "en", "summary"),
        ],
        SMALL,
    )

    assert one.weights == three.weights == {"delivery-robot": 1.0}
    assert three.phrases["delivery-robot"] == (
        Phrase("배송로봇", "ko", "summary"),
        Phrase("配送机器人", "zh", "summary"),
        Phrase("delivery robots", "en", "summary"),
    )


def test_a_further_passage_adds_a_quarter_and_a_place_tells_little():
    heard = hear(
        [
            Passage("병원에서 씁니다", "ko", "summary", 1.0),
            Passage("병원", "ko", "product", 0.8),
            Passage("서울", "ko", "name", 1.0),
        ],
        SMALL,
    )

    assert heard.weights == pytest.approx({"hospital": 0.9 * (1.0 + 0.25 * 0.8), "seoul": 0.2})


def test_what_is_named_widens_up_down_and_sideways_and_never_over_itself():
    up, down = expand({"delivery-robot": 1.0}, SMALL), expand({"robot": 1.0}, SMALL)

    assert up == {"delivery-robot": Tie(1.0, "delivery-robot"), "robot": Tie(UP, "delivery-robot")}
    assert down == {
        "robot": Tie(1.0, "robot"),
        "delivery-robot": Tie(DOWN, "robot"),
        "hospital": Tie(SIDEWAYS * 0.9, "robot"),
    }
    assert expand({"delivery-robot": 1.0, "robot": 0.3}, SMALL)["robot"] == Tie(0.3, "robot")


def test_what_all_share_still_tells_something_and_what_few_share_more():
    assert rarity(10, 10) == pytest.approx(math.log(2))
    assert rarity(10, 10) < rarity(3, 10) < rarity(0, 10) == pytest.approx(math.log(12))


def test_a_call_that_names_everything_is_near_to_nothing():
    mine = expand({"delivery-robot": 1.0}, SMALL)
    rare = dict.fromkeys(["delivery-robot", "robot", "hospital", "support"], 1.0)

    focused = sum(affinity(mine, {"delivery-robot": 1.0}, rare).values())
    broad = sum(affinity(mine, dict.fromkeys(rare, 1.0), rare).values())

    assert focused == pytest.approx(1.0)
    assert broad < 0.8 * focused


def test_nothing_said_is_near_to_nothing():
    assert affinity({}, {"robot": 1.0}, {}) == {}
    assert affinity(expand({"robot": 1.0}, SMALL), {}, {}) == {}
    assert Nearness([]).near(expand({"robot": 1.0}, SMALL)).tolist() == []
    assert Nearness([(7, ["robot"], [1.0])]).near({}).tolist() == [0.0]


weights = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.05, 2.0), max_size=6)


@given(rows=st.lists(weights, max_size=12), mine=weights)
def test_thousands_at_once_give_the_same_sums_as_one_by_one(rows, mine):
    ties = {concept: Tie(weight, concept if concept < "e" else "a") for concept, weight in mine.items()}
    many = Nearness((number, list(row), list(row.values())) for number, row in enumerate(rows))
    rare = {concept: many.rare(concept) for concept in "abcdefgh"}

    near, parts = many.near(ties), many.parts(ties, range(len(rows)))

    for number, row in enumerate(rows):
        by_hand = affinity(ties, row, rare)
        assert near[number] == pytest.approx(sum(by_hand.values()), abs=1e-4)
        assert dict(parts.get(number, ())) == pytest.approx(by_hand, abs=1e-4)


def test_parts_are_told_for_those_asked_alone_the_greatest_first():
    many = Nearness([(7, ["a", "b"], [1.0, 2.0]), (9, ["a"], [1.0]), (11, ["c"], [1.0])])
    mine = {"a": Tie(1.0, "a"), "b": Tie(1.0, "b")}

    parts = many.parts(mine, [7, 404])

    assert list(parts) == [7]
    assert [concept for concept, _share in parts[7]] == ["b", "a"]
    assert np.flatnonzero(many.near(mine)).tolist() == [0, 1]


@given(best=st.lists(st.integers(0, 5), max_size=40))
def test_the_first_ten_hold_two_of_a_house_and_nothing_is_lost(best):
    things = list(enumerate(best))

    shown = varied(things, lambda one: one[1])

    assert sorted(shown) == things
    houses = len(set(best))
    first = [house for _place, house in shown[: min(10, 2 * houses)]]
    enough = all(best.count(house) >= 2 for house in set(best)) and 2 * houses <= 10
    if enough or houses >= 10:
        assert max((first.count(house) for house in set(first)), default=0) <= 2


def test_within_a_house_the_order_stays():
    assert varied("aaabbc", lambda one: one, most=2, within=4) == ["a", "a", "b", "b", "a", "c"]

"""The shared lists: complete in three languages, well formed, and regions found in the text people write."""

import csv
from pathlib import Path

import pytest

from madang.engines import taxonomy
from madang.engines.taxonomy import REGIONS, SECTORS, Term, find_region
from madang.engines.taxonomy.terms import listed

LISTS = [name for name in taxonomy.__all__ if name.isupper()]
INTERFACES = Path(__file__).parents[3] / "shared/data/interfaces"


@pytest.mark.parametrize("which", LISTS)
def test_every_term_is_named_in_three_languages_and_hangs_on_a_term_of_its_list(which: str) -> None:
    terms = getattr(taxonomy, which)

    assert [code for code, term in terms.items() if not (term.code == code and term.ko and term.zh and term.en)] == []
    assert [code for code, term in terms.items() if term.parent and term.parent not in terms] == []


@pytest.mark.parametrize("which", LISTS)
@pytest.mark.parametrize("lang", ["ko", "zh", "en"])
def test_no_two_terms_of_a_list_share_a_name(which: str, lang: str) -> None:
    names = [name for _, name in taxonomy.choices(getattr(taxonomy, which), lang)]

    assert len(names) == len(set(names))


def test_names_follow_the_language_and_show_a_retired_code_as_it_stands() -> None:
    assert taxonomy.name(SECTORS, "humanoid", "ko") == "휴머노이드 로봇"
    assert taxonomy.name(SECTORS, "humanoid", "zh-hans") == "人形机器人"
    assert taxonomy.names(SECTORS, ["ai", "gone"], "en") == ["Artificial intelligence", "gone"]


def test_a_code_listed_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="'a' is listed twice"):
        listed([Term("a", "가", "一", "A"), Term("a", "나", "二", "B")])


def test_a_part_is_within_its_wider_terms_and_nothing_else() -> None:
    assert taxonomy.sector_within("humanoid", "robotics")
    assert not taxonomy.sector_within("robotics", "humanoid")
    assert taxonomy.region_within("KR-11-680", "KR")
    assert not taxonomy.region_within("KR-11-680", "KR-26")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("서울", ["KR-11"]),
        ("서울특별시", ["KR-11"]),
        ("서울시 소재 기업", ["KR-11"]),
        ("전국", ["KR"]),
        ("경기도", ["KR-41"]),
        ("[경북]", ["KR-47"]),
        ("전남광주", ["KR-46", "KR-29"]),
        ("부산ㆍ울산·경남", ["KR-26", "KR-31", "KR-48"]),
        ("전라북도, 강원도", ["KR-45", "KR-42"]),
        ("수도권", ["KR-11", "KR-28", "KR-41"]),
        ("서울특별시 강남구", ["KR-11-680"]),
        ("서울특별시강남구 역삼동", ["KR-11-680"]),
        ("부산 해운대구", ["KR-26"]),
        ("부산광역시 중구", ["KR-26"]),
        ("서울 중구", ["KR-11-140"]),
        ("경기도 광주시", ["KR-41"]),
        ("디지털 대전환", []),
        ("경기침체 대응", []),
        ("北京", ["CN-11"]),
        ("北京市海淀区", ["CN-11-0108"]),
        ("海淀区", ["CN-11-0108"]),
        ("中关村", ["CN-11-0108"]),
        ("首尔市 江南区", ["KR-11-680"]),
        ("广东省深圳市", ["CN-44"]),
        ("Seoul", ["KR-11"]),
        ("Gangnam-gu, Seoul, Korea", ["KR-11-680"]),
        ("ＳＥＯＵＬ", ["KR-11"]),
        ("Beijing E-Town", ["CN-11-0400"]),
        ("", []),
    ],
)
def test_regions_are_found_as_people_write_them(text: str, codes: list[str]) -> None:
    assert find_region(text) == codes


@pytest.mark.skipif(not INTERFACES.exists(), reason="the reference tables are not beside this checkout")
def test_regions_and_sections_agree_with_the_reference_tables() -> None:
    with (INTERFACES / "kr_regions.csv").open(encoding="utf-8") as file:
        provinces = {r["iso_3166_2"]: (r["short"], r["long"]) for r in csv.DictReader(file) if r["iso_3166_2"]}
    with (INTERFACES / "industry_sections.csv").open(encoding="utf-8") as file:
        gb = {r["isic_rev4"]: set(r["gbt_4754_2017"].split(";")) for r in csv.DictReader(file)}

    ours = {c: (t.ko, *t.maps["long_ko"]) for c, t in REGIONS.items() if t.parent == "KR"}
    assert ours == provinces
    assert [
        t.code for t in SECTORS.values() if set(t.maps["gb"]) != set().union(*(gb[i] for i in t.maps["isic"]))
    ] == []

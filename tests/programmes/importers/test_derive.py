import pytest

from madang.engines import eligibility
from madang.programmes.importers import derive
from madang.programmes.importers.exclusions import clauses, exclusion_leaves

SEVEN = ("예비창업자", "1년미만", "2년미만", "3년미만", "5년미만", "7년미만", "10년미만")
BANDS = ("만 20세 미만", "만 20세 이상 ~ 만 39세 이하", "만 40세 이상")


def leaves(**fields):
    form = derive.rule(derive.Fields(**fields))
    parts = form["rule"]["all"] if form else []
    assert form is None or eligibility.loads(form)
    return [{name: value for name, value in part.items() if name not in ("quote", "source")} for part in parts]


@pytest.mark.parametrize(
    ("years", "wanted"),
    [
        (SEVEN, []),
        ((), []),
        (SEVEN[1:6], [{"type": "age_window", "max_years": 7}]),
        (SEVEN[:4], [{"type": "age_window", "max_years": 3, "pre_founder": True}]),
        (SEVEN[1:], [{"type": "age_window", "max_years": 10}]),
        (("예비창업자",), [{"type": "founding_type", "any_of": ["pre_founder"]}]),
        (("3년 이상 7년 미만",), [{"type": "age_window", "min_years": 3, "max_years": 7}]),
        (("3~7년",), [{"type": "age_window", "min_years": 3, "max_years": 7}]),
        (("없음",), []),
    ],
)
def test_the_widest_bound_counts_and_all_seven_are_no_limit(years, wanted):
    assert leaves(years=years) == wanted


@pytest.mark.parametrize(
    ("ages", "wanted"),
    [
        (BANDS, []),
        (BANDS[1:2], [{"type": "founder_age", "min_age": 20, "max_age": 39}]),
        (BANDS[:2], [{"type": "founder_age", "max_age": 39}]),
        (BANDS[1:], [{"type": "founder_age", "min_age": 20}]),
        (
            (BANDS[0], BANDS[2]),
            [{"any": [{"type": "founder_age", "max_age": 19}, {"type": "founder_age", "min_age": 40}]}],
        ),
        (("무관",), []),
    ],
)
def test_neighbouring_age_bands_join(ages, wanted):
    form = derive.rule(derive.Fields(ages=ages))
    found = form["rule"]["all"] if form else []

    def bare(part):
        if "any" in part:
            return {"any": [bare(inner) for inner in part["any"]]}
        return {name: value for name, value in part.items() if name not in ("quote", "source")}

    assert [bare(part) for part in found] == wanted


def test_a_nationwide_call_has_no_region_and_a_pre_founder_is_asked_for_a_home():
    assert leaves(regions=("KR",)) == []
    assert leaves(regions=("KR-11",)) == [{"type": "region", "any_of": ["KR-11"]}]
    assert leaves(regions=("KR-11",), years=("예비창업자",))[1] == {
        "type": "region",
        "any_of": ["KR-11"],
        "places": ["founder_home"],
    }


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("공고일 기준 창업 7년 이내 법인", [{"type": "age_window", "max_years": 7}]),
        ("업력 3년 이상 7년 미만 기업", [{"type": "age_window", "min_years": 3, "max_years": 7}]),
        ("업력 1년 이상 기업", [{"type": "age_window", "min_years": 1}]),
        ("창업 7년 이내의 (예비)창업자", [{"type": "age_window", "max_years": 7, "pre_founder": True}]),
        ("창업 7년 이내 또는 재창업 기업", []),
        ("벤처기업, 창업 7년 이내 기업", []),
        ("업력 무관", []),
        ("일반 소상공인 및 창업 1년 미만의 소상공인", []),
        ("창업 3년 이내 기업과 업력 7년 이상 기업", []),
    ],
)
def test_the_age_in_a_sentence_counts_only_where_it_stands_alone(target, wanted):
    assert leaves(target=target) == wanted


@pytest.mark.parametrize(
    ("applicants", "wanted"),
    [
        (("일반기업",), ["founding_type"]),
        (("청소년", "대학생", "일반인"), ["founding_type"]),
        (("대학생",), ["founding_type", "founder_trait"]),
        (("일반기업", "일반인"), []),
        (("대학", "연구기관"), []),
        (("중소기업",), ["company_size"]),
        (("여성기업",), ["certificate"]),
        (("창업벤처",), []),
    ],
)
def test_applicant_kinds_become_leaves_only_where_they_say_so_outright(applicants, wanted):
    assert [leaf["type"] for leaf in leaves(applicants=applicants)] == wanted


def test_few_sections_become_all_their_sectors_and_many_become_nothing():
    (leaf,) = leaves(sections=("J",))

    assert {"ai", "software", "fintech"} <= set(leaf["any_of"])
    assert "construction" not in leaf["any_of"]
    assert leaves(sections=("A", "C", "J", "M")) == []


def exclusions(text):
    return {leaf.code: leaf for leaf in exclusion_leaves(text)}


def test_arrears_carry_their_kinds_their_exceptions_and_their_sentence():
    text = (
        "1. 국세 또는 지방세를 체납 중인 자 (단, 체납액을 완납하거나 납부유예를 받은 경우 제외)\n"
        "2. 금융기관 등으로부터 채무불이행으로 규제 중인 자"
    )

    leaf = exclusions(text)["no_arrears"]

    assert (leaf.kinds, leaf.excepts) == (("national_tax", "local_tax"), ("paid", "deferred"))
    assert leaf.quote["ko"].startswith("1. 국세 또는 지방세를 체납")
    assert leaf.source == "machine"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("국세·지방세 체납, 휴·폐업", {"no_arrears", "not_closed"}),
        ("채무불이행자", {"no_arrears"}),
        ("정부지원사업에 참여제한으로 제재 중인 자", {"not_sanctioned"}),
        ("중소벤처기업부의 다른 창업사업화 지원사업에 중복 지원을 받고 있는 자", {"no_duplicate_support"}),
        ("폐업 후 재창업한 경험이 있는 자", set()),
        ("국세청에 등록된 자", set()),
        ("협약 의무를 불이행한 자", set()),
        ("", set()),
    ],
)
def test_words_of_exclusion_become_their_leaves(text, codes):
    assert set(exclusions(text)) == codes


def test_only_the_state_a_sentence_names_is_shut_out():
    assert exclusions("신청일 현재 휴업 중인 기업")["not_closed"].states == ("suspended",)


def test_support_that_still_runs_shuts_out_and_finished_support_does_not():
    leaf = exclusions("동일한 사업을 수행 중인 자")["no_duplicate_support"]

    assert leaf.excepts == ("finished", "dropped", "returned")


def test_an_exception_on_its_own_line_stays_with_its_sentence():
    assert clauses("- 국세 체납자\n※ 단, 완납자는 가능\n- 휴업자") == ["- 국세 체납자 ※ 단, 완납자는 가능", "- 휴업자"]


def test_a_hundred_thousand_signs_of_exclusions_are_read_at_once():
    for text in ("국세 체납 " * 20_000, "(" * 100_000, "동일" * 50_000, "①" * 100_000, "금융기관 " * 20_000):
        list(exclusion_leaves(text))

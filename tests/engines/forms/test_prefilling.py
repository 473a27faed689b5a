from datetime import date

import pytest

from madang.engines.forms import Known, prefill, read, ready
from tests.engines.forms.makers import EN, form_json

TODAY = date(2026, 11, 22)
FORM = read(
    form_json(
        *({"id": name, "meaning": name} for name in ("company_name", "target_market", "investment_total", "headcount")),
        {"id": "figures", "meaning": "yearly_figures", "limits": {"min": 1, "max": 2}},
        {"id": "tax", "meaning": "doc_national_tax"},
        {"id": "own", "kind": "text", "label": EN},
        {"id": "privacy", "meaning": "consent_privacy", "required": "submit"},
    )
)
ROWS = [{"year": 2025, "revenue": {"amount": 5, "currency": "KRW"}, "headcount": 3, "profit": 1}]
PAPER = [{"document": 4, "sha256": "a" * 64, "kind": "national_tax"}]


def known(value, day=date(2026, 11, 1), **more):
    return Known(value=value, as_of=day, **more)


def states(bank, lang="ko"):
    return {offer.question: offer.state for offer in prefill(FORM, bank, today=TODAY, lang=lang).offers}


def test_what_is_known_is_filled_in_and_only_the_rest_is_asked():
    bank = {
        ("company_name", "ko"): known("보기 로봇", source="profile"),
        ("target_market", "ko"): known("서비스 로봇 시장"),
        ("investment_total", ""): known({"amount": 5_000_000, "currency": "KRW"}),
        ("headcount", ""): known(12),
        ("yearly_figures", ""): known(ROWS),
        ("doc_national_tax", ""): known(PAPER, valid_until=date(2026, 12, 1)),
    }

    found = prefill(FORM, bank, today=TODAY, lang="ko")

    assert (found.answered, found.asked, [offer.question for offer in found.rest]) == (6, 7, ["own"])
    assert found.answers["headcount"] == "12"
    assert found.answers["figures"] == [
        {"year": "2025", "revenue": {"amount": "5", "currency": "KRW"}, "headcount": "3"}
    ]
    assert found.answers["tax"] == [{"document": "4", "sha256": "a" * 64, "kind": "national_tax"}]
    name = found.offers[0]
    assert (name.age_days, name.source, name.as_of) == (21, "profile", date(2026, 11, 1))


@pytest.mark.parametrize(
    ("key", "answer", "question", "state"),
    [
        (("investment_total", ""), known("a lot"), "investment_total", "mismatch"),
        (("headcount", ""), known([3]), "headcount", "mismatch"),
        (("headcount", ""), known(True), "headcount", "mismatch"),
        (("company_name", "ko"), known(42), "company_name", "mismatch"),
        (("company_name", "ko"), known("   "), "company_name", "mismatch"),
        (("yearly_figures", ""), known([{"year": "last"}]), "figures", "mismatch"),
        (("yearly_figures", ""), known([{"revenue": "5"}]), "figures", "limits"),
        (("yearly_figures", ""), known([{"year": year} for year in (2023, 2024, 2025)]), "figures", "limits"),
        (("target_market", "ko"), known("가" * 1501), "target_market", "limits"),
        (("target_market", "en"), known("Service robots"), "target_market", "language"),
        (("headcount", ""), known(3, date(2026, 8, 24)), "headcount", "filled"),
        (("headcount", ""), known(3, date(2026, 8, 23)), "headcount", "expired"),
        (("headcount", ""), known(3, valid_until=date(2026, 11, 21)), "headcount", "expired"),
        (("headcount", ""), known(3, valid_until=date(2026, 11, 22)), "headcount", "filled"),
        (("doc_national_tax", ""), known([{**PAPER[0], "kind": "pledge"}]), "tax", "limits"),
        (("consent_privacy", ""), known({"version": "2026-1", "accepted": True}), "own", "missing"),
    ],
)
def test_nothing_that_does_not_fit_is_filled_silently(key, answer, question, state):
    found = prefill(FORM, {key: answer}, today=TODAY, lang="ko")

    assert states({key: answer})[question] == state
    assert (question in found.answers) == (state == "filled")
    assert "privacy" not in found.answers


def test_prose_is_taken_in_the_language_of_the_application_first():
    bank = {("target_market", "en"): known("Service robots"), ("target_market", "ko"): known("서비스 로봇")}

    found = {lang: prefill(FORM, bank, today=TODAY, lang=lang).offers[1] for lang in ("ko", "zh", "en")}

    assert {lang: (offer.value, offer.state) for lang, offer in found.items()} == {
        "ko": ("서비스 로봇", "filled"),
        "zh": ("서비스 로봇", "language"),
        "en": ("Service robots", "filled"),
    }


def test_what_the_answers_hide_is_not_asked():
    common = ready("common")

    unknown = prefill(common, {}, today=TODAY, lang="ko")
    founded = prefill(common, {("founding_type", ""): known("corporation")}, today=TODAY, lang="ko")

    assert "incorporated_on" not in {offer.question for offer in unknown.offers}
    assert "incorporated_on" in {offer.question for offer in founded.offers}


def test_what_a_draft_says_comes_before_what_is_known():
    common = ready("common")
    bank = {("founding_type", ""): known("corporation"), ("opened_on", ""): known("2024-05-06")}

    found = prefill(common, bank, today=TODAY, lang="ko", answers={"founding_type": "sole_trader"})

    states = {offer.question: offer.state for offer in found.offers}
    assert (states["opened_on"], "incorporated_on" in states) == ("filled", False)

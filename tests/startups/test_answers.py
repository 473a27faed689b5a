"""The answer bank: what is known from where, merging answer by answer, and what is never kept."""

from datetime import date, timedelta

import pytest

from madang.core import moments
from madang.core.edits import Stale
from madang.core.policy import Refused
from madang.core.text import Text
from madang.engines.forms import Problem, clean, meanings, prefill, ready
from madang.journey.models import Entry
from madang.people.capacity import AsOperator, AsSelf, AsVisitor
from madang.startups import actions
from madang.startups.actions.answers import Given
from madang.startups.answers import GROUPS, answerable, bank, known, question_of
from madang.startups.answers.profile import READERS, SECTION_OF
from madang.startups.models import (
    Answer,
    Document,
    Founder,
    IntellectualProperty,
    Product,
    Round,
    SupportReceived,
    YearFigures,
)
from madang.startups.sections import SECTIONS
from tests.factories.startups import NOW, make_member, make_startup

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def keep(by, *given, **more):
    return actions.keep_answers(startup=by.startup, answers=given, by=by, now=NOW, **more)


def pitch(words="A sample pitch.", lang="en", **more):
    return Given(meaning="pitch", lang=lang, value=words, **more)


def lines():
    return list(Entry.objects.order_by("pk").values_list("kind", "payload"))


def fill(startup):
    """Every list the profile answers from, with one row."""
    startup.name = Text(ko="샘플", en="Sample", source="ko", machine=frozenset({"en"}))
    startup.business_number, startup.credit_code = "1234567891", "91350211M000100Y43"
    startup.corporate_number, startup.opened_on = "1101111234567", date(2023, 4, 1)
    startup.size, startup.lab_region, startup.certificates = "small", "KR-11", ["venture"]
    startup.website, startup.investment_stage = "https://sample.example.test/", "seed"
    startup.save()
    Founder.objects.create(
        startup=startup,
        name="Sample Founder",
        title=Text(en="CEO", source="en"),
        born_on=date(1995, 5, 5),
        traits=["youth"],
        home_region="KR-26",
    )
    YearFigures.objects.create(startup=startup, year=2025, revenue=120_000_000, headcount=7)
    Round.objects.create(startup=startup, stage="seed", amount=300_000_000, closed_on=date(2025, 6, 1), investors="S")
    IntellectualProperty.objects.create(startup=startup, kind="patent", title="Sample hand", number="10-0000000")
    Product.objects.create(
        startup=startup, name=Text(ko="샘플 팔", source="ko"), summary=Text(ko="집습니다.", source="ko")
    )
    SupportReceived.objects.create(startup=startup, programme="Sample programme", year=2024, amount=10_000_000)


def test_the_library_and_the_readers_of_the_profile_name_the_same_questions():
    told = {one.code for one in meanings().values() if one.profile and not one.profile.startswith("papers.")}

    assert set(READERS) == told
    assert set(SECTION_OF) == told
    assert set(SECTION_OF.values()) <= set(SECTIONS)
    assert {one.group for one in meanings().values()} == {*GROUPS, "document", "consent"}


def test_the_profile_answers_in_canonical_form(startup):
    fill(startup)

    found = known(startup, today=TODAY)

    told = {code for code, _lang in found}
    assert told == set(READERS)
    for (code, lang), answer in found.items():
        value = clean(question_of(code), answer.value, lang=lang or "ko")
        assert not isinstance(value, Problem)
        assert (value, answer.source) == (answer.value, "profile"), code
        assert lang in (("ko", "zh", "en") if meanings()[code].by_language else ("",))
    assert found["revenue_last_year", ""].value == {"amount": "120000000", "currency": "KRW"}
    assert found["headcount", ""].as_of == date(2025, 12, 31)
    assert found["main_product", "ko"].value == "샘플 팔"
    assert ("company_name", "en") not in found  # a machine's draft nobody has read


@pytest.mark.parametrize("rows", [1, 20])
def test_all_that_is_known_costs_three_queries_whatever_there_is(startup, owner, rows, django_assert_num_queries):
    fill(startup)
    for number in range(rows - 1):
        YearFigures.objects.create(startup=startup, year=1990 + number, revenue=1)
        Answer.objects.create(
            startup=startup, meaning=f"m{number}", value="x", as_of=TODAY, written_by=owner.person, written_at=NOW
        )

    with django_assert_num_queries(3):  # the profile, the bank, the wallet
        found = bank(startup, today=TODAY)

    assert len(found) == len(READERS) + rows - 1


def test_the_wallet_answers_questions_for_files_with_its_best_document(owner):
    for number, issued in enumerate((date(2026, 10, 1), date(2026, 10, 25))):
        Document.objects.create(
            startup=owner.startup,
            kind="local_tax",
            issued_on=issued,
            file="x",
            name=f"{number}.pdf",
            size=9,
            sha256=str(number) * 64,
            content_type="application/pdf",
            pages=2,
            uploaded_by=owner.person,
            uploaded_at=NOW,
        )
    best = Document.objects.get(name="1.pdf")

    answer = known(owner.startup, today=TODAY)["doc_local_tax", ""]

    assert (answer.source, answer.as_of, answer.valid_until) == ("wallet", date(2026, 10, 25), date(2026, 11, 24))
    assert answer.value == [
        {
            "document": best.public_id,
            "sha256": "1" * 64,
            "name": "1.pdf",
            "size": 9,
            "kind": "local_tax",
            "pages": 2,
        }
    ]
    assert clean(question_of("doc_local_tax"), answer.value, lang="en") == answer.value


def test_the_common_form_is_half_filled_from_the_profile_alone(startup):
    fill(startup)

    filled = prefill(ready("common"), known(startup, today=TODAY), today=TODAY, lang="ko")

    assert 5 <= filled.answered < filled.asked


def test_answers_are_kept_together_with_one_line_that_does_not_say_them(owner):
    outcome = keep(
        owner, pitch(), Given(meaning="trl", value="6", as_of=date(2026, 9, 1)), source="application", source_ref="R-1"
    )

    assert [(one.meaning, one.lang, one.value, one.version) for one in outcome.saved] == [
        ("pitch", "en", "A sample pitch.", 1),
        ("trl", "", "6", 1),
    ]
    row = Answer.objects.get(meaning="trl")
    assert (row.as_of, row.source, row.source_ref, row.written_by) == (
        date(2026, 9, 1),
        "application",
        "R-1",
        owner.person,
    )
    assert lines() == [("startups.answers_kept", {"meanings": ["pitch", "trl"], "source": "application"})]
    assert known(owner.startup, today=TODAY)["pitch", "en"].value == "A sample pitch."


def test_one_that_clashes_holds_no_other_up(owner, editor):
    keep(owner, pitch("First."))
    keep(editor, pitch("Second.", version=1))

    outcome = keep(owner, pitch("Third.", version=1), Given(meaning="trl", value="5", version=0))

    assert [one.meaning for one in outcome.saved] == ["trl"]
    assert [(one.given.value, one.there.value, one.there.version) for one in outcome.clashes] == [
        ("Third.", "Second.", 2)
    ]
    assert Answer.objects.get(meaning="pitch").value == "Second."
    assert list(Answer.pgh_event_model.objects.order_by("pgh_id").values_list("value", flat=True)) == [
        "First.",
        "Second.",
        "5",
    ]


def test_where_nobody_looked_the_later_day_stays(owner):
    keep(owner, pitch("Newer.", as_of=date(2026, 10, 1)))

    older = keep(owner, pitch("Older.", as_of=date(2026, 9, 30)))
    newest = keep(owner, pitch("Newest.", as_of=date(2026, 10, 2)))

    assert (len(older.clashes), len(newest.saved)) == (1, 1)
    assert Answer.objects.get().value == "Newest."


def test_the_same_again_changes_nothing_but_a_later_day_makes_it_young(owner):
    keep(owner, pitch(as_of=date(2026, 9, 1)))

    same = keep(owner, pitch(as_of=date(2026, 9, 1)))
    younger = keep(owner, pitch())

    assert (len(same.same), len(same.saved), len(younger.saved)) == (1, 0, 1)
    assert (Answer.objects.get().as_of, len(lines())) == (TODAY, 2)


def test_files_consents_strange_and_empty_answers_are_left_out(owner):
    outcome = keep(
        owner,
        Given(meaning="doc_pledge", value=[{"document": "1", "sha256": "a" * 64}]),
        Given(meaning="consent_privacy", value={"version": "1", "accepted": True}),
        Given(meaning="no_such_question", value="x"),
        pitch("   "),
        pitch(None),
        Given(meaning="trl", value="high"),
    )

    assert [(one.meaning, problem.code) for one, problem in outcome.faulty] == [("trl", "not_number")]
    assert (outcome.saved, Answer.objects.exists(), lines()) == ((), False, [])


def test_prose_without_a_language_is_a_mistake_of_the_caller(owner):
    with pytest.raises(ValueError, match="written in one of"):
        keep(owner, pitch(lang=""))


def test_the_profile_is_the_home_of_its_facts_but_figures_of_a_later_day_count(owner):
    fill(owner.startup)

    outcome = keep(
        owner,
        Given(meaning="head_office", value="KR-26"),
        Given(meaning="website", value="https://sample.example.test/"),
        Given(meaning="headcount", value="9"),
    )

    assert [one.meaning for one in outcome.elsewhere] == ["head_office"]
    assert [one.meaning for one in outcome.same] == ["website"]
    assert [one.meaning for one in outcome.saved] == ["headcount"]
    found = known(owner.startup, today=TODAY)
    assert (found["headcount", ""].value, found["headcount", ""].source) == ("9", "typed")
    assert found["head_office", ""].source == "profile"


def test_writing_one_answer_says_what_stands_in_the_way(owner, editor):
    fill(owner.startup)
    first = actions.write_answer(startup=owner.startup, given=pitch("First.", version=0), by=owner, now=NOW)

    with pytest.raises(Stale) as stale:
        actions.write_answer(startup=owner.startup, given=pitch("Second.", version=0), by=editor, now=NOW)
    for meaning, value, reason in (("head_office", "KR-26", "Change it there"), ("trl", "high", "number")):
        given = Given(meaning=meaning, value=value, version=0)
        with pytest.raises(Refused, match=reason):
            actions.write_answer(startup=owner.startup, given=given, by=owner, now=NOW)

    assert (stale.value.changed, stale.value.version) == ({"value": "First."}, 1)
    assert list(Answer.objects.all()) == [first]


def test_removing_leaves_a_line_once(owner):
    keep(owner, pitch())

    for _ in range(2):
        actions.remove_answer(startup=owner.startup, meaning="pitch", lang="en", by=owner, now=NOW)

    assert not Answer.objects.exists()
    assert lines()[1:] == [("startups.answer_removed", {"meaning": "pitch", "lang": "en"})]


def test_who_may_not_edit_keeps_and_removes_nothing(owner, viewer, stranger):
    keep(owner, pitch())
    before = lines()

    for who in (viewer, stranger, AsVisitor(None)):
        with pytest.raises(Refused):
            actions.keep_answers(startup=owner.startup, answers=[pitch("x")], by=who, now=NOW)
        with pytest.raises(Refused):
            actions.remove_answer(startup=owner.startup, meaning="pitch", lang="en", by=who, now=NOW)

    assert (Answer.objects.get().value, lines()) == ("A sample pitch.", before)


def test_members_alone_see_the_answers_of_their_startup(owner, viewer, stranger):
    row, foreign = keep(owner, pitch()).saved[0], keep(stranger, pitch()).saved[0]

    for capacity in (owner, viewer):
        assert list(Answer.objects.visible_to(capacity)) == [row]
    assert list(Answer.objects.visible_to(stranger)) == [foreign]
    for capacity in (AsVisitor(None), AsSelf(owner.person), AsOperator(owner.person)):
        assert list(Answer.objects.visible_to(capacity)) == []


def test_an_answer_grows_old_by_the_library_s_period(owner):
    keep(owner, pitch(as_of=TODAY - timedelta(days=181)))
    found = known(owner.startup, today=moments.day_of(NOW))

    offer = prefill(ready("common"), found, today=TODAY, lang="en")

    assert found["pitch", "en"].valid_until is None
    assert "pitch" not in offer.answers
    assert answerable("pitch").valid_until(TODAY - timedelta(days=181)) < TODAY


def test_two_startups_know_nothing_of_each_other(owner):
    keep(owner, pitch())
    other = make_member(make_startup(name=Text(en="Other", source="en")))

    assert ("pitch", "en") not in known(other.startup, today=TODAY)

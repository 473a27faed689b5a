"""What is suggested to a startup, why, and what taking a call off changes."""

from datetime import date, timedelta

import pytest

from madang.core.policy import Refused
from madang.core.text import Text
from madang.engines.eligibility import All, Certificate, FounderAge, FoundingType, HasDocument, Sector, dumps
from madang.journey.models import Entry
from madang.matching.actions import suggestions as actions
from madang.matching.holdings import _held as holdings_of
from madang.matching.models import Dismissal
from madang.matching.policy.suggestions import can_dismiss
from madang.matching.showing import Amounts, show
from madang.matching.suggestions import weigh
from madang.people.capacity import AsVisitor
from madang.programmes.models import Call
from madang.startups.models import Product, Startup
from tests.factories.desks import as_staff
from tests.factories.people import as_operator
from tests.factories.programmes import NOW, make_call, make_institution, make_programme, make_searchable
from tests.factories.startups import make_member, make_startup

pytestmark = pytest.mark.django_db
ROBOTS = dumps(Sector(any_of=("robotics",)))


@pytest.fixture
def member():
    startup = make_startup(
        summary=Text(ko="병원에서 물건을 나르는 배송로봇을 만듭니다.", en="We make delivery robots.", source="ko"),
        sectors=["robotics"],
    )
    return make_member(startup)


def robot_call(title="Field trials for delivery robots", **fields):
    return make_call(title, **{"sectors": ["robotics"], "rule": ROBOTS, **fields})


def look(by, **amounts):
    weighed = weigh(Startup.objects.get(pk=by.startup.pk), by, now=NOW)
    return show(weighed, by, now=NOW, amounts=Amounts(**amounts))


def titles(suggestions):
    return [str(one.call.title) for one in suggestions]


def test_what_is_near_and_met_can_be_won_and_says_whose_words_meet(member):
    korean = robot_call(Text(ko="배송로봇 현장 실증", source="ko"))
    make_searchable(korean, make_call("Seed money for fashion labels", sectors=["fashion"], rule=ROBOTS))

    shown = look(member)

    assert titles(shown.win) == ["배송로봇 현장 실증"]
    why = shown.win[0].whys[0]
    assert (why.mine.text, why.mine.lang, why.theirs.text, why.theirs.lang, why.is_same) == (
        "delivery robots", "en", "배송로봇", "ko", True,
    )  # fmt: skip
    assert (shown.win[0].stand, shown.win[0].stands) == ("met", "You meet the one condition.")


def test_what_lacks_only_papers_can_be_won_and_names_them(member):
    make_searchable(robot_call(rule=dumps(All((Sector(any_of=("robotics",)), HasDocument(kind="local_tax"))))))

    shown = look(member)

    assert [one.stands for one in shown.win] == ["Only papers are missing: Local tax certificate"]


def test_calls_that_one_fact_keeps_open_stand_under_that_fact(member):
    asks = dumps(All((Sector(any_of=("robotics",)), FounderAge(max_age=39))))
    make_searchable(*(robot_call(f"Delivery robots {number}", rule=asks) for number in range(5)))

    shown = look(member, in_group=3)

    assert (shown.win, len(shown.away)) == ((), 1)
    group = shown.away[0]
    assert (group.told.words, group.effect, group.total, len(group.calls), group.more) == (
        "Tell us who represents the startup", "5 calls depend on it.", 5, 3, 2,
    )  # fmt: skip
    assert group.told.address.endswith(f"/s/{member.startup.slug}/profile/founders/")


def test_a_pre_founder_is_told_until_when_to_register():
    member = make_member(make_startup(founding_type="pre_founder", incorporated_on=None))
    rule = dumps(All((Sector(any_of=("robotics",)), FoundingType(any_of=("corporation",)))))
    make_searchable(
        robot_call("Robots early", rule=rule, closes_at=NOW + timedelta(days=3)),
        robot_call("Robots late", rule=rule, closes_at=NOW + timedelta(days=9)),
    )

    group = look(member).away[0]

    assert group.told.words == "Register a corporation by 26 Nov 2026"
    assert (group.by, group.effect) == (date(2026, 11, 26), "These 2 calls then open to you.")


def test_what_opens_later_is_watched_and_what_closed_only_if_it_comes_most_years(member):
    yearly, once = make_programme(), make_programme()
    ahead = robot_call("Robots ahead", opens_at=NOW + timedelta(days=5), closes_at=NOW + timedelta(days=30))
    for programme in (yearly, once):
        robot_call(
            "Robots, yearly" if programme is yearly else "Robots, once",
            programme=programme, status="closed", opens_at=NOW - timedelta(days=90), closes_at=NOW - timedelta(days=60),
        )  # fmt: skip
    robot_call(
        "Robots, last year", programme=yearly, status="closed",
        opens_at=NOW - timedelta(days=460), closes_at=NOW - timedelta(days=430),
    )  # fmt: skip
    make_searchable(ahead, *Call.objects.all())

    shown = look(member)

    assert sorted(titles(shown.watch)) == ["Robots ahead", "Robots, yearly"]
    assert sorted(one.time for one in shown.watch) == [
        "Opens in 5 days", "Opens most years; last time on 25 Aug 2026",
    ]  # fmt: skip


def test_among_the_first_ten_no_more_than_two_are_of_one_institution(member):
    big = make_programme()
    calls = [robot_call(f"Delivery robots of the big house {n}", programme=big) for n in range(12)]
    calls += [robot_call(f"Robots of house {n}", programme=make_programme()) for n in range(8)]
    make_searchable(*calls)

    shown = look(member)

    houses = [one.call.institution_id for one in shown.win]
    assert (len(houses), houses.count(big.institution_id), shown.win_total) == (10, 2, 20)


def test_a_draft_or_an_unlisted_house_is_never_suggested(member):
    hidden = make_programme(make_institution(is_listed=False))
    make_searchable(robot_call("draft", status="draft", published_at=None), robot_call("hidden", programme=hidden))

    assert look(member).is_empty


def test_a_startup_that_says_little_still_sees_what_is_open_to_all():
    member = make_member(make_startup(sectors=[], summary=Text(), name=Text(en="Zqx", source="en")))
    make_searchable(make_call("Open house", sectors=[]), robot_call())

    shown = look(member)

    assert titles(shown.win) == ["Open house"]
    assert [why.words for why in shown.win[0].whys] == ["Open to every field"]


@pytest.mark.parametrize("rows", [1, 20])
def test_weighing_and_showing_cost_seven_queries_whatever_the_calls(member, rows, django_assert_num_queries):
    for number in range(rows):
        Product.objects.create(startup=member.startup, name=Text(en=f"Delivery robot {number}", source="en"))
    make_searchable(*(robot_call(f"Delivery robots {number}") for number in range(rows)))

    with django_assert_num_queries(7):  # startup, profile, dismissals, what is new in the index, calls, rows, partners
        shown = look(member, win=40)

    assert len(shown.win) == rows


# Taking off


def test_taking_off_is_kept_with_its_reason_and_stands_on_the_teams_thread_alone(member):
    call = robot_call()
    make_searchable(call)

    kept = actions.dismiss(startup=member.startup, call=call, reason="field", by=member, now=NOW)

    assert (kept.reason, kept.dismissed_by, bool(kept.concepts)) == ("field", member.person, True)
    entry = Entry.objects.get()
    assert (entry.kind, entry.startup, entry.institution, entry.payload) == (
        "matching.suggestion_dismissed", member.startup, None, {"call": call.pk, "reason": "field"},
    )  # fmt: skip
    assert look(member).win == ()


def test_taking_off_twice_is_one_row_and_another_reason_replaces_the_first(member):
    call = robot_call()

    for reason in ("small", "small", "done"):
        actions.dismiss(startup=member.startup, call=call, reason=reason, by=member, now=NOW)

    assert [one.reason for one in Dismissal.objects.all()] == ["done"]
    assert Entry.objects.count() == 2


def test_bringing_back_undoes_it_all(member):
    call = robot_call()
    make_searchable(call)
    actions.dismiss(startup=member.startup, call=call, reason="field", by=member, now=NOW)

    assert actions.restore(startup=member.startup, call=call, by=member, now=NOW)
    assert not actions.restore(startup=member.startup, call=call, by=member, now=NOW)

    assert titles(look(member).win) == [str(call.title)]
    assert [entry.kind for entry in Entry.objects.order_by("pk")] == [
        "matching.suggestion_dismissed", "matching.suggestion_restored",
    ]  # fmt: skip


def test_not_our_field_brings_what_was_like_it_less_near_but_never_to_nothing(member):
    calls = [robot_call(f"Delivery robots {number}") for number in range(4)]
    make_searchable(*calls)
    before = weigh(member.startup, member, now=NOW)

    for call in calls[:3]:
        actions.dismiss(startup=member.startup, call=call, reason="field", by=member, now=NOW)
    after = weigh(member.startup, member, now=NOW)

    shared = Dismissal.objects.all()[0].concepts
    for concept in shared:
        assert after.ties[concept].weight == pytest.approx(max(0.25, 0.7**3) * before.ties[concept].weight)
    assert [one.call for one in after.win] == [calls[3].pk]


def test_too_small_leaves_out_what_gives_no_more_in_the_same_money(member):
    calls = {
        name: robot_call(f"Delivery robots {name}", money_max=money, currency=currency)
        for name, money, currency in (
            ("ten", 10_000_000, "KRW"), ("five", 5_000_000, "KRW"), ("fifty", 50_000_000, "KRW"),
            ("yuan", 9_000_000, "CNY"), ("unsaid", None, "KRW"),
        )
    }  # fmt: skip
    make_searchable(*calls.values())

    actions.dismiss(startup=member.startup, call=calls["ten"], reason="small", by=member, now=NOW)
    shown = look(member)

    assert sorted(one.call.pk for one in shown.win) == sorted(calls[n].pk for n in ("fifty", "yuan", "unsaid"))
    assert (shown.dismissed, shown.left_out) == (1, 1)


def test_wrong_stage_leaves_out_what_is_for_no_other_stage(member):
    early, both, unsaid, also = (
        robot_call(f"Delivery robots {stages}", stages=stages)
        for stages in (["early"], ["early", "growth"], [], ["early"])
    )
    make_searchable(early, both, unsaid, also)

    actions.dismiss(startup=member.startup, call=early, reason="stage", by=member, now=NOW)

    assert sorted(one.call.pk for one in look(member).win) == sorted([both.pk, unsaid.pk])


def test_done_already_leaves_out_the_rest_of_the_programme(member):
    programme = make_programme()
    done, again, other = robot_call(programme=programme), robot_call(programme=programme), robot_call()
    make_searchable(done, again, other)

    actions.dismiss(startup=member.startup, call=done, reason="done", by=member, now=NOW)

    assert [one.call.pk for one in look(member).win] == [other.pk]


def test_only_those_who_may_edit_take_off_and_a_refusal_leaves_no_trace(member):
    viewer = make_member(member.startup, role="viewer")
    call = robot_call()

    with pytest.raises(Refused, match="You may look but not change"):
        actions.dismiss(startup=member.startup, call=call, reason="field", by=viewer, now=NOW)
    with pytest.raises(Refused, match="Only members of the startup"):
        actions.dismiss(startup=member.startup, call=call, reason="field", by=make_member(), now=NOW)

    assert (Dismissal.objects.count(), Entry.objects.count()) == (0, 0)


def test_nobody_else_sees_what_was_taken_off(member):
    call = robot_call()
    actions.dismiss(startup=member.startup, call=call, reason="field", by=member, now=NOW)
    others = (make_member(), as_staff(call.institution), as_operator(), AsVisitor())

    assert list(Dismissal.objects.visible_to(member)) == [Dismissal.objects.get()]
    assert [list(Dismissal.objects.visible_to(other)) for other in others] == [[], [], [], []]
    assert [bool(can_dismiss(other, member.startup)) for other in (member, *others)] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_what_one_team_takes_off_changes_nothing_for_another(member):
    call = robot_call()
    make_searchable(call)
    other = make_member(make_startup(summary=member.startup.summary))
    before = titles(look(other).win)

    actions.dismiss(startup=member.startup, call=call, reason="field", by=member, now=NOW)

    assert titles(look(other).win) == before == [str(call.title)]


def test_a_certificate_to_obtain_is_a_step_with_where_to_tell_it(member):
    rule = dumps(All((Sector(any_of=("robotics",)), Certificate(any_of=("venture",)))))
    Startup.objects.filter(pk=member.startup.pk).update(confirmed=["certificates"])
    make_searchable(robot_call(rule=rule))

    group = look(member).away[0]

    assert group.told.words == "Obtain the certificate: Venture company"
    assert group.told.address.endswith("/profile/field/")


def test_what_a_person_took_off_is_in_what_they_may_download(member):
    call = robot_call()
    actions.dismiss(startup=member.startup, call=call, reason="small", by=member, now=NOW)

    held = next(one for one in holdings_of(member.person) if one.key == "dismissals")

    assert held.rows == ((call.title, member.startup.name, "Too small", NOW),)

"""Two real calls from publication to letters: a contest abroad of a bridge office, and the typical Korean startup call.

What they ask is set down here from the calls as they were published: who may apply, when they close, how they select.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from madang.core import clock
from madang.core.text import Text
from madang.engines.forms import Form, ready
from madang.reviews.models import Objection, Outcome
from tests.factories.institutions import make_institution, make_staff
from tests.factories.people import make_person
from tests.factories.programmes import NOW, make_call, make_programme
from tests.factories.reviews import make_reviewer
from tests.factories.startups import make_member, make_startup

from . import play as steps
from .play import Play

# The typical call (14 April to 11 May, 15:00 Seoul time, drafts with a number until 15:30).
TYPICAL = {
    "version": 1,
    "rule": {
        "all": [
            {"type": "founding_type", "any_of": ["sole_trader", "corporation"]},
            {"type": "age_window", "max_years": 10},
            {"type": "no_arrears", "kinds": ["default"], "excepts": ["paid", "court_plan", "instalments"]},
            {"type": "no_arrears", "kinds": ["national_tax", "local_tax"], "excepts": ["paid", "deferred"]},
            {"type": "no_arrears", "kinds": ["wages"]},
            {"type": "no_duplicate_support", "families": ["commercialisation"]},
            {"type": "not_sanctioned"},
            {"type": "not_closed"},
        ]
    },
}
# The contest: not founded yet or up to seven years old, in one of the strategic fields, ten to the final.
CONTEST = {
    "version": 1,
    "rule": {
        "all": [
            {"type": "age_window", "max_years": 7, "pre_founder": True},
            {
                "type": "sector",
                "any_of": ["semiconductor", "ai", "robotics", "quantum", "biotech", "battery", "mobility"],
            },
        ]
    },
}
KEPT = {
    "common": {"company_name", "contact_email", "plan_title", "problem_background", "solution_plan", "amount_asked",
               "consent_privacy", "pledge_truth"},
    "contest": {"company_name", "contact_email", "plan_title", "pitch", "difference", "china_goal", "consent_privacy",
                "pledge_truth"},
}  # fmt: skip
CASES = [
    pytest.param("contest", "contest", CONTEST, {"zone": "Asia/Shanghai", "supports": ["global"]}, 3, "zh-hans", id="contest"),
    pytest.param("common", "startup_call", TYPICAL, {"zone": "Asia/Seoul", "grace_minutes": 30}, 3, "ko", id="startup call"),
]  # fmt: skip


@pytest.fixture
def hour(transactional_db: None) -> Iterator[list[datetime]]:
    """A street of its own, whose clock stands where the list's last moment says; emptied behind it."""
    held = [NOW]
    patch = pytest.MonkeyPatch()
    with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=media):
        patch.setattr(clock, "now", lambda: held[-1])
        yield held
        cache.clear()
        patch.undo()


@pytest.fixture
def server(hour: list[datetime]) -> Iterator[str]:
    live = LiveServer("127.0.0.1")
    yield live.url
    live.stop()


def cut(name: str) -> Form:
    """A ready form with the questions that this test answers."""
    whole = ready(name)
    sections = [
        replace(one, shown_if=None, questions=tuple(q for q in one.questions if q.id in KEPT[name]))
        for one in whole.sections
    ]
    return replace(whole, sections=tuple(one for one in sections if one.questions))


def make_play(browser: Browser, server: str, hour: list[datetime], form: str, preset: str, **fields: Any) -> Play:
    house = make_institution(kind="bridge_office" if preset == "contest" else "government")
    call = make_call(
        programme=make_programme(institution=house),
        title=Text(ko="견본 공고", zh="样例公告", en="Sample call", source="ko"),
        places=2,
        closes_at=datetime.combine((NOW + timedelta(days=10)).date(), NOW.time(), NOW.tzinfo),
        **fields,
    )
    teams = [make_member(make_startup(name=Text(en=f"Sample Canary {n} Robotics", source="en"))) for n in "ABCD"]
    return Play(
        browser=browser,
        site=server,
        hour=hour.append,
        call=call,
        form=cut(form),
        preset=preset,
        manager=make_staff(house, role="manager"),
        approver=make_staff(house, role="owner"),
        teams=teams,
        teammate=make_member(teams[0].startup, role="editor"),
        pool=[make_reviewer(make_person(), employer=f"Sample University {n}") for n in range(3)],
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("form", "preset", "rule", "fields", "each", "language"), CASES)
def test_a_call_runs_from_its_form_to_its_letters(
    browser: Browser,
    server: str,
    hour: list[datetime],
    form: str,
    preset: str,
    rule: dict[str, Any],
    fields: dict[str, Any],
    each: int,
    language: str,
):
    play = make_play(browser, server, hour, form, preset, rule=rule, rule_checked_at=NOW, **fields)
    first, second, third, last = play.teams
    steps.publish_the_form(play)
    steps.apply(play, first, language)
    for team in (second, third, last):
        steps.applied_too(play, team)
    steps.close_the_call(play)
    steps.take_in(play)
    steps.ask_reviewers(play)
    merit = {
        case.pk: _merit(play, case.application.startup_id)
        for case in play.selection.cases.select_related("application")
    }
    for kind in ("documents", "presentation"):
        stage = steps.share_out(play, kind, each)
        steps.review(play, stage, merit)
        steps.decide(play, stage, final=kind == "presentation")

    assert steps.outcomes(play) == {
        first.startup.pk: ("selected", "offered"),
        second.startup.pk: ("selected", "offered"),
        third.startup.pk: ("reserve", "final"),
        last.startup.pk: ("not_selected", "final"),
    }
    told = {address for message in mail.outbox for address in message.to}
    assert {team.person.email for team in play.teams} <= told
    _afterwards(play)
    play.close()


def _merit(play: Play, startup: int) -> int:
    place = next(n for n, team in enumerate(play.teams) if team.startup.pk == startup)
    return (90, 80, 75, 65)[place]


def _afterwards(play: Play) -> None:
    """The winner confirms, the second gives up and the reserve moves up, the loser reads why and objects."""
    winner, leaver, reserve, loser = play.teams
    tab = play.enter(winner.person)
    steps.look(tab, play.own(winner) + "result", steps.LANGUAGES)
    steps.press(tab, "form[action$='/answer']:has([value=confirm]) button")

    tab = play.enter(leaver.person)
    tab.open("/en" + play.own(leaver) + "result")
    tab.page.locator("details:has(form[action$='/answer']) > summary").click()
    tab.page.locator("input[name=sure]").check(force=True)
    steps.press(tab, "form[action$='/answer']:has([value=give_up]) button")

    tab = play.enter(loser.person, width=390)
    steps.look(tab, play.own(loser) + "result", steps.LANGUAGES)
    expect(tab.page.locator("main")).not_to_contain_text(play.pool[0].person.name)
    tab.page.locator("details:has(form[action$='/objection']) > summary").click()
    tab.page.locator("form[action$='/objection'] [name=text]").fill("Page 4 says how it is measured.")
    steps.press(tab, "form[action$='/objection'] button.primary")

    assert steps.outcomes(play) == {
        winner.startup.pk: ("selected", "confirmed"),
        leaver.startup.pk: ("selected", "declined"),
        reserve.startup.pk: ("selected", "offered"),
        loser.startup.pk: ("not_selected", "final"),
    }
    assert Objection.objects.get().outcome == Outcome.objects.get(case__application__startup=loser.startup)

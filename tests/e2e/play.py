"""One selection played from its form to its letters by the people of it, each in a browser of their own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from playwright.sync_api import Browser, expect

from madang.applications.models import Application, CallForm
from madang.applications.reading import sheet_of
from madang.core import clock
from madang.engines.forms import Form, write
from madang.engines.forms.definition import ConsentLimits, MoneyLimits, TextLimits
from madang.institutions.capacity import AsStaff
from madang.people.models import Person
from madang.programmes.actions import calls
from madang.programmes.models import Call
from madang.reviews.actions import intake, pool, posting, reviewing, scenarios
from madang.reviews.capacity import AsReviewer
from madang.reviews.models import Assignment, Case, PanelMember, Reviewer, Scenario, Selection, Stage
from madang.startups.capacity import AsMember
from tests.factories.people import PASSWORD
from tests.factories.writing import hand_in, make_application, write_answers

from .conftest import Watched

LANGUAGES = ("ko", "zh-hans", "en")
SAID = "We try it for three months in one building and write down every fault."


@dataclass
class Play:
    """The people and the call; `hour` moves the clock of the whole street."""

    browser: Browser
    site: str
    hour: Callable[[datetime], None]
    call: Call
    form: Form
    preset: str
    manager: AsStaff
    approver: AsStaff
    teams: list[AsMember]
    teammate: AsMember
    pool: list[Reviewer]
    opened: list[Any] = field(default_factory=list)

    @property
    def desk(self) -> str:
        return f"/en/i/{self.call.institution.slug}/calls/{self.call.public_id}/"

    @property
    def selection(self) -> Selection:
        return Selection.objects.get(call=self.call)

    def own(self, team: AsMember) -> str:
        """The address of a team's application, after the language."""
        application = Application.objects.get(call=self.call, startup=team.startup)
        return f"/s/{team.startup.slug}/applications/{application.public_id}/"

    def enter(self, person: Person, *, width: int = 1280) -> Watched:
        """A browser of that person's own."""
        client = Client()
        client.post("/en/account/login/", {"login": person.email, "password": PASSWORD})
        context = self.browser.new_context(viewport={"width": width, "height": 844})
        self.opened.append(context)
        context.add_cookies([{"name": k, "value": m.value, "url": self.site} for k, m in client.cookies.items()])
        return Watched(context.new_page(), self.site)

    def close(self) -> None:
        for context in self.opened:
            context.close()
        self.opened.clear()


def press(tab: Watched, selector: str) -> None:
    """Press a button and wait for the page it leads to."""
    assert tab.page.locator(selector).count(), f"{tab.page.url}: no {selector}: {tab.page.inner_text('main')[:1500]}"
    with tab.page.expect_navigation():
        tab.page.locator(selector).first.click(timeout=8000)


def look(tab: Watched, path: str, languages: tuple[str, ...] = ("en",)) -> None:
    """The page in each language: nothing for axe to find, nothing sticks out, no error of a script."""
    for language in languages:
        tab.errors.clear()  # a busy street may put off an autosave (429): the page keeps what was written
        tab.open(f"/{language}{path}")
        expect(tab.page.locator("html")).to_have_attribute("lang", language, ignore_case=True)
        assert tab.page.url.endswith(f"/{language}{path}"), tab.page.url
        found = [*tab.axe(), *tab.errors, *([f"{more} px too wide"] if (more := tab.overflow()) > 0 else [])]
        assert found == [], f"/{language}{path}: {found}: {tab.page.inner_text('body')[:600]}"


def publish_the_form(play: Play) -> None:
    """Staff take a form that they have cut down before, and publish it."""
    CallForm.objects.create(call=play.call, draft=write(play.form), updated_by=play.manager.person)
    tab = play.enter(play.manager.person)
    look(tab, play.desk.removeprefix("/en") + "form/")
    look(tab, play.desk.removeprefix("/en") + "form/publish")
    press(tab, "main form[method=post]:has(input[name=version]) button")

    assert play.call.form_versions.count() == 1


def apply(play: Play, team: AsMember, language: str) -> None:
    """A founder begins from the call's page, finds the known answers there, writes the rest, hands in, gets a receipt."""
    tab = play.enter(team.person)
    tab.open(f"/{language}/calls/{play.call.public_id}/")
    tab.page.locator(f"a[href*='{play.call.public_id}']", has_text="").locator(
        "xpath=self::*[contains(@href,'apply') or contains(@href,'new?call')]"
    ).first.click()
    if tab.page.locator("input[name=call]").count():
        tab.page.locator(f"input[name=call][value='{play.call.public_id}']").check(force=True)
        press(tab, "main form[method=post] button.primary")
    own = play.own(team)
    for section in play.form.sections:
        tab.open(f"/{language}{own}write/{section.id}/")
        for question in section.questions:
            _answer(tab, question.id, question.limits)
        tab.page.wait_for_load_state("networkidle")
        press(tab, "button[name='do.next']")
    _sign(play, own)
    look(tab, own, LANGUAGES)
    look(tab, own + "submit", LANGUAGES)
    press(tab, "button[form='hand-in']")
    number = Application.objects.get(call=play.call, startup=team.startup).number
    assert number
    expect(tab.page.get_by_text(number).first).to_be_visible()
    look(tab, own + "receipts/1/", LANGUAGES)


def _answer(tab: Watched, name: str, limits: object) -> None:
    match limits:
        case ConsentLimits():
            tab.page.locator(f"input[type=checkbox][name='{name}']").check(force=True)
        case MoneyLimits():
            tab.page.locator(f"[name='{name}-amount']").fill("50000000")
        case TextLimits():
            box = tab.page.locator(f"[name='{name}']")
            if not box.input_value():
                box.fill(_words(limits))
                box.blur()


def _words(limits: TextLimits) -> str:
    """What fits: an address, a title, or a sentence."""
    if limits.format == "email":
        return "sample@example.test"
    return SAID[:38] if 0 < limits.max.get("zh", 0) <= 100 else SAID


def _sign(play: Play, own: str) -> None:
    """The teammate reads it and stands by it."""
    mate = play.enter(play.teammate.person)
    look(mate, own, ("zh-hans",))
    press(mate, "form[action$='/sign'] button")


def applied_too(play: Play, team: AsMember) -> None:
    """Another startup, by the actions themselves."""
    application = make_application(team, play.call, now=clock.now())
    said: dict[str, Any] = {}
    for question in play.form.questions():
        match question.limits:
            case ConsentLimits():
                said[question.id] = "yes"
            case MoneyLimits():
                said[question.id] = {"amount": "30000000", "currency": "KRW"}
            case TextLimits():
                said[question.id] = _words(question.limits)
    write_answers(application, team, now=clock.now(), **said)
    hand_in(application, team, now=clock.now())


def take_in(play: Play) -> None:
    """Set up from a preset, take in after the closing, confirm who may stay."""
    tab = play.enter(play.manager.person)
    home = play.desk.removeprefix("/en") + "selection/"
    look(tab, home)
    tab.page.locator(f"input[name=preset][value={play.preset}]").check(force=True)
    press(tab, "form[action$='/begin'] button.primary")
    look(tab, home + "settings")
    tab.page.locator("input[name=reserves]").fill("1")
    press(tab, "main form[method=post] button.primary")
    tab.open("/en" + home)
    press(tab, "form[action$='/do/start'] button")
    intake.check_eligibility(selection=play.selection.pk)
    look(tab, home + "cases/")
    for box in tab.page.locator("input[name=case]").all():
        box.check(force=True)
    tab.page.locator("[name=answer][value=met], select[name=answer]").first.evaluate(
        "one => { if (one.tagName === 'SELECT') one.value = 'met'; else one.checked = true }"
    )
    press(tab, "form[action$='/cases/confirm'] button.primary")

    assert set(play.selection.cases.values_list("state", flat=True)) == {"in_field"}
    assert play.selection.cases.filter(checks__answer="met").count() == len(play.teams)


def ask_reviewers(play: Play) -> None:
    """Staff ask everyone of the pool; the first looks who applies and answers on a telephone, the others by the actions."""
    tab = play.enter(play.manager.person)
    look(tab, play.desk.removeprefix("/en") + "selection/reviewers/")
    for box in tab.page.locator("input[name=reviewer]").all():
        box.check(force=True)
    press(tab, "form[action$='/invite'] button.primary")
    first, *others = [PanelMember.objects.get(selection=play.selection, reviewer=one) for one in play.pool]
    phone = play.enter(play.pool[0].person, width=390)
    look(phone, "/review/", LANGUAGES)
    look(phone, f"/review/asked/{first.public_id}/", LANGUAGES)
    press(phone, "button[name=answer][value=yes]")
    for member in others:
        by = AsReviewer(member.reviewer.person, member.reviewer)
        pool.answer(member=member, accepts=True, ties={}, by=by, now=clock.now())

    assert set(play.selection.panel.values_list("state", flat=True)) == {"accepted"}


def share_out(play: Play, kind: str, each: int) -> Stage:
    """A plan is computed as the worker would, looked at, put in force, and the stage opened."""
    stage = play.selection.stages.get(kind=kind)
    tab = play.enter(play.manager.person)
    plans = play.desk.removeprefix("/en") + f"selection/reviewers-plan/?stage={stage.public_id}"
    look(tab, plans)
    tab.page.locator("input[name=reviews_each]").fill(str(each))
    press(tab, "form[action$='/compute'] button.primary")
    plan = Scenario.objects.get(stage=stage)
    scenarios.compute_scenario(scenario=plan.pk)
    look(tab, play.desk.removeprefix("/en") + f"selection/reviewers-plan/of/{plan.public_id}/")
    press(tab, "form[action$='/commit'] button")
    tab.open(play.desk + "selection/")
    press(tab, f"#stage-{stage.public_id} form button")
    stage.refresh_from_db()

    assert stage.state == "open"
    assert stage.assignments.count() == each * len(play.teams)
    return stage


def review(play: Play, stage: Stage, merit: dict[int, int]) -> None:
    """The first reviewer scores the first case on a telephone; the rest by the actions. `merit`: case -> per cent."""
    first = stage.assignments.filter(reviewer=play.pool[0]).order_by("case__label").first()
    if first is not None:
        _review_by_hand(play, first, merit[first.case_id])
    for one in stage.assignments.filter(state="given").select_related("reviewer__person", "case__application"):
        by = AsReviewer(one.reviewer.person, one.reviewer)
        for line in stage.criteria.all():
            value = str(round(line.max_score * merit[one.case_id] / 100))
            reviewing.save_score(
                assignment=one, criterion=line, value=value, comment=None, version=0, by=by, now=clock.now()
            )
        reviewing.save_words(
            assignment=one, part="to_applicant", words="Say how it is measured.", by=by, now=clock.now()
        )
        reviewing.hand_in(assignment=one, key=uuid4(), by=by, now=clock.now())

    assert set(stage.assignments.values_list("state", flat=True)) == {"done"}


def _review_by_hand(play: Play, one: Assignment, merit: int) -> None:
    phone = play.enter(play.pool[0].person, width=390)
    look(phone, f"/review/{one.public_id}/", LANGUAGES)
    if one.stage.is_blind:
        assert one.case.application.startup.name.en not in phone.page.content()
    for line in one.stage.criteria.all():
        box = phone.page.locator(f"input[name='score.{line.code}']")
        box.fill(str(round(line.max_score * merit / 100)))
    press(phone, "button[name=do][value=hand_in]")
    one.refresh_from_db()

    assert one.state == "done"


def decide(play: Play, stage: Stage, *, final: bool) -> None:
    """Board, closing, a proposal, a second person who approves, all letters at once."""
    tab = play.enter(play.manager.person)
    home = play.desk.removeprefix("/en") + "selection/"
    look(tab, home + f"board/?stage={stage.public_id}")
    tab.open("/en" + home)
    press(tab, f"#stage-{stage.public_id} form button")
    look(tab, home + f"decision/stages/{stage.public_id}/")
    tab.page.locator("[name=minutes]").fill("The scores were looked through.")
    press(tab, "button[name=verb][value=propose]")
    decision = play.selection.decisions.get(stage=stage)
    tab.open(f"{play.desk}selection/decision/{decision.public_id}/")
    assert tab.page.locator("form[action$='/do/approve'] button:not([disabled]):not([aria-disabled=true])").count() == 0
    other = play.enter(play.approver.person)
    look(other, home + f"decision/{decision.public_id}/")
    press(other, "form[action$='/do/approve'] button")
    look(tab, home + f"decision/{decision.public_id}/letters")
    tab.open(f"{play.desk}selection/decision/{decision.public_id}/")
    press(tab, "form[action$='/do/release'] button")
    posting.send_letters()
    decision.refresh_from_db()

    assert (decision.state, decision.kind) == ("released", "final" if final else "shortlist")


def close_the_call(play: Play) -> None:
    """The clock passes the closing time and its grace; the call is closed."""
    call = Call.objects.get(pk=play.call.pk)
    assert call.closes_at is not None
    play.hour(call.closes_at + timedelta(hours=1))
    calls.close(call=call, by=play.manager, now=clock.now())


def outcomes(play: Play) -> dict[int, tuple[str, str]]:
    """Startup -> what was told and where it stands."""
    rows = Case.objects.filter(selection=play.selection).values_list(
        "application__startup", "outcome__result", "outcome__standing"
    )
    return {startup: (result, standing) for startup, result, standing in rows}


def seen(play: Play, team: AsMember) -> str:
    """The content hash of a team's application."""
    return sheet_of(Application.objects.for_work().get(call=play.call, startup=team.startup)).hash

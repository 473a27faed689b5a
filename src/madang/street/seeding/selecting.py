"""Calls of the sample in every stage of a selection: who applied, how far it has come, what the tour's sign-ins have in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from madang.applications.actions.opening import open_application
from madang.applications.actions.submitting import withdraw
from madang.applications.actions.writing import Change, save_answers
from madang.applications.models import Application
from madang.engines.forms import ready
from madang.institutions.capacity import AsStaff
from madang.institutions.models import Institution
from madang.people.models import Person
from madang.programmes.models import Call
from madang.reviews.actions import objecting, setting_up
from madang.reviews.models import Outcome, Reviewer
from madang.startups.models import Startup
from madang.street.sample.people import address
from madang.street.sample.records import Call as CallRecord
from madang.street.sample.records import Street
from madang.street.sample.writing import answers

from . import judging
from .applying import CONSENTED, Applicant, hand_in, publish, short_form
from .judging import Judging
from .pool import load_pool

# How many apply at each step besides those of the tour, and which of the tour apply.
FIELD: Final[Mapping[str, tuple[int, tuple[str, ...]]]] = {
    "open": (3, ()),
    "tonight": (6, ("founder-lost",)),
    "eligibility": (9, ("founder-zh", "founder-en")),
    "documents": (9, ("founder", "founder-lost", "founder-en")),
    "presentation": (9, ("founder-lost",)),
    "proposed": (9, ("founder", "founder-en")),
    "released": (10, ("founder", "founder-lost", "founder-en", "founder-zh")),
}
PLACES: Final = (("founder-zh", 11), ("founder-lost", 6), ("founder-en", 3), ("founder", 0))
FIELDS: Final = {"robotics", "service_robot", "industrial_robot", "humanoid", "ai", "autonomous", "drone"}
ZONE: Final = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True)
class World:
    """What was loaded before, to build on."""

    street: Street
    people: Mapping[str, Person]
    institutions: Mapping[str, Institution]
    startups: Mapping[str, Startup]
    calls: Mapping[str, Call]
    now: datetime


def load_selections(world: World) -> int:
    """Make forms, applications and selections of the staged calls that are there; returns how many applications there are."""
    pool = load_pool(world.street, dict(world.people), now=world.now)
    tour = _applicants_of_the_tour(world)
    others = _others(world, {one.startup.pk for one in tour.values()})
    records = {record.key: record for record in world.street.calls}
    house = world.institutions.get("proving")
    if house is None:
        return 0
    manager = AsStaff(world.people[address("manager")], house, "manager")
    approver = AsStaff(world.people[address("approver")], house, "manager")
    for number, one in enumerate(world.street.staged):
        if one.call not in world.calls:
            continue
        count, named = FIELD[one.step]
        rng = Random(f"field {one.step}")  # noqa: S311 -- a sample, not a secret
        field = [tour[name] for name in named if name in tour]
        field += rng.sample(others, min(count, len(others)))
        if one.step == "released":
            # The order is that of merit: three places, two numbers of the reserve list, then those who were heard in vain.
            for name, place in PLACES:
                mine = next((one for one in field if one is tour.get(name)), None)
                if mine is not None:
                    field.remove(mine)
                    field.insert(place, mine)
        step = _Step(world, records[one.call], world.calls[one.call], tour, field, list(pool.values()))
        step.run(one.step, number, manager, approver)
    return Application.objects.count()


def _applicants_of_the_tour(world: World) -> dict[str, Applicant]:
    found = {}
    by_email = {member.email: firm for firm in world.street.startups for member in firm.members}
    for name in ("founder", "founder-zh", "founder-en", "founder-lost"):
        firm = by_email.get(address(name))
        if firm is not None:
            found[name] = Applicant(firm, world.startups[firm.slug], world.people[address(name)])
    return found


def _others(world: World, taken: set[int]) -> list[Applicant]:
    """Startups of the right fields that have begun, each with its first owner."""
    found = []
    for firm in world.street.startups:
        startup = world.startups[firm.slug]
        fits = FIELDS & set(firm.sectors) and firm.founding != "pre_founder" and not firm.standing.sanctions
        if fits and startup.pk not in taken:
            found.append(Applicant(firm, startup, world.people[firm.members[0].email.lower()]))
    return found


@dataclass
class _Step:
    """One call, made as far as its step."""

    world: World
    record: CallRecord
    call: Call
    tour: Mapping[str, Applicant]
    field: list[Applicant]
    pool: list[Reviewer]

    def run(self, step: str, number: int, manager: AsStaff, approver: AsStaff) -> None:
        form = ready("common") if step == "open" else short_form()
        version = publish(self.call, form, by=manager.person, at=self.record.published_at)
        if step == "open":
            self._drafts(self.field)
            return
        late = self.tour.get("founder") if step == "tonight" else None
        applications = hand_in(self.call, self.record.key, version, form, self.field)
        if late is not None:
            self._drafts([late], all_but="team_strength")
        if step == "tonight":
            return
        # The release decides the call.
        Call.objects.filter(pk=self.call.pk).update(status=Call.Status.CLOSED, decided_at=None)
        asked = setting_up.set_up(call=self.call, preset="startup_call", by=manager, now=self._at("eligibility", -24))
        asked.reserves, asked.reserve_until = 2, self._at("notice").date() + timedelta(days=120)
        asked.save(update_fields=["reserves", "reserve_until", "updated_at"])
        rng = Random(f"judging {step}")  # noqa: S311 -- a sample, not a secret
        own = Judging(asked, manager, approver, rng)
        turned = self.pool[3 + number :] + self.pool[3 : 3 + number]
        # Every application is read by people who read its language.
        zh = [one for one in turned if "zh" in one.languages][:4]
        own.reviewers = [*self.pool[:3], *zh, *[one for one in turned if one not in zh]]
        runs: Mapping[str, Callable[[Judging, list[Application]], None]] = {
            "eligibility": self._eligibility,
            "documents": self._documents,
            "presentation": self._presentation,
            "proposed": self._proposed,
            "released": self._released,
        }
        runs[step](own, applications)
        judging.mailed(own)

    def _at(self, kind: str, hours: float = 0) -> datetime:
        """Ten in the morning of a step's day, and so many hours after."""
        day = next(step.on for step in self.record.steps if step.kind == kind)
        return datetime.combine(day, time(10), ZONE) + timedelta(hours=hours)

    def _drafts(self, applicants: list[Applicant], all_but: str = "") -> None:
        """Begun by the real way, prefilled; `all_but`: everything of the shorter form is written but one answer."""
        for place, one in enumerate(applicants):
            at = self.world.now - timedelta(days=2, hours=3 * place)
            language = one.record.name.source
            draft = open_application(startup=one.startup, call=self.call, language=language, by=one.capacity, now=at)
            said: dict[str, object] = dict(answers(one.record, self.record.key, language))
            if all_but:
                said |= {"amount_asked": {"amount": "50000000", "currency": one.record.currency}}
                said |= {"consent_privacy": CONSENTED}
                said.pop(all_but)
            else:
                said = {name: said[name] for name in ("plan_title", "plan_overview", "difference")[: 3 - place % 3]}
            held = {entry.question: entry.version for entry in draft.entries.all()}
            changes = {name: Change(value, held.get(name, 0)) for name, value in said.items()}
            save_answers(application=draft, changes=changes, by=one.capacity, now=at + timedelta(hours=1))
            Application.objects.filter(pk=draft.pk).update(
                title=answers(one.record, self.record.key, language)["plan_title"]
            )

    def _eligibility(self, own: Judging, applications: list[Application]) -> None:
        outside = self._of(applications, "founder-zh")
        judging.take_in(own, at=self._at("eligibility", -22), confirmed=5, refused=outside)
        judging.seat(own, own.reviewers[:13], at=self.world.now - timedelta(days=3))
        judging.ask_for_wishes(
            own,
            own.stage("documents"),
            at=self.world.now - timedelta(hours=30),
            until=self.world.now + timedelta(days=4),
        )

    def _documents(self, own: Judging, applications: list[Application]) -> None:
        judging.take_in(own, at=self._at("eligibility"))
        judging.seat(own, own.reviewers[:13], at=self._at("eligibility", 24))
        stage, opens = own.stage("documents"), self._at("document")
        work = judging.share_out(own, stage, each=judging.EACH, opens=opens, due=opens + timedelta(days=9, hours=8))
        judging.review(own, stage, work, share=0.5, start=opens)

    def _shortlist(self, own: Judging, applications: list[Application], refused: list[int]) -> None:
        """Up to the letters of the document review."""
        judging.take_in(own, at=self._at("eligibility"), refused=refused)
        judging.seat(own, own.reviewers[:13], at=self._at("eligibility", 24))
        stage, opens = own.stage("documents"), self._at("document")
        work = judging.share_out(own, stage, each=judging.EACH, opens=opens, due=opens + timedelta(days=5, hours=8))
        judging.review(own, stage, work, share=1, start=opens)
        at = opens + timedelta(days=6)
        words = "서류평가 점수를 확인하였다. 기준 점수를 넘은 기업 가운데 3배수까지 발표평가 대상으로 정하였다."
        judging.decide(own, stage, at=at, minutes=words, told=at + timedelta(hours=26))

    def _presentation(self, own: Judging, applications: list[Application]) -> None:
        self._shortlist(own, applications, [])
        stage, begins = own.stage("presentation"), self._at("presentation", 3)
        judging.share_out(
            own, stage, each=judging.HEARD_BY, opens=self.world.now - timedelta(days=2), due=begins + timedelta(days=2)
        )
        judging.hear(own, stage, begins=begins, told=self.world.now - timedelta(days=3))

    def _proposed(self, own: Judging, applications: list[Application]) -> None:
        self._shortlist(own, applications, [])
        self._heard(own)
        words = "발표평가 결과를 확인하고 3개 기업을 선정, 2개 기업을 예비로 제안하였다. 회피한 위원은 없다."
        judging.decide(own, own.stage("presentation"), at=self._at("committee", 5), minutes=words, told=None)

    def _heard(self, own: Judging) -> None:
        stage, begins = own.stage("presentation"), self._at("presentation", 3)
        work = judging.share_out(
            own, stage, each=judging.HEARD_BY, opens=begins - timedelta(days=1), due=begins + timedelta(days=2)
        )
        judging.hear(own, stage, begins=begins, told=begins - timedelta(days=5))
        judging.review(own, stage, work, share=1, start=begins)

    def _released(self, own: Judging, applications: list[Application]) -> None:
        gone = applications[-1]
        withdraw(
            application=gone, reason="다른 사업에 선정되어 취소합니다.", by=self.field[-1].capacity,
            now=self._at("eligibility", -20),
        )  # fmt: skip
        outside = self._of(applications, "founder-zh")
        self._shortlist(own, applications, outside)
        self._heard(own)
        words = "발표평가 결과를 확인하고 3개 기업을 선정, 2개 기업을 예비로 정하였다."
        judging.decide(
            own, own.stage("presentation"), at=self._at("committee", 2), minutes=words, told=self._at("notice", 4)
        )
        judging.release_words(own, at=self._at("notice", 5))
        self._object(own)

    def _object(self, own: Judging) -> None:
        """One who was not selected, and is not of the tour, objects."""
        mine = {one.startup.pk for one in self.tour.values()}
        outcome = (  # the last of those who were heard: the time of the others is over
            Outcome.objects.filter(selection=own.selection, result="not_selected", released_at=self._at("notice", 4))
            .exclude(case__application__startup__in=mine)
            .select_related("case__application")
            .order_by("-case__application_id")
            .first()
        )
        if outcome is None:
            return
        who = next(one for one in self.field if one.startup.pk == outcome.case.application.startup_id)
        text = {
            "ko": "해결 방안 항목에서 안전 기준이 없다고 하였으나, 계획서 4쪽에 단계별 정지 기준을 적었습니다. 다시 살펴봐 주십시오.",
            "zh": "评语称方案缺少安全标准，但计划书第4页已写明各阶段的停止标准，请复核。",
            "en": "The review says there is no rule for safety, but page 4 of the plan sets one for each step. Please look again.",
        }[outcome.case.application.language]
        objecting.object_to(
            outcome=outcome, text=text, challenged=[], key=UUID(int=own.rng.getrandbits(128), version=4),
            by=who.capacity, now=min(self.world.now, self._at("notice", 9)),
        )  # fmt: skip

    def _of(self, applications: list[Application], name: str) -> list[int]:
        held = self.tour.get(name)
        return [one.pk for one in applications if held and one.startup_id == held.startup.pk]

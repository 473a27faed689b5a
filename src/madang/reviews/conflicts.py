"""Conflicts of interest: which reviewer may not judge which case, by which rule, seen from what.

The rules follow the guideline of a Korean institute for robot industry (same employer, supervisor of the final degree, kin,
project, mutual judging, sanctioned) and what users of review systems found missing (private e-mail domains, families of
institutions). A tie counts while it lasts and for the rule's years afterwards; a tie without dates counts always.
What the street does not know is said beside what it found: a clean answer about an undeclared reviewer is not clean.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from madang.institutions.models import StaffRole
from madang.startups.models import Membership

from .models import Case, PanelMember, Relation, Reviewer, Sanction

# Domains whose addresses anyone can have: sharing one of them says nothing.
PUBLIC_DOMAINS: Final = frozenset(
    {
        "gmail.com", "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "outlook.com", "hotmail.com",
        "live.com", "yahoo.com", "yahoo.co.kr", "icloud.com", "me.com", "qq.com", "163.com", "126.com", "foxmail.com",
        "sina.com", "sina.cn", "sohu.com", "aliyun.com", "139.com", "189.cn", "protonmail.com", "proton.me",
    }
)  # fmt: skip
# Domains kept for examples and tests: no one owns them.
_SAID_OF_NOBODY: Final = (".test", ".example", ".invalid", "example.com", "example.org")
_BY_TIE: Final[Mapping[str, str]] = {
    "employer": "employer",
    "supervisor": "supervisor",
    "kin": "kin",
    "project": "project",
    "shareholder": "shareholder",
    "adviser": "adviser",
}


@dataclass(frozen=True)
class Found:
    """One rule that keeps a reviewer from a case. `evidence` holds ids and plain words, never more than staff may read."""

    case: int
    reviewer: int
    rule: str
    source: str
    evidence: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Known:
    """How much is known of a reviewer: a clean answer means little where nothing was asked."""

    reviewer: int
    has_declared: bool
    has_employer: bool

    @property
    def is_complete(self) -> bool:
        return self.has_declared and self.has_employer


def detect(
    rules: Sequence[Mapping[str, Any]],
    cases: Iterable[Case],
    reviewers: Iterable[Reviewer],
    *,
    on: date,
    house: int | None = None,
) -> list[Found]:
    """Every conflict between these cases (with their application in hand) and reviewers (with their person). Five queries.

    `house`: id of the institution that selects; sanctions of others than the street's office and this one do not count.
    """
    world = _World.of(list(cases), list(reviewers), on, house)
    by_rule = {rule["rule"]: rule for rule in rules}
    found = [*world.ties(by_rule), *world.members(by_rule), *world.houses(by_rule), *world.mutual(by_rule)]
    found += [*world.sanctioned(by_rule), *world.domains(by_rule)]
    return sorted(set(found), key=lambda one: (one.case, one.reviewer, one.rule))


def known(members: Iterable[PanelMember]) -> dict[int, Known]:
    """Reviewer id -> how complete the picture is. No query: members come with their reviewer."""
    return {
        member.reviewer_id: Known(
            member.reviewer_id,
            member.declared_at is not None,
            bool(member.reviewer.employer or member.reviewer.home_id),
        )
        for member in members
    }


def still_counts(since: date | None, until: date | None, years: int | None, on: date) -> bool:
    """Whether a tie of these dates keeps people apart on this day; `years` after its end, None for ever after."""
    if since is not None and since > on:
        return False
    if until is None or until >= on or years is None:
        return True
    return _years_after(until, years) > on


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


@dataclass
class _World:
    """What the rules read, gathered once for all pairs."""

    cases: list[Case]
    reviewers: list[Reviewer]
    on: date
    by_startup: dict[int, list[int]]
    team: dict[int, list[tuple[int, str]]]
    relations: list[Relation]
    houses_of: dict[int, set[int]]
    sanctions: list[Sanction]

    @classmethod
    def of(cls, cases: list[Case], reviewers: list[Reviewer], on: date, house: int | None) -> "_World":
        by_startup: dict[int, list[int]] = defaultdict(list)
        for case in cases:
            by_startup[case.application.startup_id].append(case.pk)
        team: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for startup, person, email in Membership.objects.filter(startup__in=by_startup).values_list(
            "startup_id", "person_id", "person__email"
        ):
            team[startup].append((person, email))
        people = {person for members in team.values() for person, _email in members}
        houses: dict[int, set[int]] = defaultdict(set)
        for person, house in StaffRole.objects.filter(
            person__in=people | {one.person_id for one in reviewers}
        ).values_list("person_id", "institution_id"):
            houses[person].add(house)
        ids = [one.pk for one in reviewers]
        relations = list(Relation.objects.filter(reviewer__in=ids, withdrawn_at=None).order_by("pk"))
        sanctions = list(Sanction.objects.in_force(on, house).filter(reviewer__in=ids).order_by("pk"))
        return cls(cases, reviewers, on, by_startup, team, relations, houses, sanctions)

    def ties(self, rules: Mapping[str, Mapping[str, Any]]) -> Iterator[Found]:
        """Ties that someone stated: to the startup itself, or to a person of its team."""
        startups_of: dict[int, set[int]] = defaultdict(set)
        for startup, members in self.team.items():
            for person, _email in members:
                startups_of[person].add(startup)
        for tie in self.relations:
            rule = _BY_TIE.get(tie.kind, "")
            named = "challenged" if tie.source == Relation.Source.CHALLENGED else rule
            if tie.source != Relation.Source.CHALLENGED and not self._in_force(tie, rules.get(rule)):
                continue
            startups = {tie.startup_id} if tie.startup_id else startups_of.get(tie.person_id or 0, set())
            for startup in startups:
                for case in self.by_startup.get(startup or 0, ()):
                    source = "challenged" if named == "challenged" else "declared"
                    yield Found(
                        case, tie.reviewer_id, named or "other", source, {"relation": tie.public_id, "tie": tie.kind}
                    )

    def _in_force(self, tie: Relation, rule: Mapping[str, Any] | None) -> bool:
        """Other ties than those the rules name are a reviewer's own words: they keep apart while they last."""
        if tie.kind == Relation.Kind.OTHER:
            return still_counts(tie.since, tie.until, 0, self.on)
        if rule is None:
            return False
        if tie.kind == Relation.Kind.KIN and tie.degree and tie.degree > rule.get("degree", 8):
            return False
        return still_counts(tie.since, tie.until, rule.get("years"), self.on)

    def members(self, rules: Mapping[str, Mapping[str, Any]]) -> Iterator[Found]:
        """A reviewer who belongs to the team, whatever was declared."""
        if "employer" not in rules:
            return
        for reviewer in self.reviewers:
            for startup, members in self.team.items():
                if any(person == reviewer.person_id for person, _email in members):
                    for case in self.by_startup[startup]:
                        yield Found(case, reviewer.pk, "employer", "detected", {"seen": "member"})

    def houses(self, rules: Mapping[str, Mapping[str, Any]]) -> Iterator[Found]:
        """A reviewer and someone of the team who work at the same institution; and ties to such an institution."""
        rule = rules.get("institution")
        if rule is None:
            return
        tied: dict[int, set[int]] = defaultdict(set)
        for tie in self.relations:
            if tie.institution_id and still_counts(tie.since, tie.until, rule.get("years"), self.on):
                tied[tie.reviewer_id].add(tie.institution_id)
        for reviewer in self.reviewers:
            own = self.houses_of.get(reviewer.person_id, set()) | tied[reviewer.pk]
            own |= {reviewer.home_id} if reviewer.home_id else set()
            for startup, members in self.team.items():
                shared = own & {house for person, _email in members for house in self.houses_of.get(person, ())}
                if shared:
                    for case in self.by_startup[startup]:
                        yield Found(case, reviewer.pk, "institution", "detected", {"institution": min(shared)})

    def mutual(self, rules: Mapping[str, Mapping[str, Any]]) -> Iterator[Found]:
        """A reviewer whose own startup is in the field judges none of it: those who apply do not judge each other."""
        if "mutual" not in rules:
            return
        for reviewer in self.reviewers:
            own = [
                startup for startup, members in self.team.items() if any(p == reviewer.person_id for p, _e in members)
            ]
            if own:
                for case in self.cases:
                    yield Found(case.pk, reviewer.pk, "mutual", "detected", {"seen": "applies too"})

    def sanctioned(self, rules: Mapping[str, Mapping[str, Any]]) -> Iterator[Found]:
        """A reviewer who may not judge at present judges nothing."""
        if "sanctioned" not in rules:
            return
        for sanction in self.sanctions:
            for case in self.cases:
                yield Found(case.pk, sanction.reviewer_id, "sanctioned", "detected", {"until": _iso(sanction.ends_on)})

    def domains(self, rules: Mapping[str, Mapping[str, Any]]) -> Iterator[Found]:
        """A reviewer whose private e-mail domain someone of the team has too."""
        if "domain" not in rules:
            return
        for reviewer in self.reviewers:
            own = domain_of(reviewer.person.email)
            if own in PUBLIC_DOMAINS or own.endswith(_SAID_OF_NOBODY):
                continue
            for startup, members in self.team.items():
                if any(domain_of(email) == own and person != reviewer.person_id for person, email in members):
                    for case in self.by_startup[startup]:
                        yield Found(case, reviewer.pk, "domain", "detected", {"domain": own})


def domain_of(email: str) -> str:
    """The part after the last @, in lower case."""
    return email.rpartition("@")[2].lower()


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

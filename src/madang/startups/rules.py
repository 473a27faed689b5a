"""What is known of a startup, in the form the eligibility engine asks for. Reads only; the caller prefetches `with_facts()`."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final, TypeVar

from madang.engines.eligibility import (
    Business,
    Certified,
    Document,
    Facts,
    Money,
    Representative,
    Sanction,
    Site,
    Support,
)
from madang.engines.taxonomy import FOUNDER_TRAITS

from .models import Founder, Round, Standing, Startup, SupportReceived

T = TypeVar("T")

# Lists an owner may confirm as complete (`Startup.confirmed`): confirmed and empty means none, unconfirmed means unknown.
CONFIRMABLE: Final = (
    "businesses",
    "certificates",
    "papers",
    "properties",
    "rounds",
    "sanctions",
    "sites",
    "supports",
)
_STANDINGS: Final = {Standing.State.CLEAR: "none", Standing.State.OWING: "owed"}
# The paper that proves a certificate also says until when it holds.
_PROVES: Final = {"venture_certificate": "venture", "lab_certificate": "lab"}


def facts_of(startup: Startup) -> Facts:
    """Everything a rule may ask, from rows already fetched: no query when the startup came through `with_facts()`.

    A list without rows is unknown (None) unless it was confirmed as complete; a list with rows counts as known.
    """
    confirmed = set(startup.confirmed)
    founders = sorted(startup.founders.all(), key=lambda one: (not one.is_representative, one.position, one.pk))
    speaking = [one for one in founders if one.is_representative] or founders
    figures = sorted(startup.figures.all(), key=lambda one: one.year)
    rounds = list(startup.rounds.all())
    papers = list(startup.papers.all())
    return Facts(
        founding_type=startup.founding_type,
        opened_on=startup.opened_on,
        incorporated_on=startup.incorporated_on,
        businesses=_businesses(speaking, confirmed),
        business_status=None if startup.founding_type == Startup.Founding.PRE_FOUNDER else startup.operation,
        representatives=tuple(_representative(one) for one in speaking) or None,
        head_office=startup.region or None,
        sites=_sites(startup, confirmed),
        founder_home=(speaking[0].home_region or None) if speaking else None,
        sectors=frozenset(startup.sectors) or None,
        size=startup.size or None,
        headcount=next((one.headcount for one in reversed(figures) if one.headcount is not None), None),
        revenues={one.year: Money(one.revenue, one.currency) for one in figures if one.revenue is not None},
        investment_round=_investment(startup, rounds, confirmed),
        raised=_raised(startup, rounds, confirmed),
        intellectual_property=_rights(startup, confirmed),
        certificates=_certificates(startup, papers, confirmed),
        documents=_known(
            (Document(kind=one.kind, issued=one.issued_on, expires=one.valid_until) for one in papers),
            "papers" in confirmed,
        ),
        arrears={one.kind: _STANDINGS.get(Standing.State(one.state), one.state) for one in startup.standings.all()},
        supports=_known((_support(one) for one in startup.supports.all()), "supports" in confirmed),
        sanctions=_known(
            (Sanction(one.starts_on or date.min, one.ends_on) for one in startup.sanctions.all()),
            "sanctions" in confirmed,
        ),
        answers={one.key: one.answer for one in startup.declarations.all()},
    )


def _known(rows: Iterable[T], confirmed: bool) -> tuple[T, ...] | None:
    found = tuple(rows)
    return found if found or confirmed else None


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _businesses(founders: Collection[Founder], confirmed: Collection[str]) -> tuple[Business, ...] | None:
    rows = [row for founder in founders for row in founder.other_businesses]
    return _known(
        (
            Business(
                started=_day(row.get("opened_on")), closed=_day(row.get("closed_on")), open=not row.get("closed_on")
            )
            for row in rows
        ),
        "businesses" in confirmed,
    )


def _representative(founder: Founder) -> Representative:
    traits = frozenset(founder.traits)
    lacks = frozenset(FOUNDER_TRAITS) - traits if founder.traits_confirmed else frozenset()
    return Representative(born=founder.born_on, traits=traits, lacks=lacks)


def _sites(startup: Startup, confirmed: Collection[str]) -> tuple[Site, ...] | None:
    lab = (Site(kind="lab", region=startup.lab_region),) if startup.lab_region else ()
    if "sites" in confirmed:
        return lab
    # Only the laboratory is known: there may be a branch or a factory somewhere.
    return (*lab, Site(kind="branch"), Site(kind="factory")) if lab else None


def _support(row: SupportReceived) -> Support:
    state = "running" if row.is_running else row.ended_how or "finished"
    return Support(family=row.family or row.programme, year=row.year, state=state)


def _investment(startup: Startup, rounds: Collection[Round], confirmed: Collection[str]) -> str | None:
    if startup.investment_stage:
        return startup.investment_stage
    if rounds:
        return max(rounds, key=lambda one: (one.closed_on, one.pk)).stage
    return "none" if "rounds" in confirmed else None


def _raised(startup: Startup, rounds: Collection[Round], confirmed: Collection[str]) -> Money | None:
    """The sum of all rounds; unknown while one amount is missing or two currencies meet."""
    if not rounds:
        return Money(0) if startup.investment_stage == "none" or "rounds" in confirmed else None
    currencies = {one.currency for one in rounds}
    amounts = [one.amount for one in rounds]
    if len(currencies) > 1 or None in amounts:
        return None
    return Money(sum(amount or 0 for amount in amounts), currencies.pop())


def _rights(startup: Startup, confirmed: Collection[str]) -> dict[str, int] | None:
    """Registered rights by kind: what is only filed does not count, but shows that the list was filled in."""
    rows = list(startup.properties.all())
    if not rows and "properties" not in confirmed:
        return None
    counts: dict[str, int] = {}
    for row in rows:
        if row.state == "registered":
            counts[row.kind] = counts.get(row.kind, 0) + 1
    return counts


def _certificates(startup: Startup, papers: Iterable[Any], confirmed: Collection[str]) -> tuple[Certified, ...] | None:
    until: dict[str, date | None] = {}
    for paper in papers:
        if kind := _PROVES.get(paper.kind):
            known = until.get(kind, date.min)
            until[kind] = None if known is None or paper.valid_until is None else max(known, paper.valid_until)
    return _known(
        (Certified(kind=kind, until=until.get(kind)) for kind in startup.certificates), "certificates" in confirmed
    )

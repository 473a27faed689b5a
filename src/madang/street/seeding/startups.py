"""The startups of the sample, with everything a rule may ask of them."""

from typing import Any

from madang.people.models import Consent, Person
from madang.startups import models
from madang.startups.rules import CONFIRMABLE
from madang.street.sample.records import Startup as Record
from madang.street.sample.records import Street

from .words import midday, text

IP_STATE = {"applied": "filed", "granted": "registered", "filed": "filed", "registered": "registered"}
CONSENT_TEXT = "2026-11"


def load_startups(street: Street, people: dict[str, Person]) -> dict[str, models.Startup]:
    """Make all startups with their lists and members; returns them by slug."""
    made = {one.slug: one for one in models.Startup.objects.bulk_create([_row(record) for record in street.startups])}
    born = {person.email.lower(): person.born for person in street.people}
    lists: dict[type[Any], list[Any]] = {}
    for record in street.startups:
        startup = made[record.slug]
        for row in (*_figures(startup, record), *_property(startup, record), *_standing(startup, record)):
            lists.setdefault(type(row), []).append(row)
        for row in _team(startup, record, people, born):
            lists.setdefault(type(row), []).append(row)
    for model, rows in lists.items():
        model.objects.bulk_create(rows, batch_size=1000)
    return made


def _row(record: Record) -> models.Startup:
    return models.Startup(
        slug=record.slug,
        name=text(record.name),
        summary=text(record.summary),
        founding_type=record.founding,
        operation="suspended" if record.standing.suspended else "active",
        country=record.country,
        business_number=record.registration.get("brn", ""),
        corporate_number=record.registration.get("crn", ""),
        credit_code=record.registration.get("uscc", ""),
        opened_on=record.opened_on,
        incorporated_on=record.incorporated_on,
        region=record.region,
        lab_region=record.lab_region,
        certificates=list(record.certificates),
        size=record.size,
        sectors=list(record.sectors),
        investment_stage=record.investment_stage,
        website=record.website,
        is_public=record.public,
        shares_with_staff=record.public,
        confirmed=list(CONFIRMABLE) if record.standing.checked_on else ["properties", "rounds"],
    )


def _figures(startup: models.Startup, record: Record) -> list[Any]:
    years = [
        models.YearFigures(
            startup=startup, year=year.year, headcount=year.headcount, revenue=year.revenue, currency=record.currency
        )
        for year in record.years
    ]
    rounds = [
        models.Round(startup=startup, stage=r.kind, amount=r.amount or None, currency=r.currency, closed_on=r.on)
        for r in record.rounds
    ]
    return [*years, *rounds]


def _property(startup: models.Startup, record: Record) -> list[Any]:
    rights = [
        models.IntellectualProperty(
            startup=startup,
            kind=ip.kind,
            state=IP_STATE[ip.status],
            title=ip.title.said(ip.title.source),
            number=ip.number,
            dated_on=ip.on,
        )
        for ip in record.ip
    ]
    products = [
        models.Product(
            startup=startup,
            name=text(p.name),
            summary=text(p.summary),
            on_market_since=p.launched_on,
            position=position,
        )
        for position, p in enumerate(record.products)
    ]
    papers = [
        models.Paper(startup=startup, kind=p.kind, issued_on=p.issued_on, valid_until=p.valid_until)
        for p in record.papers
    ]
    return [*rights, *products, *papers]


def _standing(startup: models.Startup, record: Record) -> list[Any]:
    standing = record.standing
    excused = standing.arrears_excused[0] if standing.arrears_excused else ""
    debts = [
        models.Standing(
            startup=startup,
            kind=kind,
            state=(excused or "owing") if owed else "clear",
            checked_on=standing.checked_on,
        )
        for kind, owed in standing.arrears.items()
        if owed is not None and standing.checked_on
    ]
    bans = [
        models.Sanction(startup=startup, starts_on=s.since, ends_on=s.until, reason=s.reason.said(s.reason.source))
        for s in standing.sanctions
    ]
    received = [
        models.SupportReceived(
            startup=startup,
            programme=r.name.said(r.name.source),
            family=r.support,
            institution=r.body,
            year=r.decided_on.year,
            amount=r.amount,
            currency=r.currency,
        )
        for r in standing.received
    ]
    return [*debts, *bans, *received]


def _team(startup: models.Startup, record: Record, people: dict[str, Person], born: dict[str, Any]) -> list[Any]:
    rows: list[Any] = []
    for position, member in enumerate(record.members):
        email = member.email.lower()
        person = people[email]
        rows.append(models.Membership(startup=startup, person=person, role=member.role))
        if member.founder:
            rows.append(
                models.Founder(
                    startup=startup,
                    name=person.name,
                    title=text(member.title),
                    is_representative=position == 0,
                    born_on=born[email],
                    traits=list(record.traits),
                    position=position,
                )
            )
        if member.role == "owner" and position == 0 and record.public and record.consented_on:
            rows += [
                Consent(
                    person=person,
                    purpose=purpose,
                    about=startup.slug[:40],
                    text_version=CONSENT_TEXT,
                    language=person.language,
                    given_at=midday(record.consented_on),
                )
                for purpose in (Consent.Purpose.PUBLIC_PAGE, Consent.Purpose.SHARE_WITH_STAFF)
            ]
    return rows

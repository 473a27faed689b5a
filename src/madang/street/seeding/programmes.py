"""The programmes and calls of the sample."""

from datetime import datetime

from madang.institutions.models import Institution
from madang.programmes.models import Call, CallPartner, Programme, Stage
from madang.street.sample.records import Call as Record
from madang.street.sample.records import Street

from .words import text

# Why a call has no closing time, in the words of its source language.
ROLLING = {"ko": "상시 접수", "zh": "常年受理", "en": "Rolling admission"}
UNTIL_SPENT = {"ko": "예산 소진 시까지", "zh": "预算用完为止", "en": "Until the budget is used up"}


def load_programmes(street: Street, institutions: dict[str, Institution], *, now: datetime) -> dict[str, Call]:
    """Make programmes and calls with steps and partners; returns the calls by their key in the sample."""
    programmes = _programmes(street, institutions)
    rows = [_row(record, programmes[record.programme], now=now) for record in street.calls]
    calls = dict(
        zip((record.key for record in street.calls), Call.objects.bulk_create(rows, batch_size=500), strict=True)
    )
    steps, partners = [], []
    for record in street.calls:
        call = calls[record.key]
        steps += [
            Stage(call=call, kind=step.kind, starts_on=step.on, ends_on=step.until, position=position)
            for position, step in enumerate(record.steps)
        ]
        if record.joint_with:
            partners.append(
                CallPartner(call=call, institution=institutions[record.joint_with], accepted_at=record.published_at)
            )
    Stage.objects.bulk_create(steps, batch_size=2000)
    CallPartner.objects.bulk_create(partners)
    copies = [calls[record.key] for record in street.calls if record.duplicated_from]
    for record in street.calls:
        if record.duplicated_from:
            calls[record.key].copied_from = calls[record.duplicated_from]
    Call.objects.bulk_update(copies, ["copied_from"], batch_size=500)
    return calls


def _programmes(street: Street, institutions: dict[str, Institution]) -> dict[str, Programme]:
    rows = [
        Programme(
            institution=institutions[record.institution],
            name=text(record.name),
            summary=text(record.summary),
            supports=list(record.support),
            sectors=list(record.sectors),
            stages=list(record.stages),
            languages=list(record.languages),
            funding=record.funding,
            # Duplicate-support rules of the sample name the kind of support.
            family=record.support[0],
        )
        for record in street.programmes
    ]
    made = Programme.objects.bulk_create(rows, batch_size=500)
    return dict(zip((record.key for record in street.programmes), made, strict=True))


def _row(record: Record, programme: Programme, *, now: datetime) -> Call:
    source = record.title.source
    note = (UNTIL_SPENT[source] if record.until_spent else ROLLING[source]) if record.closes_at is None else ""
    scheduled = record.status == "scheduled"
    return Call(
        programme=programme,
        institution=programme.institution,
        number=record.number,
        title=text(record.title),
        summary=text(record.summary),
        body=text(record.body),
        status=record.status,
        opens_at=record.opens_at,
        closes_at=record.closes_at,
        zone=record.zone,
        grace_minutes=record.grace_minutes,
        window_note=note,
        publish_at=record.published_at if scheduled else None,
        published_at=None if scheduled else record.published_at,
        decided_at=record.decided_at,
        reference_on=record.opens_at.date(),
        places=record.places or None,
        multiple=record.multiple,
        money_max=record.amount_max or None,
        currency=record.currency,
        own_share=record.own_share_percent or None,
        supports=list(record.support),
        sectors=list(record.sectors),
        stages=list(record.stages_of_firm),
        regions=list(record.regions),
        languages=list(programme.languages),
        funding=record.funding,
        rule=dict(record.rule) if record.rule else None,
        rule_checked_at=now if record.rules_confirmed else None,
        documents=[
            {
                "kind": asked.kind,
                "name": text(asked.name).to_json(),
                "required": asked.required,
                "within_days": asked.valid_days,
            }
            for asked in record.documents
        ],
        contacts=[
            {"name": text(contact.desk).to_json(), "phone": contact.phone, "email": contact.email}
            for contact in record.contacts
        ],
    )

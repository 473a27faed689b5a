"""The doors of the sample street, with what is known of the real bodies and from where."""

from datetime import date

from madang.institutions.models import Alias, Institution, Site, SourcedFact, StaffRole
from madang.institutions.sorting import sort_keys
from madang.people.models import Person
from madang.street.sample.records import Institution as Record
from madang.street.sample.records import Street

from .words import text


def load_institutions(street: Street, people: dict[str, Person]) -> dict[str, Institution]:
    """Make all institutions with aliases, facts, sites and staff; returns them by slug."""
    made = {one.slug: one for one in Institution.objects.bulk_create([_row(record) for record in street.institutions])}
    aliases, facts, sites = [], [], []
    for record in street.institutions:
        home = made[record.slug]
        aliases += [
            Alias(
                institution=home,
                kind=a.kind,
                text=a.name,
                language=a.language,
                correction=text(a.note),
                source=a.source,
            )
            for a in record.aliases
        ]
        facts += [
            SourcedFact(
                institution=home,
                label=text(fact.label),
                value=text(fact.value),
                source=fact.source,
                as_of=fact.as_of,
                confidence=fact.confidence,
                position=position,
            )
            for position, fact in enumerate(record.facts)
        ]
        sites += [
            Site(
                institution=home,
                name=text(site.name),
                address=text(site.address),
                region=site.region,
                area_m2=site.area_m2,
                floors_above=site.floors_above,
                floors_below=site.floors_below,
                is_main=position == 0,
            )
            for position, site in enumerate(record.sites)
        ]
    Alias.objects.bulk_create(aliases)
    SourcedFact.objects.bulk_create(facts)
    Site.objects.bulk_create(sites)
    StaffRole.objects.bulk_create(
        [StaffRole(institution=made[s.institution], person=people[s.email.lower()], role=s.role) for s in street.staff]
    )
    return made


def _row(record: Record) -> Institution:
    name = text(record.name)
    return Institution(
        slug=record.slug,
        name=name,
        sign=text(record.sign),
        summary=text(record.summary),
        kind=record.kind,
        is_public_body=record.funding == "public",
        sectors=list(record.sectors),
        languages=list(record.languages),
        region=record.region,
        brand=record.colour.lower(),
        founded_on=date(record.opened_year, 1, 1) if record.opened_year else None,
        door=record.door,
        metres=record.position_m,
        door_width=record.width_m,
        side=record.side,
        **sort_keys(name),
    )

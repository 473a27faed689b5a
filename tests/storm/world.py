"""A small street for the storm: `python -m tests.storm.world STARTUPS OUT` fills the database of MADANG_DATA.

Writes to OUT, as JSON, who may edit what: every startup has two owners with the same password.
"""

import json
import sys
from pathlib import Path

import django

PASSWORD = "seven small doors"


def fill(startups: int) -> list[dict[str, object]]:
    """Make the startups through the real action; returns [{"slug", "emails"}]."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password

    from madang.core import clock
    from madang.core.text import Text
    from madang.institutions.models import Institution, StaffRole
    from madang.institutions.sorting import sort_keys
    from madang.people.capacity import AsSelf
    from madang.people.models import Person
    from madang.startups.actions import found
    from madang.startups.models import Membership

    wording = Text(ko="폭풍 창업지원센터", en="Storm House", source="ko")
    house = Institution.objects.create(
        slug="storm-house", name=wording, kind="incubator", languages=["ko"], **sort_keys(wording)
    )
    shared = make_password(PASSWORD)
    staff = Person.objects.create(email="staff@example.test", name="Sample Staff", language="ko", password=shared)
    StaffRole.objects.create(institution=house, person=staff, role="owner")
    made = []
    for number in range(startups):
        people = []
        for letter in "ab":
            email = f"owner{number}{letter}@example.test"
            person = Person.objects.create(
                email=email, name=f"Sample Owner {number}{letter}", language="en", password=shared
            )
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
            people.append(person)
        name = Text(en=f"Storm Startup {number}", source="en")
        startup = found(name=name, founding_type="pre_founder", by=AsSelf(people[0]), now=clock.now())
        Membership.objects.create(startup=startup, person=people[1], role=Membership.Role.OWNER)
        made.append({"slug": startup.slug, "emails": [person.email for person in people]})
    return made


if __name__ == "__main__":
    django.setup()
    Path(sys.argv[2]).write_text(json.dumps(fill(int(sys.argv[1]))))

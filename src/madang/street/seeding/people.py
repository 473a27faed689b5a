"""Accounts of the sample: every one with the same password, each address verified."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from madang.people.models import Person
from madang.street.sample.records import Street

DJANGO_LANGUAGE = {"ko": "ko", "zh": "zh-hans", "en": "en"}


def load_people(street: Street) -> dict[str, Person]:
    """Make everyone; returns them by e-mail. One hash serves all: hashing 900 passwords would take two minutes."""
    shared = make_password(street.password)
    rows = [
        Person(
            email=person.email.lower(),
            name=person.name,
            language=DJANGO_LANGUAGE[person.language],
            is_operator=person.operator,
            password=shared,
        )
        for person in street.people
    ]
    made = {person.email: person for person in Person.objects.bulk_create(rows)}
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=person, email=email, verified=True, primary=True) for email, person in made.items()]
    )
    return made

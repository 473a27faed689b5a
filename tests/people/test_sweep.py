"""What is thrown away at night, and what must not be."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from madang.core import clock
from madang.people import jobs
from madang.people.models import ApiToken, Person
from tests.factories.people import make_person


@pytest.fixture
def now() -> Any:
    return clock.now()


def rate_limits() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_cache")
        return int(cursor.fetchone()[0])


def test_sign_ups_nobody_confirmed_go_after_two_weeks_and_no_one_else(db: None, now: Any) -> None:
    old, fresh = make_person(verified=False), make_person(verified=False)
    confirmed = make_person()
    Person.objects.filter(pk__in=[old.pk, confirmed.pk]).update(joined_at=now - timedelta(days=15))

    jobs.sweep()

    assert set(Person.objects.all()) == {fresh, confirmed}


def test_ended_sessions_old_failures_and_dead_tokens_go(signed_in: Client, person: Person, now: Any) -> None:
    Client().post("/en/account/login/", {"login": person.email, "password": "seven small doors"})
    Session.objects.filter(session_key=signed_in.cookies["sessionid"].value).update(
        expire_date=now - timedelta(minutes=1)
    )
    AccessAttempt.objects.create(username="x@example.test", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=now - timedelta(days=2))
    for digest, days in (("a", 91), ("b", 1)):
        ApiToken.objects.create(person=person, name="x", hint="x", digest=digest, expires_at=now - timedelta(days=days))

    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_cache SET expires = %s", [now - timedelta(minutes=1)])
    assert rate_limits() > 0

    jobs.sweep()

    assert rate_limits() == 0
    assert UserSession.objects.filter(user=person).count() == 1
    assert AccessAttempt.objects.count() == 0
    assert [token.digest for token in ApiToken.objects.all()] == ["b"]

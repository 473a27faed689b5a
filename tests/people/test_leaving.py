"""Two who leave at the same moment, each on a connection of their own."""

import threading
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from madang.core.policy import Refused
from madang.people import actions, policy
from madang.people.models import Person
from tests.factories.people import NOW, as_operator, as_self


@pytest.mark.django_db(transaction=True)
def test_of_two_operators_who_leave_at_once_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [as_operator().person, as_operator().person]
    in_hand, results = threading.Barrier(2), {}
    can_erase = policy.can_erase

    def asked(by: Any, person: Person) -> Any:
        with suppress(threading.BrokenBarrierError):
            in_hand.wait(1)  # each has its own row, where nothing keeps the second from getting so far
        return can_erase(by, person)

    def leave(person: Person) -> None:
        try:
            results[person.pk] = actions.erase(person=person, by=as_self(person), now=NOW).erased_at
        except Exception as error:
            results[person.pk] = type(error)
        finally:
            connection.close()

    monkeypatch.setattr(policy, "can_erase", asked)
    threads = [threading.Thread(target=leave, args=[person]) for person in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results.values(), key=str) == sorted([NOW, Refused], key=str)
    assert Person.objects.filter(is_operator=True).count() == 1

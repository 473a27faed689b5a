"""Several at once: exactly one hands in, exactly one writes, nothing is doubled or lost."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from madang.applications.actions.opening import open_application
from madang.applications.actions.submitting import submit
from madang.applications.actions.writing import Change, save_answers
from madang.applications.models import Application, Submission
from madang.applications.reading import sheet_of
from madang.core.policy import Refused
from madang.journey.models import Entry as Line
from tests.factories.programmes import NOW
from tests.factories.startups import make_member
from tests.factories.writing import make_application, make_open_call, make_ready

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


def together(does: Callable[[int], Any]) -> list[Any]:
    """Run it in eight threads that start at one moment; what each gave back, or the refusal it met."""
    answers: list[Any] = [None] * AT_ONCE
    gate = threading.Barrier(AT_ONCE)

    def run(place: int) -> None:
        gate.wait()
        try:
            answers[place] = does(place)
        except Refused as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_eight_clicks_with_one_key_make_one_submission_and_one_receipt():
    owner = make_member()
    application, key = make_ready(owner), uuid4()
    seen = sheet_of(application).hash

    answers = together(lambda place: submit(application=application, key=key, seen=seen, by=owner, now=NOW).pk)

    assert answers == [Submission.objects.get().pk] * AT_ONCE
    assert Line.objects.filter(kind="applications.submitted").count() == 1


def test_eight_windows_with_keys_of_their_own_make_one_submission():
    owner = make_member()
    application = make_ready(owner)
    seen = sheet_of(application).hash

    answers = together(lambda place: submit(application=application, key=uuid4(), seen=seen, by=owner, now=NOW))

    assert sum(isinstance(one, Submission) for one in answers) == 1
    assert Submission.objects.count() == 1


def test_at_the_last_moment_each_is_judged_by_the_time_it_came():
    owner, call = make_member(), make_open_call()
    application = make_ready(owner, call)
    seen, tick = sheet_of(application).hash, timedelta(microseconds=1)

    def hand_in(place: int) -> Submission:
        now = call.closes_at - tick if place == 3 else call.closes_at + place * tick
        return submit(application=application, key=uuid4(), seen=seen, by=owner, now=now)

    answers = together(hand_in)

    assert [isinstance(one, Submission) for one in answers] == [place == 3 for place in range(AT_ONCE)]
    assert Submission.objects.get().submitted_at == call.closes_at - tick


def test_eight_writers_of_one_answer_save_one_and_show_it_to_the_rest():
    owner = make_member()
    draft = make_application(owner)

    def write(place: int) -> Any:
        changes = {"title": Change(f"Title {place}", 0)}
        return save_answers(application=draft, changes=changes, by=owner, now=NOW)

    answers = together(write)

    entry = draft.entries.get()
    assert entry.version == 1
    assert sum(bool(one.changed) for one in answers) == 1
    assert {one.clashes["title"].theirs.value for one in answers if one.clashes} == {entry.value}


def test_eight_writers_of_eight_answers_lose_none():
    owner = make_member()
    draft = make_application(owner)
    keys = ["title", "story", "people", "asked", "begins", "field", "page", "agreed"]
    raws: list[Any] = ["T", "S", "3", "5", "2026-12-01", "arm", "https://sample.example.test", "yes"]

    together(
        lambda place: save_answers(application=draft, changes={keys[place]: Change(raws[place], 0)}, by=owner, now=NOW)
    )

    draft.refresh_from_db()
    assert draft.version == AT_ONCE
    assert set(sheet_of(draft).answers) == set(keys)


def test_eight_openings_of_one_call_begin_one_application():
    owner, call = make_member(), make_open_call()

    answers = together(
        lambda place: open_application(startup=owner.startup, call=call, language="en", by=owner, now=NOW).pk
    )

    assert answers == [Application.objects.get().pk] * AT_ONCE

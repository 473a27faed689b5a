"""A form that is published at the very moment somebody begins, writes or is filed for: nobody stays on the old one."""

import threading
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from madang.applications.actions.forms import begin_form, publish_form, save_form
from madang.applications.actions.opening import open_application
from madang.applications.actions.writing import Change, save_answers
from madang.applications.models import Application, CallForm
from madang.institutions.capacity import AsStaff
from madang.programmes.models import Call
from tests.factories.institutions import make_staff
from tests.factories.programmes import NOW, make_call
from tests.factories.startups import make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db: None) -> AsStaff:
    call = make_call()
    staff = make_staff(call.institution, role="manager")
    form = begin_form(call=call, name="common", by=staff, now=NOW)
    publish_form(call=call, version=form.version, by=staff, now=NOW)
    return staff


@contextmanager
def beside(does: Callable[[], Any]):
    """Run it in a thread of its own while the block lasts; the block's transaction ends before the thread is waited for."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(does())
        except BaseException as error:
            answers.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    yield thread, answers
    thread.join(10)
    assert not thread.is_alive()


def another_form(call: Call, desk: AsStaff) -> None:
    """Publish the form with one question less."""
    form = CallForm.objects.get(call=call)
    draft = form.draft | {"sections": form.draft["sections"][:-1]}
    kept = save_form(call=call, draft=draft, version=form.version, by=desk, now=NOW)
    assert publish_form(call=call, version=kept.version, by=desk, now=NOW).version.number == 2


def test_a_draft_begun_while_a_form_is_being_published_answers_the_new_one(desk):
    call, owner = Call.objects.get(), make_member()

    def begin() -> Application:
        return open_application(startup=owner.startup, call=call, language="en", by=owner, now=NOW)

    with beside(begin) as (thread, answers), transaction.atomic():
        another_form(call, desk)
        thread.start()
        thread.join(0.5)

    assert [one.form.number for one in answers] == [2]
    assert Application.objects.get().form.number == 2


def test_a_form_published_while_a_draft_is_begun_takes_it_along(desk):
    call, owner = Call.objects.get(), make_member()

    with beside(lambda: another_form(call, desk)) as (thread, answers), transaction.atomic():
        begun = open_application(startup=owner.startup, call=call, language="en", by=owner, now=NOW)
        assert begun.form.number == 1
        thread.start()
        thread.join(0.5)

    assert answers == [None]
    assert Application.objects.get().form.number == 2


def test_an_answer_saved_while_a_form_is_being_published_is_kept_on_the_new_one(desk):
    call, owner = Call.objects.get(), make_member()
    draft = open_application(startup=owner.startup, call=call, language="en", by=owner, now=NOW)

    def write() -> Any:
        return save_answers(application=draft, changes={"plan_title": Change("Arms", 0)}, by=owner, now=NOW)

    with beside(write) as (thread, answers), transaction.atomic():
        another_form(call, desk)
        thread.start()
        thread.join(0.5)

    assert [one.changed for one in answers] == [{"plan_title"}]
    after = Application.objects.get()
    assert (after.form.number, after.title, after.entries.get(question="plan_title").value) == (2, "Arms", "Arms")

"""A call whose selection has begun takes nothing more: not by an extension, not by its desk, not within its grace."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from madang.applications.actions.extending import extend
from madang.applications.models import Application, Extension
from madang.core.policy import Refused
from madang.core.text import Text
from madang.journey.models import Entry
from madang.programmes.actions import calls
from madang.programmes.models import Call
from madang.reviews.actions import intake
from madang.reviews.models import Case, Selection
from tests.factories.applications import make_application
from tests.factories.people import as_operator
from tests.factories.programmes import NOW, make_call
from tests.factories.reviews import AFTER, make_manager, make_running, make_selection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def more_time(*which: Call, until: datetime = AFTER + timedelta(days=1)) -> None:
    extend(calls=which, closes_at=until, reason="An outage.", key=uuid4(), by=as_operator(), now=AFTER)


def begun() -> Call:
    """A call that closed yesterday and whose selection has begun."""
    selection = make_running(1, closes_at=AFTER - timedelta(days=1), summary=Text(en="A sample.", source="en"))
    Call.objects.filter(pk=selection.call_id).update(status="closed")
    return Call.objects.get(pk=selection.call_id)


def test_an_extension_is_refused_once_the_selection_has_begun_and_leaves_no_trace():
    call, other = begun(), make_call(closes_at=AFTER - timedelta(hours=1))
    lines = Entry.objects.count()

    with pytest.raises(Refused, match="has begun") as refusal:
        more_time(other, call)

    assert call.title.en in refusal.value.reason
    assert "ask applicants for corrections" in refusal.value.reason
    assert [Call.objects.get(pk=one.pk).closes_at for one in (call, other)] == [call.closes_at, other.closes_at]
    assert (Extension.objects.count(), Entry.objects.count()) == (0, lines)


@pytest.mark.parametrize("language", ["ko", "zh-hans", "en"])
def test_the_reason_is_said_in_the_reader_s_language(language):
    call = begun()

    with translation.override(language), pytest.raises(Refused) as refusal:
        more_time(call)

    assert str(call.title) in refusal.value.reason
    assert ("has begun" in refusal.value.reason) == (language == "en")


def test_a_selection_that_is_only_set_up_hinders_nothing():
    call = make_call(closes_at=AFTER - timedelta(days=1))
    make_selection(call=call)

    more_time(call)

    assert Call.objects.get().closes_at == AFTER + timedelta(days=1)


@pytest.mark.parametrize(
    "fields",
    [{"closes_at": AFTER + timedelta(days=3)}, {"grace_minutes": 3 * 24 * 60}, {"closes_at": None, "window_note": "–"}],
)
def test_the_desk_cannot_open_it_again_either(fields):
    call = begun()
    by = make_manager(call)

    with pytest.raises(Refused, match="has begun"):
        calls.edit_call(call=call, fields=fields, version=call.version, by=by, now=AFTER)

    after = Call.objects.get()
    assert (after.closes_at, after.grace_minutes, after.version) == (call.closes_at, 0, call.version)


def test_words_and_a_closing_time_in_the_past_may_be_mended():
    call = begun()
    by, earlier = make_manager(call), AFTER - timedelta(days=2)

    calls.edit_call(call=call, fields={"closes_at": earlier, "places": 5}, version=call.version, by=by, now=AFTER)

    assert (Call.objects.get().closes_at, Call.objects.get().places) == (earlier, 5)


@pytest.mark.parametrize("status", ["published", "closed"])
def test_nothing_is_taken_in_while_the_grace_runs(status):
    call = make_call(closes_at=AFTER, grace_minutes=30)
    by = make_manager(call)
    selection = make_selection(call=call, by=by)
    make_application(call)
    Call.objects.update(status=status)

    with pytest.raises(Refused, match="still open"):
        intake.start(selection=selection, by=by, now=AFTER + timedelta(minutes=30, microseconds=-1))
    assert (Case.objects.count(), Selection.objects.get().state) == (0, "setting_up")

    intake.start(selection=selection, by=by, now=AFTER + timedelta(minutes=30))
    assert Case.objects.count() == 1


def test_what_was_on_its_way_when_the_field_was_taken_in_joins_it():
    selection = make_running(1)
    late = make_application(selection.call, submitted_at=NOW)

    intake.check_eligibility(selection=selection.pk)

    case = Case.objects.get(application=late)
    assert (case.selection_id, case.stage, case.checks.count()) == (selection.pk, selection.stages.first(), 1)
    assert not Application.objects.filter(state="submitted", case=None).exists()

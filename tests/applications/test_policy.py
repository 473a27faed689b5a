"""Who may do what with an application, as a table: one row a state, one column a person."""

from datetime import timedelta

import pytest

from madang.applications.deadline import deadline_of
from madang.applications.models import Application
from madang.applications.policy.writing import can_sign, can_submit, can_view, can_withdraw, can_write
from madang.people.capacity import AsOperator, AsSelf, AsVisitor
from tests.factories.institutions import make_staff
from tests.factories.people import make_person
from tests.factories.programmes import NOW
from tests.factories.writing import hand_in, make_application, make_correction, make_open_call, make_ready

pytestmark = pytest.mark.django_db

DONE = "It has been handed in, so it can no longer be changed. You can read, print or withdraw it."
OVER = "The call has closed. You can read and print what you wrote."
GONE = "This application was withdrawn. While the call is open, you can begin a new one."
SENT = "This application has already been handed in."


def in_state(state, owner):
    """An application in a state, the moment it is looked at, and the request to correct that stands."""
    call = make_open_call(grace_minutes=30)
    grace = call.closes_at + timedelta(minutes=10)
    after = call.closes_at + timedelta(minutes=30)
    application = make_ready(owner, call)
    correction, now = None, {"grace": grace, "over": after}.get(state, NOW)
    if state == "unsaved in grace":
        application, now = make_application(owner, make_open_call(grace_minutes=30)), grace
    if state in ("submitted", "correcting", "corrected too late", "decided"):
        hand_in(application, owner)
    if state in ("correcting", "corrected too late"):
        correction = make_correction(application, "title", until=after + timedelta(days=1))
        now = correction.until if state == "corrected too late" else after
    application = Application.objects.for_work().get(pk=application.pk)
    if state == "withdrawn":
        application.state, application.withdrawn_at = "withdrawn", NOW
    if state == "decided":
        application.call.status = "decided"
    return application, now, correction


# state -> what may not be done, with the reason; what is not named may be done.
TABLE = {
    "draft": {},
    "grace": {},
    "unsaved in grace": {"write": "had their number, before it closed", "sign": "number", "submit": "number"},
    "over": {"write": OVER, "sign": OVER, "submit": OVER},
    "submitted": {"write": DONE, "sign": DONE, "submit": SENT},
    "correcting": {"sign": DONE},
    "corrected too late": {
        "write": "time for the correction is over",
        "sign": DONE,
        "submit": "time for the correction",
    },
    "withdrawn": {"write": GONE, "sign": GONE, "submit": GONE, "withdraw": "already been withdrawn"},
    "decided": {"write": DONE, "sign": DONE, "submit": SENT, "withdraw": "The selection is over"},
}


def verdicts(capacity, application, now, correction):
    window = deadline_of(application.call)
    return {
        "view": can_view(capacity, application),
        "write": can_write(capacity, application, window, now=now, correction=correction),
        "sign": can_sign(capacity, application, window, now=now),
        "submit": can_submit(capacity, application, window, now=now, correction=correction),
        "withdraw": can_withdraw(capacity, application),
    }


@pytest.mark.parametrize("state", TABLE)
@pytest.mark.parametrize("who", ["owner", "editor"])
def test_those_who_write_may_do_what_the_state_allows(state, who, owner, editor):
    application, now, correction = in_state(state, owner)

    found = verdicts({"owner": owner, "editor": editor}[who], application, now, correction)

    assert {verb for verb, verdict in found.items() if not verdict} == set(TABLE[state])
    for verb, reason in TABLE[state].items():
        assert reason in str(found[verb].reason), verb


@pytest.mark.parametrize("state", TABLE)
def test_a_viewer_reads_in_every_state_and_does_nothing(state, owner, viewer):
    found = verdicts(viewer, *in_state(state, owner))

    assert {verb for verb, verdict in found.items() if verdict} == {"view"}


@pytest.mark.parametrize("who", ["stranger", "staff", "operator", "self", "visitor"])
def test_nobody_else_reads_or_does_anything(who, owner, stranger):
    made = {
        "stranger": lambda: stranger,
        "staff": make_staff,
        "operator": lambda: AsOperator(make_person(is_operator=True)),
        "self": lambda: AsSelf(owner.person),
        "visitor": AsVisitor,
    }

    found = verdicts(made[who](), *in_state("draft", owner))

    assert {verb for verb, verdict in found.items() if verdict} == set()


def test_points_of_the_checklist_keep_it_back(complete, owner):
    found = can_submit(owner, complete, deadline_of(complete.call), now=NOW, problems=2)

    assert "The checklist leads to each." in str(found.reason)


def test_the_list_and_the_rule_agree(owner, viewer, stranger):
    mine, foreign = make_ready(owner), make_ready(stranger)

    for capacity in (owner, viewer, stranger, AsSelf(owner.person), AsVisitor()):
        allowed = {one for one in (mine, foreign) if can_view(capacity, one)}
        assert set(Application.objects.visible_to(capacity)) == allowed, capacity

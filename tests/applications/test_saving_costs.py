"""What a page does again and again while someone writes costs a fixed number of queries, and reads what everything else reads."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from madang.applications.actions.corrections import ask_correction
from madang.applications.actions.extending import extend
from madang.applications.actions.files import attach, detach
from madang.applications.actions.locking import locked
from madang.applications.at_once import at_once, sheet_at_once, window_of
from madang.applications.deadline import deadline_of
from madang.applications.models import Presence
from madang.applications.reading import sheet_of
from madang.core import clock
from madang.startups import actions as wallet
from tests.factories import files
from tests.factories.institutions import make_staff
from tests.factories.people import as_operator
from tests.factories.programmes import NOW, make_call
from tests.factories.startups import make_member
from tests.factories.writing import hand_in, make_application, make_form, make_ready, write_answers

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def at_the_time_of_the_tests(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def at(name, application, *more):
    return reverse(f"applications:{name}", args=[application.startup.slug, application.public_id, *more])


def put_file(owner, draft, mark):
    """A new document of the wallet under the question "paper"."""
    upload, values = files.upload(files.pdf(mark=mark), f"{mark}.pdf"), {"kind": "business_plan"}
    kept = wallet.keep_document(startup=owner.startup, upload=upload, values=values, by=owner, now=NOW)
    return attach(application=draft, question="paper", document=kept.document, by=owner, now=NOW)


ANSWERS = {"title": "Arms", "story": "They feel.", "people": "3", "asked": "5", "begins": "2026-12-01", "field": "arm"}
ROWS = {"page": "https://a.example.test", "agreed": "yes", "budget": [{"item": "x"}], "team": [{"name": "Sample Han"}]}


@pytest.mark.parametrize("rows", [1, 10])
def test_saving_an_answer_costs_nine_queries_whatever_stands_in_it(
    rows, owner, draft, client, django_assert_num_queries
):
    given = dict(list((ANSWERS | ROWS).items())[:rows])
    write_answers(draft, owner, **given)
    put_file(owner, draft, "plan")
    client.force_login(owner.person)
    send = {"title": "Hands", "v.title": "1"}

    # Session, person, member; begin, application with window and files, answers, answer, application, commit.
    with django_assert_num_queries(9):
        answer = client.post(at("answer", draft, "title"), send, headers=HX)

    assert (answer.status_code, draft.entries.get(question="title").value) == (200, "Hands")


def test_a_clash_writes_nothing_and_costs_seven(owner, editor, draft, client, django_assert_num_queries):
    write_answers(draft, editor, title="Arms")
    client.force_login(owner.person)

    with django_assert_num_queries(7):
        answer = client.post(at("answer", draft, "title"), {"title": "Hands", "v.title": "0"}, headers=HX)

    assert (answer.status_code, str(editor.person) in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("others", [1, 4])
def test_saying_that_one_is_here_costs_seven_queries_and_is_written_once_in_a_while(
    others, owner, draft, client, django_assert_num_queries, monkeypatch
):
    for _one in range(others):
        mate = make_member(owner.startup, role="editor")
        write_answers(draft, mate, now=NOW + timedelta(seconds=1), story=f"Words of {mate.person}")
        Presence.objects.create(application=draft, person=mate.person, question="story", seen_at=NOW)
    client.force_login(owner.person)
    sent = {"at": "title", "since": NOW.isoformat()}

    with django_assert_num_queries(7):  # session, person, member, application, who is here, this, what they saved
        client.post(at("here", draft), sent)
    with django_assert_num_queries(6):
        client.post(at("here", draft), sent)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=20))
    with django_assert_num_queries(6):
        body = client.post(at("here", draft), sent).content.decode()

    assert body.count("is writing in") == others
    assert Presence.objects.get(person=owner.person).seen_at == NOW
    with django_assert_num_queries(7):  # at another question, that is news
        client.post(at("here", draft), sent | {"at": "story"})
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=50))
    client.post(at("here", draft), sent | {"at": "story"})
    assert Presence.objects.get(person=owner.person).seen_at == NOW + timedelta(seconds=50)


@pytest.mark.parametrize("form", [None, "common"])
@pytest.mark.parametrize("extended", [False, True])
def test_what_is_read_at_once_is_what_is_read_piece_by_piece(form, extended, owner):
    call = make_call(grace_minutes=30)
    make_form(call, form)
    draft = make_application(owner, call)
    if form is None:
        write_answers(draft, owner, **ANSWERS, **ROWS)
        put_file(owner, draft, "one")
        detach(file=put_file(owner, draft, "two"), by=owner, now=NOW)
    if extended:
        for days, key in ((12, "0" * 32), (15, "1" * 32)):
            closes = NOW + timedelta(days=days, microseconds=120)
            extend(calls=[call], closes_at=closes, reason=f"{days}", key=UUID(key), by=as_operator(), now=NOW)

    slow, fast = locked(draft), at_once(owner).get(public_id=draft.public_id)

    assert window_of(fast) == deadline_of(slow.call)
    one, other = sheet_at_once(fast), sheet_of(slow)
    assert (one.answers, one.hash, one.problems(now=NOW)) == (other.answers, other.hash, other.problems(now=NOW))
    assert {key: [file.name for file in files] for key, files in one.files.items()} == {
        key: [file.name for file in files] for key, files in other.files.items()
    }


def test_a_correction_is_written_the_same_way(owner, call, client):
    staff = make_staff(call.institution, role="manager")
    sent = make_ready(owner, call)
    hand_in(sent, owner)
    sent.refresh_from_db()
    ask_correction(application=sent, questions=["title"], reason="x", until=NOW + timedelta(days=1), by=staff, now=NOW)
    client.force_login(owner.person)

    named = client.post(at("answer", sent, "title"), {"title": "Hands", "v.title": "1"}, headers=HX)
    other = client.post(at("answer", sent, "story"), {"story": "Words", "v.story": "0"}, headers=HX)

    assert (named.status_code, other.status_code) == (200, 409)
    assert "Only the answers that the request names" in other.content.decode()
    assert sheet_of(sent).answers == {"title": "Hands", "agreed": sheet_of(sent).answers["agreed"]}


def test_an_unknown_question_and_a_file_are_absent_and_a_strangers_application_too(owner, stranger, draft, client):
    foreign = make_application(stranger, draft.call)
    client.force_login(owner.person)
    own = at("answer", draft, "title")

    assert client.post(at("answer", draft, "nothing"), {}, headers=HX).status_code == 404
    assert client.post(at("answer", draft, "paper"), {"v.paper": "0"}, headers=HX).status_code == 404
    assert client.post(own.replace(draft.public_id, foreign.public_id), {"title": "x"}, headers=HX).status_code == 404
    assert client.post(at("here", draft).replace(draft.public_id, foreign.public_id)).status_code == 404


@pytest.mark.parametrize("rows", [1, 9])
def test_handing_in_costs_twelve_queries_and_its_receipt_six_whatever_was_written(
    rows, owner, call, client, django_assert_num_queries
):
    draft = make_ready(owner, call)
    write_answers(draft, owner, **dict(list((ANSWERS | ROWS).items())[1:rows]))
    put_file(owner, draft, "plan")
    client.force_login(owner.person)
    address = at("submit", draft)
    sent = {"key": str(uuid4()), "seen": sheet_of(locked(draft)).hash}

    # Session, person, member; begin, application, the key, answers, submission, application, thread, team, commit.
    with django_assert_num_queries(12):
        answer = client.post(address, sent)
    with django_assert_num_queries(6):  # session, person, member, application, extensions, submission
        receipt = client.get(answer.url)
    # The second click: as far as the key.
    with django_assert_num_queries(7):
        again = client.post(address, sent)

    assert (answer.url, receipt.status_code) == (again.url, 200)


def test_a_strangers_application_is_not_there_to_be_handed_in(stranger, complete, client):
    client.force_login(stranger.person)
    address = at("submit", complete).replace(complete.startup.slug, stranger.startup.slug)

    assert client.post(address, {"key": str(uuid4()), "seen": "x"}).status_code == 404
    complete.refresh_from_db()
    assert complete.state == "draft"

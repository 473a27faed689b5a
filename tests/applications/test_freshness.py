"""A paper of the wallet that is older than the call takes: said with the day until which it counts, and asked about once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from madang.applications.actions.files import attach
from madang.applications.actions.locking import locked
from madang.applications.actions.submitting import Outdated
from madang.applications.at_once import at_once, sheet_at_once, window_of
from madang.applications.deadline import deadline_of
from madang.applications.freshness import _aged, aged
from madang.applications.models import AttachedFile
from madang.applications.reading import sheet_of
from madang.core import clock, moments
from madang.programmes.models import Call
from madang.startups import actions as wallet
from madang.startups.models import Document
from tests.factories import files
from tests.factories.programmes import NOW
from tests.factories.writing import hand_in, make_open_call

DAYS = 30


@pytest.fixture(autouse=True)
def at_the_time_of_the_tests(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def call(db):
    return make_open_call(documents=[{"kind": "business_plan", "required": True, "within_days": DAYS}])


def closing(call):
    return moments.day_of(call.closes_at, call.zone)


def put(owner, draft, issued, mark="plan", **values):
    """A document of a day under the question for it."""
    given = {"kind": "business_plan", "issued_on": issued} | values
    kept = wallet.keep_document(
        startup=owner.startup, upload=files.upload(files.pdf(mark=mark), f"{mark}.pdf"), values=given, by=owner, now=NOW
    )
    return attach(application=draft, question="paper", document=kept.document, by=owner, now=NOW)


def found(draft):
    own = locked(draft)
    return aged(sheet_of(own), deadline_of(own.call), now=NOW)


def test_a_paper_counts_to_the_day_and_not_one_longer(owner, complete, call):
    edge = closing(call) - timedelta(days=DAYS)
    put(owner, complete, edge - timedelta(days=1), "old")
    assert [(one.code, one.until, one.by) for one in found(complete)] == [
        ("old", closing(call) - timedelta(days=1), closing(call))
    ]

    put(owner, complete, edge, "newer")
    assert found(complete) == []


@given(age=st.integers(-5, 400), days=st.integers(0, 365), must=st.booleans())
def test_what_is_said_to_be_old_is_older_than_the_limit_and_nothing_else(age, days, must):
    by = date(2026, 12, 1)
    document = Document(pk=1, kind="national_tax", issued_on=by - timedelta(days=age), uploaded_at=NOW)
    file = AttachedFile(document=document, name="paper.pdf")
    asked = [{"kind": "national_tax", "within_days": days, "required": must}]

    rows = list(_aged(asked, [file], by))

    assert [row.code for row in rows] == (["old"] if age > days else [])
    assert all((row.until < by, row.must) == (True, must) for row in rows)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", "30일까지 인정하므로"),
        ("zh-hans", "30 天内有效"),
        ("en", "takes this paper for 30 days after its issue, so it counts until"),
    ],
)
def test_the_pages_warn_in_three_languages_with_the_day(owner, complete, call, language, words):
    until = closing(call) - timedelta(days=5)
    put(owner, complete, until - timedelta(days=DAYS))
    client = Client()
    client.force_login(owner.person)

    with translation.override(language):
        where = [complete.startup.slug, complete.public_id]
        pages = [reverse("applications:application", args=where), reverse("applications:submit", args=where)]
        pages.append(reverse("applications:section", args=[*where, "rest"]))
        day = moments.day(until)
    for page in pages:
        body = client.get(page).content.decode()
        assert (words in body, day in body) == (True, True), page


def test_handing_it_in_as_it_is_has_to_be_said(owner, complete, call):
    put(owner, complete, closing(call) - timedelta(days=DAYS + 1))
    client = Client()
    client.force_login(owner.person)
    where = reverse("applications:submit", args=[complete.startup.slug, complete.public_id])
    sent = {"key": str(uuid4()), "seen": sheet_of(locked(complete)).hash}

    refused = client.post(where, sent)

    assert refused.status_code == 409
    assert "A paper is older than the call takes." in refused.content.decode()
    assert not complete.submissions.exists()
    assert client.post(where, sent | {"knows_age": "yes"}).status_code == 302
    assert complete.submissions.count() == 1


def test_a_click_repeated_without_the_tick_is_still_the_first_submission(owner, complete, call):
    put(owner, complete, closing(call) - timedelta(days=DAYS + 1))
    key = uuid4()
    with pytest.raises(Outdated):
        hand_in(complete, owner, key=key)

    first = hand_in(complete, owner, key=key, knows_age=True)

    assert hand_in(complete, owner, key=key).pk == first.pk


def test_what_is_asked_only_of_those_who_have_it_and_what_has_no_day_warn_and_hinder_nothing(owner, complete, call):
    put(owner, complete, None, "undated")
    assert [(one.code, one.must) for one in found(complete)] == [("undated", False)]
    Call.objects.update(documents=[{"kind": "business_plan", "required": False, "within_days": DAYS}])
    put(owner, complete, closing(call) - timedelta(days=DAYS + 1), "old")

    assert [one.must for one in found(complete)] == [False]
    assert hand_in(complete, owner).number == 1


def test_a_call_without_a_limit_takes_any_age(owner, complete, call):
    Call.objects.update(documents=[{"kind": "business_plan", "required": True, "within_days": None}])
    put(owner, complete, date(2001, 1, 1))

    assert found(complete) == []


def test_an_extension_moves_the_day_on_which_it_has_to_count(owner, complete, call):
    put(owner, complete, closing(call) - timedelta(days=DAYS))
    assert found(complete) == []

    Call.objects.update(closes_at=call.closes_at + timedelta(days=1))

    assert [one.code for one in found(complete)] == ["old"]
    fast = at_once(owner).get(public_id=complete.public_id)
    assert [one.code for one in aged(sheet_at_once(fast), window_of(fast), now=NOW)] == ["old"]

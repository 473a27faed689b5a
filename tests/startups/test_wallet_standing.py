"""How a startup stands with its documents on a day: the nine, what lapses, what a call would take."""

from datetime import date

import pytest

from madang.startups.models import Document, Paper, Startup
from madang.startups.wallet.standing import State, best_of, checklist, fit, needing, standing
from tests.factories.startups import NOW, make_member, make_startup

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def made(startup, **fields):
    number = Document.objects.count()
    values = {"name": "x.pdf", "size": 1, "sha256": f"{number:064d}", "content_type": "application/pdf", "file": "x"}
    person = make_member(startup).person
    return Document.objects.create(startup=startup, uploaded_by=person, uploaded_at=NOW, **(values | fields))


@pytest.mark.parametrize(
    ("kind", "issued", "until", "state", "ends", "stated"),
    [
        ("local_tax", date(2026, 10, 20), None, State.HELD, date(2026, 11, 19), False),
        ("local_tax", date(2026, 10, 16), None, State.LAPSING, date(2026, 11, 15), False),
        ("local_tax", date(2026, 10, 3), None, State.LAPSING, date(2026, 11, 2), False),
        ("local_tax", date(2026, 10, 2), None, State.LAPSED, date(2026, 11, 1), False),
        ("local_tax", date(2026, 10, 1), date(2027, 1, 1), State.HELD, date(2027, 1, 1), True),
        ("business_plan", date(2020, 1, 1), None, State.HELD, None, True),
        ("local_tax", None, None, State.HELD, None, True),
    ],
)
def test_a_document_counts_until_what_it_says_or_what_is_usual(startup, kind, issued, until, state, ends, stated):
    found = standing(made(startup, kind=kind, issued_on=issued, valid_until=until), TODAY)

    assert (found.state, found.ends, found.stated) == (state, ends, stated)


def test_the_checklist_tells_of_all_nine_and_the_desk_of_what_needs_doing(startup):
    gone = made(startup, kind="local_tax", issued_on=date(2026, 9, 1))
    fresh = made(startup, kind="local_tax", issued_on=date(2026, 10, 30))
    soon = made(startup, kind="national_tax", issued_on=date(2026, 10, 5))
    paper = Paper.objects.create(startup=startup, kind="pledge", issued_on=TODAY)
    rows = checklist(startup, [gone, fresh, soon], [paper], TODAY)

    expiring, missing = needing(rows, [gone, fresh, soon], TODAY)

    assert {row.kind: row.state.value for row in rows} == {
        "business_registration": "missing",
        "local_tax": "held",
        "privacy_consent": "missing",
        "patent_certificate": "optional",
        "financial_statements": "missing",
        "pledge": "listed",
        "national_tax": "lapsing",
        "business_plan": "missing",
        "insurance_list": "missing",
    }
    assert [one.document for one in expiring] == [soon]
    assert [row.kind for row in missing] == [
        *("business_registration", "privacy_consent", "financial_statements", "pledge", "business_plan"),
        "insurance_list",
    ]


def test_before_founding_what_comes_with_it_is_not_missing():
    startup = make_startup(founding_type=Startup.Founding.PRE_FOUNDER, incorporated_on=None)

    rows = {row.kind: row.state.value for row in checklist(startup, [], [], TODAY)}

    assert [kind for kind, state in rows.items() if state == "later"] == [
        *("business_registration", "financial_statements", "insurance_list"),
    ]


@pytest.mark.parametrize(
    ("issued", "until", "within", "code"),
    [
        (date(2026, 11, 1), None, 30, "fits"),
        (date(2026, 10, 31), None, 30, "fits"),
        (date(2026, 10, 30), None, 30, "old"),
        (date(2026, 8, 1), None, 180, "fits"),  # the call's own words go before usage
        (date(2026, 8, 1), date(2026, 11, 29), 180, "lapsing"),
        (None, None, 30, "undated"),
        (date(2026, 10, 1), None, None, "lapsing"),
        (date(2026, 11, 1), None, None, "fits"),
        (date(2026, 10, 1), date(2026, 11, 30), None, "fits"),
        (date(2026, 10, 1), date(2026, 11, 29), None, "lapsing"),
    ],
)
def test_a_call_says_what_it_would_take_on_the_day_it_closes(startup, issued, until, within, code):
    document = made(startup, kind="local_tax", issued_on=issued, valid_until=until)

    found = fit([document], "local_tax", closes_on=date(2026, 11, 30), within_days=within)

    assert (found.code, found.document) == (code, document)


def test_a_call_takes_the_one_that_fits_among_several_and_misses_what_is_not_there(startup):
    old = made(startup, kind="local_tax", issued_on=date(2026, 1, 1))
    good = made(startup, kind="local_tax", issued_on=date(2026, 11, 20))

    assert fit([old, good], "local_tax", closes_on=date(2026, 11, 30)).document == good
    assert fit([old, good], "pledge", closes_on=date(2026, 11, 30)).code == "missing"
    assert best_of([]) is None

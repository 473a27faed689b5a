"""The pages of staff who decide: what they show, whom they refuse, what they cost."""

import io
import json
import re
import zipfile
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from madang.core.audit.models import Entry as Audited
from madang.engines.selection import compute_case, loads, to_json
from madang.institutions.capacity import AsStaff
from madang.reviews.models import Case, Decision, Letter, Outcome, Review, Selection
from tests.factories.reviews import make_manager
from tests.reviews.deciding import approved, propose, released, scored

pytestmark = pytest.mark.django_db


def _url(selection: Selection, name: str, *more: str) -> str:
    return reverse(f"reviews:{name}", args=[selection.call.institution.slug, selection.call.public_id, *more])


def _as(client: Client, by: AsStaff) -> Client:
    client.force_login(by.person)
    return client


def test_the_ranking_shows_every_step_and_who_is_where(client: Client) -> None:
    selection, stage, by, cases = scored([90, 80, 30], places=1)
    page = _as(client, by).get(_url(selection, "decision_stage", stage.public_id)).content.decode()
    assert [page.index(case.label) for case in cases] == sorted(page.index(case.label) for case in cases)
    assert "36 + 36 + 18" in page
    assert ["selected" in page, "on the reserve list" in page, "below the pass mark" in page] == [True] * 3
    assert Audited.objects.filter(action="reviews.ranking_seen").count() == 1


def test_proposed_approved_and_released_through_the_pages(client: Client) -> None:
    selection, stage, by, _cases = scored([90, 80, 70], places=1)
    sent = {
        "verb": "propose",
        "key": uuid4(),
        "present": "Sample Chair\n\nSample Judge\nSample Chair",
        "minutes": "All agreed.",
    }
    address = _url(selection, "decision_stage", stage.public_id)
    assert [_as(client, by).post(address, sent).status_code for _click in range(2)] == [302, 302]
    decision = Decision.objects.get()
    assert decision.present == ["Sample Chair", "Sample Judge"]
    do = [_url(selection, "decision_do", decision.public_id, verb) for verb in ("approve", "release")]
    assert client.post(do[0]).status_code == 409
    second = make_manager(selection.call)
    assert _as(client, second).post(do[0]).status_code == 302
    assert Letter.objects.count() == 0
    preview = client.get(_url(selection, "letters", decision.public_id)).content.decode()
    assert preview.count("Selected: ") + preview.count("On the reserve list: ") == 6
    assert [client.post(do[1]).status_code for _click in range(2)] == [302, 302]
    assert Letter.objects.count() == 3
    assert (
        "Selected: " in client.get(_url(selection, "letters", decision.public_id) + "?kind=selected").content.decode()
    )


def test_a_tie_is_put_in_order_by_people_with_a_reason(client: Client) -> None:
    selection, stage, by, cases = scored([90, 80, 80], places=2, reserves=0)
    Selection.objects.update(rules=selection.rules | {"ties": []})
    address, key = _url(selection, "decision_stage", stage.public_id), uuid4()
    page = _as(client, by).get(address).content.decode()
    assert "nothing is drawn by lot" in page
    at = re.search(r'name="at-0" value="([^"]+)"', page)
    assert at is not None
    order = {"at-0": at[1], f"place-0-{cases[2].public_id}": "1", f"place-0-{cases[1].public_id}": "2"}
    sent = {"verb": "propose", "key": key}
    assert client.post(address, sent | order | {"why-0": ""}).status_code == 422
    assert (
        client.post(address, sent | order | {f"place-0-{cases[1].public_id}": "1", "why-0": "Lots."}).status_code == 422
    )
    assert Decision.objects.count() == 0
    settled = client.post(address, order | {"verb": "settle", "key": key, "why-0": "The younger firm."})
    assert "The younger firm." in settled.content.decode()
    assert client.post(address, sent | order | {"why-0": "The younger firm."}).status_code == 302
    said = {one["application"]: one["status"] for one in Decision.objects.get().result["outcomes"]}
    assert [said[case.public_id] for case in cases] == ["selected", "not_selected", "selected"]


def test_a_settlement_changed_on_the_way_is_refused_in_words(client: Client) -> None:
    selection, stage, by, _cases = scored([90])
    address = _url(selection, "decision_stage", stage.public_id)
    for settled in ("{", "[1]", '[{"at": 3}]', '[{"at": "x", "order": [1], "why": ""}]'):
        sent = {"verb": "propose", "key": uuid4(), "settled": settled}
        assert _as(client, by).post(address, sent).status_code == 422
    unknown = json.dumps([{"at": "total", "order": ["a", "b"], "why": "x"}])
    assert client.post(address, {"verb": "propose", "key": uuid4(), "settled": unknown}).status_code == 409
    assert Decision.objects.count() == 0


def test_another_institution_finds_nothing(client: Client) -> None:
    selection, stage, by, cases = scored([90])
    decision = approved(stage, by)
    other, *_rest = scored([90])
    stranger = make_manager(other.call)
    slug = other.call.institution.slug
    names = [
        ("decisions",), ("decision_stage", stage.public_id), ("decision", decision.public_id), ("places",),
        ("letters", decision.public_id), ("report", decision.public_id, "decision.json"), ("objections",),
        ("comments", stage.public_id), ("decision_points", cases[0].public_id),
    ]  # fmt: skip
    for name, *more in names:
        address = reverse(f"reviews:{name}", args=[slug, selection.call.public_id, *more])
        assert _as(client, stranger).get(address).status_code == 404, name
        mixed = reverse(f"reviews:{name}", args=[slug, other.call.public_id, *more])
        assert client.get(mixed).status_code == (404 if more else 200), name


@pytest.mark.parametrize("rows", [1, 20])
def test_pages_cost_the_same_whatever_the_rows(client: Client, rows: int) -> None:
    totals = [90 - place for place in range(rows)]
    selection, stage, by, _cases = scored(totals, places=2)
    costs = {}
    _as(client, by).get(_url(selection, "decisions"))
    decision = approved(stage, by)
    addresses = {
        "stage": _url(selection, "decision_stage", stage.public_id),
        "decision": _url(selection, "decision", decision.public_id),
        "letters": _url(selection, "letters", decision.public_id),
        "comments": _url(selection, "comments", stage.public_id),
    }
    for name, address in addresses.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        costs[name] = len(queries)
    assert costs == {"stage": 20, "decision": 8, "letters": 8, "comments": 7}


def test_reports_hold_text_alone_and_reckon_again(client: Client) -> None:
    selection, stage, by, cases = scored([90, 80])
    case = cases[0]
    case.application.title = '=HYPERLINK("http://evil.test")'
    case.application.save()
    decision = propose(stage, by, minutes="All agreed.", present=["Sample Chair"])
    client.force_login(by.person)
    files = {name: client.get(_url(selection, "report", decision.public_id, name)).content for name in (
        "ranking.xlsx", "ranking.pdf", "minutes.pdf", "decision.json",
    )}  # fmt: skip
    assert [files[name][:4] for name in files] == [b"PK\x03\x04", b"%PDF", b"%PDF", b'{\n "']
    with zipfile.ZipFile(io.BytesIO(files["ranking.xlsx"])) as book:
        sheets = b"".join(book.read(name) for name in book.namelist() if "worksheets/sheet" in name)
        words = book.read("xl/sharedStrings.xml")
    assert (b"<f>" in sheets, b"hyperlink" in sheets, b"=HYPERLINK" in words) == (False, False, True)
    assert re.findall(rb'<c r="[^"]+"(?: s="\d+")?>', sheets) == []
    again = json.loads(files["decision.json"])
    assert to_json(compute_case(loads(again["given"]))) == again["result"]
    assert client.get(_url(selection, "report", decision.public_id, "all.zip")).status_code == 404
    assert Audited.objects.filter(action="reviews.decision_exported").count() == 4


def test_points_are_kept_with_what_they_rest_on_and_counted(client: Client) -> None:
    selection, stage, by, cases = scored([90, 80])
    Selection.objects.update(rules=selection.rules | {"bonus": {"stage": stage.public_id, "cap": "3"}})
    address = _url(selection, "decision_points", cases[1].public_id)
    assert _as(client, by).post(address, {"bonus": "two Venture"}).status_code == 422
    assert client.post(address, {"bonus": "2 Certified venture\n1.5 Region"}).status_code == 302
    assert Case.objects.get(pk=cases[1].pk).bonus == [
        {"points": "2", "why": "Certified venture"}, {"points": "1.5", "why": "Region"},
    ]  # fmt: skip
    page = client.get(_url(selection, "decision_stage", stage.public_id)).content.decode()
    assert "min(2 + 1.5, 3)" in page
    assert client.post(address, {"deductions": "1 Late"}).status_code == 409
    propose(stage, by)
    assert client.post(address, {"bonus": "1 Region"}).status_code == 409
    assert len(Case.objects.get(pk=cases[1].pk).bonus) == 2
    assert Audited.objects.filter(action="reviews.points_changed").count() == 1


def test_comments_are_released_changed_and_held_back(client: Client) -> None:
    selection, stage, by, _cases = scored([90, 80])
    Review.objects.update(to_applicant="Written by Kim. Show the costs.")
    ids = [one.assignment.public_id for one in Review.objects.select_related("assignment").order_by("pk")]
    address = _url(selection, "comments", stage.public_id)
    sent = {
        "verb": "page",
        "shown": ids,
        "release": [ids[0]],
        f"text-{ids[0]}": "Show the costs.",
        f"text-{ids[1]}": "x",
    }
    assert _as(client, by).post(address, sent).status_code == 302
    assert list(Review.objects.order_by("pk").values_list("released", flat=True)) == ["Show the costs.", None]
    viewer = make_manager(selection.call, role="viewer")
    assert _as(client, viewer).post(address, {"verb": "all"}).status_code == 302
    assert Review.objects.filter(released=None).count() == 1
    _as(client, by).post(address, {"verb": "all"})
    assert Review.objects.filter(released=None).count() == 0
    assert set(Audited.objects.filter(kind="reviews.review").values_list("action", flat=True)) == {
        "reviews.comment_released"
    }


def test_places_are_shown_checked_again_and_taken_back(client: Client) -> None:
    selection, by, cases, outcomes, _members = released([90, 80, 70], places=1)
    page = _as(client, by).get(_url(selection, "places")).content.decode()
    assert [case.label in page for case in cases] == [True] * 3
    assert client.post(_url(selection, "places_check")).status_code == 302
    address = _url(selection, "places_revoke", cases[0].public_id)
    client.post(address, {"reason": " "})
    assert Outcome.objects.get(pk=outcomes[0].pk).standing == "offered"
    client.post(address, {"reason": "Not eligible any more."})
    assert list(Outcome.objects.order_by("-score").values_list("standing", flat=True)) == [
        "revoked",
        "offered",
        "final",
    ]


def test_corrected_scores_stand_beside_those_given_where_the_selection_shows_them(client: Client) -> None:
    selection, stage, by, _cases = scored([90, 80])
    address = _url(selection, "decision_stage", stage.public_id)
    assert "severity taken out" not in _as(client, by).get(address).content.decode()
    Selection.objects.update(calibration="shown")
    assert "too few reviews to tell" in client.get(address).content.decode()

"""The desk's pages: what they show, what they cost, and to whom they do not exist."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from madang.core.text import Text
from madang.programmes.models import Call, CallPartner
from tests.factories.desks import as_staff
from tests.factories.programmes import NOW, make_call, make_institution, make_programme, text
from tests.storm.browser import form_with

pytestmark = pytest.mark.django_db

SECTIONS = ["what", "when", "money", "listing", "documents", "steps", "contacts"]


@pytest.fixture(autouse=True)
def at_now(monkeypatch):
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)


@pytest.fixture
def desk(client):
    staff = as_staff()
    client.force_login(staff.person)
    return staff


def draft(desk, title="Field test 2027", **fields):
    values = {"status": "draft", "published_at": None, "summary": text("Tries robots in the street.")} | fields
    return make_call(title, programme=make_programme(desk.institution), **values)


def url(name, desk, *rest):
    with override("en"):
        return reverse(f"programmes:{name}", args=[desk.institution.slug, *rest])


def pages_of(desk, call):
    return [
        url("desk", desk),
        url("desk_programmes", desk),
        url("desk_programme_new", desk),
        url("desk_programme", desk, call.programme.public_id),
        url("desk_call_new", desk, call.programme.public_id),
        *(
            url(name, desk, call.public_id)
            for name in ("desk_call", "desk_preview", "desk_history", "desk_files", "rule")
        ),
        url("desk_schedule", desk, call.public_id),
        url("desk_move", desk, call.public_id, "publish"),
        *(url("desk_section", desk, call.public_id, section) for section in SECTIONS),
    ]


def test_every_page_of_the_desk_opens(client, desk):
    call = draft(desk)

    assert {page: client.get(page).status_code for page in pages_of(desk, call)} == dict.fromkeys(
        pages_of(desk, call), 200
    )


def test_a_stranger_finds_no_page_of_a_desk(client, desk):
    call = draft(desk)
    client.force_login(as_staff().person)

    assert {client.get(page).status_code for page in pages_of(desk, call)} == {404}


def test_a_call_of_another_desk_is_absent_under_ones_own_address(client, desk):
    foreign = make_call()

    for name in ("desk_call", "desk_preview", "desk_history", "desk_files", "rule"):
        assert client.get(url(name, desk, foreign.public_id)).status_code == 404
    assert client.post(url("desk_move", desk, foreign.public_id, "close")).status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
def test_the_table_of_calls_costs_seven_queries_whatever_the_rows(client, desk, rows, django_assert_num_queries):
    calls = [draft(desk, f"Sample {number}") for number in range(rows)]

    with django_assert_num_queries(7):  # session, person, role, counts, count, page, partners
        page = client.get(url("desk", desk)).content.decode()

    assert all(str(call.title) in page for call in calls)


@pytest.mark.parametrize("rows", [1, 20])
def test_the_table_of_programmes_costs_five_queries_whatever_the_rows(client, desk, rows, django_assert_num_queries):
    programmes = [make_programme(desk.institution) for _ in range(rows)]

    with django_assert_num_queries(5):  # session, person, role, count, page
        page = client.get(url("desk_programmes", desk)).content.decode()

    assert all(str(programme.name) in page for programme in programmes)


def test_tabs_count_each_state_and_filter_by_it(client, desk):
    draft(desk, "a draft")
    make_call("an open one", programme=make_programme(desk.institution))
    make_call("by a machine", programme=make_programme(desk.institution), rule={"version": 1, "rule": {"all": []}})

    tabs = {tab.key: tab.count for tab in client.get(url("desk", desk)).context["tabs"]}
    shown = client.get(url("desk", desk), {"status": "unread"}).context["page"].object_list

    assert (tabs["all"], tabs["draft"], tabs["published"], tabs["unread"]) == (3, 1, 2, 1)
    assert [str(call.title) for call in shown] == ["by a machine"]


def test_a_partner_sees_the_call_and_what_is_asked(client, desk):
    call = make_call("together", programme=make_programme(make_institution()), status="draft", published_at=None)
    CallPartner.objects.create(call=call, institution=desk.institution)

    page = client.get(url("desk_call", desk, call.public_id))

    assert page.status_code == 200
    assert "run this call together" in page.content.decode()


def test_a_new_call_starts_as_a_draft_of_its_programme(client, desk):
    programme = make_programme(desk.institution, sectors=["robotics"])

    response = client.post(
        url("desk_call_new", desk, programme.public_id), {"version": "0", "title_ko": "실증 지원", "title_source": "ko"}
    )

    call = Call.objects.get()
    assert response.url == url("desk_section", desk, call.public_id, "when")
    assert (call.status, call.title, call.sectors) == ("draft", Text(ko="실증 지원", source="ko"), ["robotics"])


def test_times_are_kept_with_the_zone_they_were_written_in(client, desk):
    call = draft(desk, closes_at=None, opens_at=None)

    client.post(
        url("desk_section", desk, call.public_id, "when"),
        {
            "version": "1",
            "closes_at_day": "2026-12-10",
            "closes_at_time": "15:00",
            "closes_at_zone": "Asia/Shanghai",
            "grace_minutes": "30",
        },
    )

    call.refresh_from_db()
    assert (call.closes_at.isoformat(), call.zone, call.grace_minutes) == (
        "2026-12-10T07:00:00+00:00",
        "Asia/Shanghai",
        30,
    )


def test_what_someone_else_saved_is_shown_beside_what_was_typed(client, desk):
    call = draft(desk)
    Call.objects.filter(pk=call.pk).update(version=2, places=12)
    address = url("desk_section", desk, call.public_id, "money")
    typed = {"version": "1", "places": "30", "currency": "KRW", "funding": "public"}

    clash = client.post(address, typed)
    again = client.post(address, typed | {"version": clash.context["form"]["version"].value()})

    assert clash.status_code == 409
    assert (clash.context["form"]["places"].value(), [value for _label, value in clash.context["clash"]]) == (
        "30",
        ["12"],
    )
    call.refresh_from_db()
    assert (again.status_code, call.places, call.version) == (302, 30, 3)


def test_one_more_row_keeps_everything_typed(client, desk):
    call = draft(desk)
    typed = {
        "version": "1",
        "row-TOTAL_FORMS": "1",
        "row-INITIAL_FORMS": "0",
        "row-0-kind": "business_plan",
        "row-0-within_days": "30",
        "more": "1",
    }
    address = url("desk_section", desk, call.public_id, "documents")

    more = client.post(address, typed)
    saved = client.post(address, {name: value for name, value in typed.items() if name != "more"})

    call.refresh_from_db()
    assert [form["within_days"].value() for form in more.context["rows"]][:2] == ["30", None]
    assert (saved.status_code, call.documents) == (
        302,
        [{"kind": "business_plan", "name": None, "required": True, "within_days": 30}],
    )


def test_wrong_input_is_told_at_its_field_and_nothing_is_saved(client, desk):
    call = draft(desk)

    page = client.post(
        url("desk_section", desk, call.public_id, "contacts"),
        {
            "version": "1",
            "row-TOTAL_FORMS": "1",
            "row-INITIAL_FORMS": "0",
            "row-0-phone": "call me",
            "apply_note": "by post",
        },
    )

    call.refresh_from_db()
    assert (page.status_code, "by post" in page.content.decode(), call.apply_note, call.version) == (422, True, "", 1)


def test_publishing_asks_first_and_a_refusal_leaves_the_call_as_it_was(client, desk):
    call = draft(desk, closes_at=NOW - timedelta(days=1), opens_at=None)

    page = client.post(url("desk_move", desk, call.public_id, "publish"))

    call.refresh_from_db()
    assert (page.status_code, call.status, call.published_at) == (409, "draft", None)
    assert "Set a later one" in page.content.decode()


def test_a_viewer_reads_the_reason_on_the_button(client):
    staff = as_staff(role="viewer")
    client.force_login(staff.person)
    call = draft(staff)

    page = client.get(url("desk_section", staff, call.public_id, "what")).content.decode()

    assert "Ask an owner to make you programme manager" in page


PAPERS = [
    {"kind": "business_plan", "name": None, "required": True, "within_days": None},
    {"kind": "other", "name": {"ko": "견본 확인서", "_src": "ko"}, "required": False, "within_days": 30},
    {"kind": "national_tax", "name": None, "required": True, "within_days": 90},
]


def sent(page):
    """What a browser would send of the page's form as it stands, without any button."""
    fields = form_with(page.content.decode(), "version", "row-TOTAL_FORMS").fields
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def test_rows_change_places_with_all_that_was_typed_and_are_kept_by_save_alone(client, desk):
    call = draft(desk, documents=PAPERS)
    address = url("desk_section", desk, call.public_id, "documents")
    typed = {**sent(client.get(address)), "row-2-within_days": "60", "row-3-kind": "pledge"}

    up = client.post(address, {**typed, "move": "3:up"})
    again = client.post(address, {**sent(up), "move": "2:up"})
    down = client.post(address, {**sent(again), "move": "0:down"})
    call.refresh_from_db()
    assert (up.status_code, call.documents, call.version) == (200, PAPERS, 1)
    assert 'id="r1" open' in down.content.decode()
    assert "Moved. Save to keep the new order." in down.content.decode()

    saved = client.post(address, sent(down))

    call.refresh_from_db()
    pledge = {"kind": "pledge", "name": None, "required": True, "within_days": None}
    assert saved.status_code == 302
    assert call.documents == [pledge, PAPERS[0], PAPERS[1], {**PAPERS[2], "within_days": 60}]


@pytest.mark.parametrize(
    "move", ["0:up", "2:down", "3:up", "9:up", "-1:down", "1:sideways", "", "²:up", "1" * 50 + ":up"]
)
def test_a_move_that_leads_nowhere_changes_nothing(client, desk, move):
    call = draft(desk, documents=PAPERS)
    address = url("desk_section", desk, call.public_id, "documents")
    typed = sent(client.get(address))

    answer = client.post(address, {**typed, "move": move})

    assert (answer.status_code, sent(answer)) == (200, typed)


@pytest.mark.parametrize("section", ["steps", "contacts"])
def test_steps_and_contacts_change_places_too(client, desk, section):
    contacts = [{"name": {"ko": f"견본 {name}", "_src": "ko"}, "phone": "02-0000-0000", "email": ""} for name in "가나"]
    call = draft(desk, contacts=contacts)
    for place, kind in enumerate(["document", "notice"]):
        call.stages_set.create(kind=kind, starts_on=NOW.date(), position=place)
    address = url("desk_section", desk, call.public_id, section)

    client.post(address, sent(client.post(address, {**sent(client.get(address)), "move": "0:down"})))

    call.refresh_from_db()
    turned = section == "contacts"
    assert call.contacts == (contacts[::-1] if turned else contacts)
    kinds = list(call.stages_set.order_by("position").values_list("kind", flat=True))
    assert kinds == (["document", "notice"] if turned else ["notice", "document"])


def test_who_only_looks_is_offered_no_moving(client):
    viewer = as_staff(None, "viewer")
    client.force_login(viewer.person)
    call = draft(viewer, documents=PAPERS)

    page = client.get(url("desk_section", viewer, call.public_id, "documents")).content.decode()

    assert 'name="move"' not in page

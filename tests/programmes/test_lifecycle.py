"""A call from draft to archive: exact states, a fact for every change, and refusals that leave no trace."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from madang.core.policy import Refused
from madang.core.text import Text
from madang.engines.eligibility import RuleError
from madang.journey.models import Entry
from madang.people.capacity import AsVisitor
from madang.programmes import policy
from madang.programmes.actions import calls as actions
from madang.programmes.actions import files, partners, rules
from madang.programmes.desk import desk_context, missing
from madang.programmes.history import history
from madang.programmes.models import Attachment, Call, CallPartner, Programme
from tests.factories.desks import as_staff
from tests.factories.people import as_operator
from tests.factories.programmes import NOW, make_call, make_institution, make_programme, text

pytestmark = pytest.mark.django_db

RULE = {"version": 1, "rule": {"type": "region", "any_of": ["KR-11"]}}


@pytest.fixture(autouse=True)
def english():
    """Reasons are compared in English, whatever language a request left behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def desk():
    return as_staff()


def draft(desk, **fields):
    values = {"status": "draft", "published_at": None, "summary": text("Robots in the street.")} | fields
    title = values.pop("title", None)
    call = make_call(programme=make_programme(desk.institution), **values)
    if title is not None:
        call.title = title
        call.save(update_fields=["title"])
    return call


def kinds():
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def untouched(call):
    """The whole row as it stands, for comparing before and after."""
    return Call.objects.filter(pk=call.pk).values().get()


def test_a_call_goes_from_draft_to_archive_with_a_line_for_each_step(desk):
    programme = actions.add_programme(
        institution=desk.institution, fields={"name": text("Field tests"), "supports": ["rnd"]}, by=desk, now=NOW
    )
    call = actions.draft_call(
        programme=programme, fields={"title": text("2027"), "summary": text("Robots")}, by=desk, now=NOW
    )
    call = actions.edit_call(call=call, fields={"closes_at": NOW + timedelta(days=9)}, version=1, by=desk, now=NOW)
    later = NOW + timedelta(days=1)
    states = [call.status]
    for move in (
        partial(actions.schedule, publish_at=later),
        actions.unschedule,
        actions.publish,
        actions.close,
        actions.decide,
        actions.archive,
    ):
        call = move(call=call, by=desk, now=NOW)
        states.append(call.status)

    assert states == ["draft", "scheduled", "draft", "published", "closed", "decided", "archived"]
    assert (call.published_at, call.decided_at, call.closes_at, call.supports) == (NOW, NOW, NOW, ["rnd"])
    assert kinds() == [
        "programmes.programme_added",
        "programmes.call_drafted",
        "programmes.call_changed",
        "programmes.call_scheduled",
        "programmes.call_unscheduled",
        "programmes.call_published",
        "programmes.call_closed",
        "programmes.call_decided",
        "programmes.call_archived",
    ]
    assert set(Entry.objects.values_list("actor", "institution")) == {(desk.person.pk, desk.institution.pk)}


DAY = timedelta(days=1)
REFUSALS = [
    ("publish", {"title": Text()}, actions.publish, "Give the call a title"),
    ("publish", {"summary": Text()}, actions.publish, "Say in a sentence or two"),
    ("publish", {"closes_at": None}, actions.publish, "Say when the call closes"),
    ("publish", {"closes_at": NOW, "opens_at": None}, actions.publish, "Set a later one"),
    ("publish", {"status": "published", "published_at": NOW}, actions.publish, "published already"),
    ("schedule", {}, partial(actions.schedule, publish_at=NOW), "still to come"),
    ("schedule", {}, partial(actions.schedule, publish_at=NOW + 10 * DAY), "close before it is published"),
    ("unschedule", {}, actions.unschedule, "not waiting to be published"),
    ("close", {}, actions.close, "Only a published call"),
    ("decide", {"status": "published", "published_at": NOW}, actions.decide, "after it has closed"),
    ("archive", {"status": "published", "published_at": NOW}, actions.archive, "Close the call first"),
    ("edit", {"status": "decided", "published_at": NOW}, partial(actions.edit_call, fields={"places": 3}, version=1), "stays as it"),
    ("edit", {"version": 2}, partial(actions.edit_call, fields={"places": 3}, version=1), "Someone else has changed"),
    (
        "edit",
        {"status": "closed", "published_at": NOW},
        partial(actions.edit_call, fields={"closes_at": None}, version=1),
        "when the call closes",
    ),
    (
        "edit",
        {"status": "scheduled", "publish_at": NOW + 2 * DAY},
        partial(actions.edit_call, fields={"closes_at": NOW + DAY}, version=1),
        "close before it is published",
    ),
    ("steps", {"version": 2}, partial(actions.set_steps, steps=[{"kind": "document"}], version=1), "Someone else has changed"),
    ("rule", {"version": 2}, partial(rules.set_rule, rule_json=RULE, version=1), "Someone else has changed"),
    ("rule", {"status": "decided", "published_at": NOW}, partial(rules.set_rule, rule_json=RULE, version=1), "stays as it"),
    ("confirm", {}, partial(rules.confirm_rule, version=1), "no conditions to confirm"),
    ("confirm", {"rule": RULE, "rule_checked_at": NOW}, partial(rules.confirm_rule, version=1), "already"),
    ("file", {}, partial(files.add_file, upload=SimpleUploadedFile("a.pdf", b"\x7fELF\x00\x00\x01\x02")), "Only HWP"),
    ("file", {}, partial(files.add_file, upload=SimpleUploadedFile("a.txt", b"  ")), "Only HWP"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "fields", "act", "reason"), REFUSALS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_refusal_says_why_and_leaves_no_trace(desk, name, fields, act, reason):
    call = draft(desk, **fields)
    before = untouched(call)

    with pytest.raises(Refused, match=reason):
        act(call=call, by=desk, now=NOW)

    assert (untouched(call), Entry.objects.count(), Attachment.objects.count()) == (before, 0, 0)


WRITES = {
    "edit": partial(actions.edit_call, fields={"places": 3}, version=1),
    "steps": partial(actions.set_steps, steps=[], version=1),
    "publish": actions.publish,
    "schedule": partial(actions.schedule, publish_at=NOW + DAY),
    "close": actions.close,
    "decide": actions.decide,
    "archive": actions.archive,
    "copy": actions.copy,
    "rule": partial(rules.set_rule, rule_json=RULE, version=1),
    "confirm": partial(rules.confirm_rule, version=1),
    "file": partial(files.add_file, upload=SimpleUploadedFile("a.txt", b"words")),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("who", ["visitor", "viewer", "foreign", "operator", "asked partner"])
def test_nobody_but_editors_of_the_desk_changes_a_call(desk, write, who):
    call = draft(desk)
    capacity = {
        "visitor": lambda: AsVisitor(),
        "viewer": lambda: as_staff(desk.institution, "viewer"),
        "foreign": as_staff,
        "operator": as_operator,
        "asked partner": as_staff,
    }[who]()
    if who == "asked partner":
        CallPartner.objects.create(call=call, institution=capacity.institution)
    before = untouched(call)

    with pytest.raises(Refused):
        WRITES[write](call=call, by=capacity, now=NOW)

    assert (untouched(call), Call.objects.count(), Entry.objects.count()) == (before, 1, 0)


def test_list_rule_and_object_rule_agree_for_every_capacity(desk):
    partner, asked = as_staff(), as_staff()
    hidden = make_institution(is_listed=False)
    calls = [draft(desk, status=status, published_at=NOW, publish_at=NOW + DAY) for status in Call.Status.values]
    calls += [make_call(programme=make_programme(hidden)), make_call(programme=make_programme(hidden), status="draft")]
    for call in calls[:3]:
        CallPartner.objects.create(call=call, institution=partner.institution, accepted_at=NOW)
        CallPartner.objects.create(call=call, institution=asked.institution)

    for capacity in (
        AsVisitor(),
        desk,
        as_staff(desk.institution, "viewer"),
        partner,
        asked,
        as_staff(),
        as_staff(hidden),
        as_operator(),
    ):
        fetched = Call.objects.prefetch_related("partners")
        allowed = {call.pk for call in fetched if policy.can_view(capacity, call)}
        assert set(Call.objects.visible_to(capacity).values_list("pk", flat=True)) == allowed, capacity


def test_a_copy_takes_words_rule_documents_and_steps_but_no_date_and_no_confirmation(desk):
    source = draft(
        desk,
        status="decided",
        published_at=NOW,
        rule=RULE,
        rule_checked_at=NOW,
        number="2026-1",
        documents=[{"kind": "business_plan"}],
    )
    source.stages_set.create(kind="document", starts_on=NOW.date(), position=0)

    made = actions.copy(call=source, by=desk, now=NOW)

    assert (made.status, made.title, made.rule, made.documents, made.copied_from) == (
        "draft",
        source.title,
        RULE,
        source.documents,
        source,
    )
    assert (made.opens_at, made.closes_at, made.number, made.rule_checked_at, made.version) == (None, None, "", None, 1)
    assert list(made.stages_set.values_list("kind", "starts_on")) == [("document", None)]
    assert made.public_id != source.public_id


def test_a_partner_is_asked_agrees_edits_and_is_taken_off_again(desk):
    call, partner = draft(desk), as_staff()
    actions.ask_partner(call=call, institution=partner.institution, by=desk, now=NOW)
    with pytest.raises(Refused, match="has not agreed yet"):
        actions.publish(call=call, by=desk, now=NOW)
    with pytest.raises(Refused, match="Agree to run this call together first"):
        actions.edit_call(call=call, fields={"places": 3}, version=1, by=partner, now=NOW)

    actions.answer_partner(call=call, agrees=True, by=partner, now=NOW)
    edited = actions.edit_call(call=call, fields={"places": 3}, version=1, by=partner, now=NOW)
    with pytest.raises(Refused, match="Only the institution that leads"):
        actions.publish(call=call, by=partner, now=NOW)
    published = actions.publish(call=call, by=desk, now=NOW)
    partners.drop_partner(call=call, institution=partner.institution, by=desk, now=NOW)

    assert (edited.places, published.status, CallPartner.objects.count()) == (3, "published", 0)
    assert kinds() == [
        "programmes.partner_asked",
        "programmes.partner_answered",
        "programmes.call_changed",
        "programmes.call_published",
        "programmes.partner_dropped",
    ]


def test_a_published_call_is_corrected_while_a_partner_has_not_answered(desk):
    call = draft(desk, status="published", published_at=NOW)
    actions.ask_partner(call=call, institution=make_institution(), by=desk, now=NOW)

    assert actions.edit_call(call=call, fields={"places": 7}, version=1, by=desk, now=NOW).places == 7


def test_a_partner_that_declines_is_off_the_call_and_asking_twice_is_refused(desk):
    call, partner = draft(desk), as_staff()
    actions.ask_partner(call=call, institution=partner.institution, by=desk, now=NOW)
    with pytest.raises(Refused, match="asked already"):
        actions.ask_partner(call=call, institution=partner.institution, by=desk, now=NOW)

    actions.answer_partner(call=call, agrees=False, by=partner, now=NOW)

    assert (CallPartner.objects.count(), policy.is_complete(call, now=NOW).ok) == (0, True)


def test_a_rule_with_faults_is_told_whole_and_nothing_is_kept(desk):
    call = draft(desk)
    before = untouched(call)

    with pytest.raises(RuleError):
        rules.set_rule(call=call, rule_json={"version": 1, "rule": {"any": []}}, version=1, by=desk, now=NOW)

    assert (untouched(call), Entry.objects.count()) == (before, 0)


def test_a_file_is_told_by_its_content_kept_once_and_read(desk, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    call = draft(desk)

    with django_capture_on_commit_callbacks(execute=True):
        first = files.add_file(
            call=call, upload=SimpleUploadedFile("notice.exe", "모집 공고문".encode()), by=desk, now=NOW
        )
        again = files.add_file(
            call=call, upload=SimpleUploadedFile("other.txt", "모집 공고문".encode()), by=desk, now=NOW
        )

    first.refresh_from_db()
    assert (again.pk, first.name, first.text) == (first.pk, "notice.exe", "모집 공고문")
    with django_capture_on_commit_callbacks(execute=True):
        files.remove_file(attachment=first, by=desk, now=NOW)
    assert (Attachment.objects.count(), [path for path in tmp_path.rglob("*") if path.is_file()]) == (0, [])


def test_the_checklist_names_what_blocks_first(desk):
    call = draft(desk, summary=Text(), closes_at=None, title=Text(ko="공고", source="ko"))

    found = [(check.section, check.blocks) for check in missing(call, now=NOW)]

    assert found == [
        ("what", True), ("when", True), ("what", False), ("what", False), ("rule", False),
        ("documents", False), ("contacts", False), ("contacts", False),
    ]  # fmt: skip


def test_the_desk_says_what_to_do_next(desk, django_assert_max_num_queries):
    soon = draft(desk, status="published", published_at=NOW, closes_at=NOW + DAY, rule=RULE, rule_checked_at=NOW)
    unread = draft(desk, status="published", published_at=NOW, closes_at=NOW + 20 * DAY, rule=RULE)
    begun = draft(desk, closes_at=None, opens_at=None)
    planned = draft(desk, status="scheduled", publish_at=NOW + DAY)
    other = draft(as_staff())
    CallPartner.objects.create(call=other, institution=desk.institution)

    with django_assert_max_num_queries(9):
        shelves = desk_context(desk.institution, NOW)["shelves"]

    found = {shelf.key: [todo.key for todo in shelf.todos] for shelf in shelves}
    assert found == {
        "asked": [other.public_id],
        "closing": [soon.public_id],
        "drafts": [begun.public_id],
        "unread": [unread.public_id],
        "scheduled": [planned.public_id],
    }


def test_history_tells_who_changed_which_field_from_what_to_what(desk):
    call = draft(desk, places=10)
    actions.edit_call(call=call, fields={"places": 12}, version=1, by=desk, now=NOW)

    _page, lines = history(call, None)

    assert [(line.actor, [(change.before, change.after) for change in line.changes]) for line in lines] == [
        (desk.person, [("10", "12")])
    ]


def test_the_words_of_an_offer_change_and_unknown_fields_are_a_mistake_of_the_code(desk):
    programme = make_programme(desk.institution)

    actions.edit_programme(programme=programme, fields={"is_active": False}, by=desk, now=NOW)

    assert Programme.objects.get().is_active is False
    with pytest.raises(ValueError, match="not editable here"):
        actions.edit_programme(programme=programme, fields={"public_id": "x"}, by=desk, now=NOW)

"""The form of a call: begun, written, published in versions, with drafts that move along."""

import pytest
from django.urls import reverse

from madang.applications import drafting
from madang.applications.actions import forms as actions
from madang.applications.models import CallForm, Entry, FormVersion
from madang.applications.policy import desk as policy
from madang.core import clock
from madang.core.policy import Refused
from madang.journey.models import Entry as Line
from tests.factories.institutions import make_staff
from tests.factories.people import as_operator
from tests.factories.programmes import NOW, make_call
from tests.factories.startups import make_member
from tests.factories.writing import hand_in, make_application, make_open_call, make_ready, write_answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_time_of_the_tests(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def bare(db):
    """A published call without a form."""
    return make_call()


@pytest.fixture
def desk(bare):
    return make_staff(bare.institution)


def begin(call, by, name="contest"):
    return actions.begin_form(call=call, name=name, by=by, now=NOW)


def publish(call, by):
    form = CallForm.objects.get(call=call)
    return actions.publish_form(call=call, version=form.version, by=by, now=NOW)


def change(call, by, key, **limits):
    form = CallForm.objects.get(call=call)
    body = drafting.question_of(form.draft, key)
    draft = drafting.place_question(form.draft, key, body | limits)
    return actions.save_form(call=call, draft=draft, version=form.version, by=by, now=NOW)


def own_form(call, by):
    """The form of an open call of the factories as a draft its staff can change."""
    version = call.form_versions.get()
    return CallForm.objects.create(call=call, draft=version.definition, updated_by=by.person)


def test_one_click_publishes_the_common_form_once(bare, desk):
    first = actions.accept_here(call=bare, by=desk, now=NOW)
    second = actions.accept_here(call=bare, by=desk, now=NOW)

    assert (first.pk, first.number, FormVersion.objects.count()) == (second.pk, 1, 1)
    assert Line.objects.get(kind="applications.form_published").institution_id == bare.institution_id


def test_saving_over_somebody_elses_change_is_refused(bare, desk):
    form = begin(bare, desk)
    key = form.draft["sections"][0]["questions"][0]["id"]
    actions.save_form(call=bare, draft=drafting.remove(form.draft, key), version=1, by=desk, now=NOW)

    with pytest.raises(actions.FormStale):
        actions.save_form(call=bare, draft=form.draft, version=1, by=desk, now=NOW)

    assert CallForm.objects.get().version == 2


def test_a_faulty_form_is_kept_and_not_published(bare, desk):
    form = begin(bare, desk)
    draft = drafting.move(form.draft, "incorporated_on", -1)  # before the question its condition looks at
    actions.save_form(call=bare, draft=draft, version=1, by=desk, now=NOW)

    checked = drafting.check(CallForm.objects.get().draft)
    assert [problem.code for problem in checked.at["incorporated_on"]] == ["not_earlier"]
    with pytest.raises(actions.FormFaulty):
        publish(bare, desk)
    assert not FormVersion.objects.exists()


def test_the_same_form_is_not_published_twice(bare, desk):
    begin(bare, desk)
    publish(bare, desk)

    with pytest.raises(Refused, match="Nothing has changed"):
        publish(bare, desk)


def test_drafts_move_and_what_was_handed_in_stays(django_capture_on_commit_callbacks, mailoutbox):
    call = make_open_call()
    desk = make_staff(call.institution)
    own_form(call, desk)
    writer, sender = make_member(), make_member()
    draft, sent = make_application(writer, call), make_ready(sender, call)
    write_answers(draft, writer, title="Arms", field="arm", people="3")
    hand_in(sent, sender)
    first = call.form_versions.get()
    change(call, desk, "people", kind="text", limits={})
    form = CallForm.objects.get()
    actions.save_form(call=call, draft=drafting.remove(form.draft, "page"), version=form.version, by=desk, now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        done = publish(call, desk)

    draft.refresh_from_db()
    sent.refresh_from_db()
    assert (done.version.number, done.moved, done.touched) == (2, 1, 1)
    assert (draft.form_id, sent.form_id) == (done.version.pk, first.pk)
    assert dict(Entry.objects.filter(application=draft).values_list("question", "value")) == {
        "title": "Arms",
        "field": "arm",
        "people@1": "3",
    }
    assert [(message.to, "- People" in message.body) for message in mailoutbox if "form" in message.subject] == [
        ([writer.person.email], True)
    ]


def test_a_question_asked_under_another_id_keeps_its_answer(bare, desk):
    begin(bare, desk)
    publish(bare, desk)
    member = make_member()
    draft = make_application(member, bare)
    write_answers(draft, member, plan_title="A tactile arm")
    form = CallForm.objects.get()
    body = drafting.question_of(form.draft, "plan_title")
    made = drafting.remove(form.draft, "plan_title")
    drafting.section_of(made, "idea")["questions"].append(body | {"id": "project_name"})
    actions.save_form(call=bare, draft=made, version=form.version, by=desk, now=NOW)

    done = publish(bare, desk)

    assert done.touched == 0
    assert Entry.objects.get(application=draft, question="project_name").value == "A tactile arm"


@pytest.mark.parametrize(
    ("role", "verdict"), [("owner", True), ("manager", True), ("space", False), ("expansion", False)]
)
def test_owners_and_managers_write_the_form(bare, role, verdict):
    by = make_staff(bare.institution, role=role)
    try:
        begin(bare, by)
    except Refused:
        assert not verdict
        assert not CallForm.objects.exists()
    else:
        assert verdict


def test_after_closing_the_form_stays_as_it_is(desk, bare):
    begin(bare, desk)
    bare.status = "closed"
    bare.save(update_fields=["status"])

    with pytest.raises(Refused, match="has closed"):
        publish(bare, desk)

    assert (CallForm.objects.get().version, FormVersion.objects.count()) == (1, 0)


def at(name, call, *more):
    return reverse(f"applications:{name}", args=[call.institution.slug, call.public_id, *more])


@pytest.fixture
def staffed(client, desk):
    client.force_login(desk.person)
    return client


def test_every_page_of_the_form_opens(staffed, bare, desk):
    assert staffed.get(at("form", bare)).status_code == 200
    assert staffed.post(at("form_begin", bare), {"start": "common"}).status_code == 302
    form = CallForm.objects.get()
    section = form.draft["sections"][0]["id"]
    for name, more in [
        ("form", ()),
        ("form_head", ()),
        ("form_library", ()),
        ("form_preview", ()),
        ("form_publish", ()),
        ("form_versions", ()),
        ("form_section", (section,)),
    ]:
        assert staffed.get(at(name, bare, *more)).status_code == 200, name
    for question in drafting.questions(form.draft):
        shown = staffed.get(at("form_question", bare, question["id"]))
        assert shown.status_code == 200, question["id"]


def test_a_question_saved_as_it_is_shown_stays_the_same(staffed, bare, desk):
    """Every question of every ready form goes through its page and comes back as it was."""
    for name in ("common", "contest", "residency", "robot_demonstration"):
        CallForm.objects.filter(call=bare).delete()
        begin(bare, desk, name)
        before = CallForm.objects.get().draft
        for question in drafting.questions(before):
            shown = staffed.get(at("form_question", bare, question["id"])).context["part"]
            sent = typed(shown)
            answer = staffed.post(at("form_question", bare, question["id"]), sent)
            assert answer.status_code == 302, (name, question["id"], answer.context["part"].errors)
        assert CallForm.objects.get().draft == before, name


def typed(form):
    """What a browser would send of a form nobody touched."""
    sent = {}
    for bound in form:
        context = bound.field.widget.get_context(bound.html_name, bound.value(), {"id": bound.auto_id})["widget"]
        if "tongues" in context:
            sent |= {tongue["name"]: tongue["value"] for tongue in context["tongues"]}
        elif "join" in context:
            sent[f"{bound.html_name}_join"] = context["join"]
            if context["is_deep"]:
                sent[f"{bound.html_name}_keep"] = "1"
            for place, row in context["rows"]:
                sent |= {f"{bound.html_name}_{place}": row.picked, f"{bound.html_name}_{place}_value": row.value}
        elif isinstance(bound.value(), bool):
            if bound.value():
                sent[bound.html_name] = "on"
        elif bound.value() is not None:
            sent[bound.html_name] = bound.value()
    return sent


def test_a_fault_stands_beside_its_field_and_nothing_is_saved(staffed, bare, desk):
    begin(bare, desk)
    shown = staffed.get(at("form_question", bare, "pitch")).context["part"]

    answer = staffed.post(at("form_question", bare, "pitch"), typed(shown) | {"min_en": "9000", "max_en": "10"})

    assert answer.status_code == 422
    assert list(answer.context["part"].errors) == ["min_en"]
    assert CallForm.objects.get().version == 1


def test_questions_are_added_taken_moved_and_removed_without_script(staffed, bare, desk):
    begin(bare, desk)

    made = staffed.post(at("form_do", bare), {"do": "add:team", "kind-team": "table", "version": 1})
    staffed.post(at("form_library", bare), {"take": "robot_height", "section": "team", "version": 2})
    taken = [question["id"] for question in CallForm.objects.get().draft["sections"][0]["questions"]]
    staffed.post(at("form_do", bare), {"do": f"up:{taken[-1]}", "version": CallForm.objects.get().version})
    staffed.post(at("form_do", bare), {"do": "remove:contact_phone", "version": CallForm.objects.get().version})
    staffed.post(at("form_do", bare), {"do": "section:", "title_en": "More", "version": CallForm.objects.get().version})

    draft = CallForm.objects.get().draft
    ids = [question["id"] for question in draft["sections"][0]["questions"]]
    assert made.status_code == 302
    assert ids[-1].startswith("table_")
    assert "contact_phone" not in ids
    assert draft["sections"][-1]["title"] == {"en": "More"}


def test_the_library_is_found_in_three_languages(staffed, bare, desk):
    begin(bare, desk)

    for words in ("매출", "营业收入", "revenue"):
        found = staffed.get(at("form_library", bare), {"q": words})
        assert found.context["groups"], words


def test_a_strangers_desk_finds_no_form(client, bare, desk):
    begin(bare, desk)
    stranger = make_staff()
    client.force_login(stranger.person)

    answers = {client.get(at(name, bare)).status_code for name in ("form", "form_publish", "form_preview")}
    own = client.get(reverse("applications:form", args=[stranger.institution.slug, bare.public_id]))

    assert answers == {404}
    assert own.status_code == 404


@pytest.mark.parametrize("drafts", [1, 20])
def test_the_page_before_publishing_costs_the_same_whatever_the_drafts(drafts, client, django_assert_num_queries):
    call = make_open_call()
    desk = make_staff(call.institution)
    own_form(call, desk)
    for _ in range(drafts):
        member = make_member()
        write_answers(make_application(member, call), member, title="Arms")
    change(call, desk, "title", required="no")
    client.force_login(desk.person)
    client.get(at("form_publish", call))  # the process reads the form once

    with django_assert_num_queries(10):
        shown = client.get(at("form_publish", call))

    assert shown.context["effect"].drafts == drafts


def test_a_page_opened_before_somebody_elses_change_keeps_the_words_and_can_be_saved_again(staffed, bare, desk):
    begin(bare, desk)
    sent = typed(staffed.get(at("form_question", bare, "pitch")).context["part"]) | {"label_en": "Your pitch"}
    change(bare, desk, "core_technology", required="no")

    first = staffed.post(at("form_question", bare, "pitch"), sent)
    again = staffed.post(
        at("form_question", bare, "pitch"), sent | {"version": first.context["part"]["version"].value()}
    )

    draft = CallForm.objects.get().draft
    assert (first.status_code, again.status_code) == (409, 302)
    assert drafting.question_of(draft, "pitch")["label"]["en"] == "Your pitch"
    assert drafting.question_of(draft, "core_technology")["required"] == "no"


def test_a_button_pressed_on_an_old_page_changes_nothing_and_shows_the_form_as_it_is(staffed, bare, desk):
    begin(bare, desk)
    change(bare, desk, "pitch", required="no")

    answer = staffed.post(at("form_do", bare), {"do": "remove:pitch", "version": 1}, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.context["form"].version) == (409, 2)
    assert drafting.question_of(CallForm.objects.get().draft, "pitch")


DESK = {
    "owner": {},
    "manager": {},
    "space": {"form": "not change it", "act": "not change it"},
    "expansion": {"form": "not change it", "act": "not change it"},
    "viewer": {"form": "not change it", "act": "not change it"},
    "stranger": {"form": "Only staff", "act": "Only staff", "read": "Only staff"},
    "operator": {"form": "Only staff", "act": "Only staff", "read": "Only staff"},
    "member": {"form": "Only staff", "act": "Only staff", "read": "Only staff"},
}


@pytest.mark.parametrize("who", DESK)
def test_who_may_do_what_at_the_desk(bare, who):
    people = {"stranger": make_staff, "operator": as_operator, "member": make_member}
    by = people[who]() if who in people else make_staff(bare.institution, role=who)
    verdicts = {
        "form": policy.can_change_form(by, bare, now=NOW),
        "act": policy.can_act(by, bare),
        "read": policy.can_read(by, bare),
    }

    for name, verdict in verdicts.items():
        reason = DESK[who].get(name, "")
        assert (bool(verdict), reason in str(verdict.reason)) == (not reason, True), name
    assert bool(policy.can_extend(by)) == (who == "operator")

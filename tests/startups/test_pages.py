"""The startup's pages: who gets in, what they cost, what a wrong or stale form keeps."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from madang.core import clock
from madang.core.text import Text
from madang.journey.models import Entry
from madang.startups import actions, facts
from madang.startups.models import Membership, Round, Startup, YearFigures
from tests.factories.people import make_person
from tests.factories.startups import NOW, make_full_startup, make_member, make_startup

pytestmark = pytest.mark.django_db

READ = ["profile", "team", "thread", "settings", "founding"]


def at(name, *args, lang="en"):
    return reverse(f"startups:{name}", args=args).replace("/ko/", f"/{lang}/", 1)


@pytest.fixture(autouse=True)
def addresses_in_english(english):
    """`english` makes `reverse` give English addresses."""


@pytest.mark.parametrize("name", READ)
def test_a_member_opens_every_page_in_every_language(client, owner, name):
    client.force_login(owner.person)
    path = at(name, owner.startup.slug)

    pages = [client.get(path.replace("/en/", f"/{lang}/")) for lang in ("ko", "zh-hans", "en")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [page["Cache-Control"] for page in pages] == ["private, no-store"] * 3


@pytest.mark.parametrize("name", READ)
def test_a_foreign_startup_answers_as_an_absent_one(client, owner, stranger, name):
    client.force_login(stranger.person)

    foreign = client.get(at(name, owner.startup.slug))
    absent = client.get(at(name, "x" * len(owner.startup.slug)))

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert without_address(foreign, owner.startup.slug) == without_address(absent, "x" * len(owner.startup.slug))


def without_address(page, slug):
    """The page less its own address, which stands in the language links, and less the form's one-time token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode().replace(slug, ""))


def test_who_is_not_signed_in_is_sent_to_sign_in_whether_it_exists_or_not(client, startup):
    pages = [client.get(at("profile", slug)) for slug in (startup.slug, "nothing-here")]

    assert [page.status_code for page in pages] == [302, 302]


@pytest.mark.parametrize("section", ["about", "business", "record", "founders", "products"])
def test_every_section_opens_with_its_form_or_list(client, owner, section):
    client.force_login(owner.person)

    assert client.get(at("section", owner.startup.slug, section)).status_code == 200


def test_an_unknown_section_is_absent(client, owner):
    client.force_login(owner.person)

    assert client.get(at("section", owner.startup.slug, "secrets")).status_code == 404


def test_saving_a_section_leads_to_the_next(client, editor):
    client.force_login(editor.person)
    slug = editor.startup.slug

    answer = client.post(
        at("section", slug, "about"),
        {"name_en": "New Name", "name_source": "", "summary_ko": "하는 일", "website": "", "version": 1, "next": "1"},
    )

    assert (answer.status_code, answer["Location"]) == (302, at("section", slug, "business"))
    editor.startup.refresh_from_db()
    assert (editor.startup.name, editor.startup.version) == (Text(en="New Name", source="en"), 2)


def test_bad_input_is_said_beside_the_field_and_nothing_is_lost(client, editor):
    client.force_login(editor.person)

    page = client.post(
        at("section", editor.startup.slug, "about"), {"name_en": "", "website": "no address at all", "version": 1}
    )

    words = page.content.decode()
    assert page.status_code == 422
    assert "no address at all" in words
    assert "Please write this in at least one language." in words
    assert "This is not yet a full web address" in words
    assert not Entry.objects.exists()


def test_a_stale_form_shows_both_texts_and_can_then_be_saved(client, owner, editor):
    actions.edit_section(
        startup=owner.startup,
        section="about",
        values={"website": "https://first.example"},
        version=1,
        by=owner,
        now=NOW,
    )
    client.force_login(editor.person)
    path = at("section", owner.startup.slug, "about")
    form = {"name_en": str(owner.startup.name), "name_source": "en", "website": "https://second.example"}
    form |= {"summary_en": str(owner.startup.summary), "summary_source": "en"}

    page = client.post(path, form | {"version": 1})

    words = page.content.decode()
    assert page.status_code == 409
    assert ("https://first.example" in words, "https://second.example" in words) == (True, True)
    assert 'name="version" value="2"' in words
    assert client.post(path, form | {"version": 2}).status_code == 302


def test_a_number_that_looks_mistyped_is_saved_and_warned_of_beside_its_field(client, owner):
    client.force_login(owner.person)
    path = at("section", owner.startup.slug, "business")

    answer = client.post(
        path,
        {
            "country": "KR",
            "business_number": "１２４-００-００９９８",
            "incorporated_on": "2023-03-14",
            "version": 1,
            "next": "1",
        },
    )

    owner.startup.refresh_from_db()
    assert owner.startup.business_number == "124-00-00998"
    assert answer["Location"] == path
    assert "does not fit the usual pattern" in client.get(path).content.decode()


def test_a_viewer_sees_the_form_and_why_it_cannot_be_sent(client, viewer):
    client.force_login(viewer.person)
    path = at("section", viewer.startup.slug, "about")

    assert "You may look but not change." in client.get(path).content.decode()
    answer = client.post(path, {"name_en": "Taken", "version": 1})
    assert answer.status_code == 409
    assert not Entry.objects.exists()


def test_a_row_is_added_changed_and_removed(client, editor):
    client.force_login(editor.person)
    slug = editor.startup.slug
    listed = at("section", slug, "investment")
    new = {"stage": "seed", "amount": "3억", "currency": "KRW", "closed_on": "2025-04-01"}

    assert client.post(at("add_entry", slug, "investment", "rounds"), new)["Location"] == listed
    row = Round.objects.get()
    page = client.get(at("change_entry", slug, "investment", "rounds", row.pk))
    seen = page.context["form"].initial["seen"]
    client.post(at("change_entry", slug, "investment", "rounds", row.pk), new | {"amount": "5억", "seen": seen})
    row.refresh_from_db()
    assert row.amount == 500_000_000
    gone = client.post(at("remove_entry", slug, "investment", "rounds", row.pk))
    assert (gone["Location"], Round.objects.count()) == (listed, 0)


def test_removing_by_htmx_answers_with_the_list_alone(client, editor):
    row = YearFigures.objects.create(startup=editor.startup, year=2025, revenue=1)
    client.force_login(editor.person)

    answer = client.post(
        at("remove_entry", editor.startup.slug, "figures", "figures", row.pk), headers={"HX-Request": "true"}
    )

    assert answer.content.decode().strip().startswith('<section id="list-figures"')


def test_a_second_year_of_figures_is_refused_in_the_form(client, editor):
    YearFigures.objects.create(startup=editor.startup, year=2025, revenue=1)
    client.force_login(editor.person)

    page = client.post(
        at("add_entry", editor.startup.slug, "figures", "figures"), {"year": 2025, "revenue": "7", "currency": "KRW"}
    )

    assert page.status_code == 422
    assert "There are figures for this year already." in page.content.decode()


@pytest.mark.parametrize("kind", ["rounds", "nothing"])
def test_a_list_of_another_section_is_absent(client, editor, kind):
    client.force_login(editor.person)

    assert client.get(at("add_entry", editor.startup.slug, "figures", kind)).status_code == 404


def record(startup, **answers):
    """The record page as a browser sends it: ticks, debts and the version it was opened on."""
    return {"version": startup.version, "checked_on": "2026-10-01", "local_tax": "", "wages": ""} | answers


def test_money_owed_is_saved_with_the_page_it_stands_on(client, editor):
    client.force_login(editor.person)
    address = at("section", editor.startup.slug, "record")

    client.post(address, record(editor.startup, local_tax="clear", all_supports="on", next="1"))

    editor.startup.refresh_from_db()
    assert list(editor.startup.standings.values_list("kind", "state")) == [("local_tax", "clear")]
    assert editor.startup.confirmed == ["supports"]


def test_a_debt_checked_tomorrow_saves_nothing_of_the_page_and_keeps_what_was_typed(client, editor):
    client.force_login(editor.person)
    address = at("section", editor.startup.slug, "record")

    answer = client.post(address, record(editor.startup, checked_on="2126-01-01", local_tax="clear", all_supports="on"))

    editor.startup.refresh_from_db()
    assert (answer.status_code, editor.startup.standings.count(), editor.startup.confirmed) == (422, 0, [])
    assert answer.context["standings"]["local_tax"].value() == "clear"


def test_registering_sends_twice_and_makes_one(client):
    person = make_person()
    client.force_login(person)
    form = {"name_ko": "보기 회사", "founding_type": "pre_founder", "country": "KR", "region": "", "key": str(uuid4())}

    answers = [client.post(at("new"), form) for _ in range(2)]

    startup = Startup.objects.get()
    assert [answer["Location"] for answer in answers] == [at("profile", startup.slug)] * 2
    assert Membership.objects.get().person == person


def test_an_invitation_leads_from_the_link_to_the_team(client, owner):
    given = {"startup": owner.startup, "email": "joiner@example.test", "role": "viewer", "by": owner}
    _made, token = actions.invite(**given, now=clock.now())
    joiner = make_person("joiner@example.test")
    client.force_login(joiner)

    page = client.get(at("invitation", token))
    answers = [client.post(at("invitation", token)) for _ in range(2)]

    assert str(owner.startup.name) in page.content.decode()
    assert [answer.status_code for answer in answers] == [302, 409]
    assert Membership.objects.get(person=joiner).role == "viewer"


def test_a_link_that_leads_nowhere_says_so_and_names_nobody(client, owner):
    client.force_login(make_person())

    page = client.get(at("invitation", "no-such-token"))

    assert "This link leads to no invitation." in page.content.decode()


def test_the_last_owner_is_told_why_the_button_is_shut(client, owner):
    client.force_login(owner.person)

    assert "You are the only owner." in client.get(at("team", owner.startup.slug)).content.decode()
    assert client.post(at("leave", owner.startup.slug)).status_code == 409
    assert Membership.objects.count() == 1


def test_publishing_from_the_settings_opens_the_page_to_everyone(client, owner):
    path = at("page", owner.startup.slug)
    assert client.get(path).status_code == 404
    client.force_login(owner.person)

    client.post(at("publish", owner.startup.slug))
    client.logout()

    assert str(owner.startup.name) in client.get(path).content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_the_public_list_costs_two_queries_whatever_its_rows(client, rows, django_assert_num_queries):
    for _ in range(rows):
        make_full_startup(is_public=True)
    make_startup(name=Text(en="Hidden Sample"))

    with django_assert_num_queries(2):  # count, page
        page = client.get(at("index")).content.decode()

    assert page.count('href="/en/startups/sample-startup-') == rows
    assert "Hidden Sample" not in page


@pytest.mark.parametrize("rows", [1, 20])
def test_the_team_costs_five_queries_whatever_its_members(client, rows, django_assert_num_queries):
    owner = make_member()
    for _ in range(rows - 1):
        make_member(owner.startup, role="viewer")
    client.force_login(owner.person)

    with django_assert_num_queries(5):  # session, person, capacity, members, invitations
        page = client.get(at("team", owner.startup.slug)).content.decode()

    assert page.count("Sample Person") >= rows


@pytest.mark.parametrize("rows", [1, 20])
def test_a_section_costs_the_same_whatever_its_rows(client, owner, rows, django_assert_num_queries):
    for year in range(2001, 2001 + rows):
        YearFigures.objects.create(startup=owner.startup, year=year, revenue=1)
    client.force_login(owner.person)

    with django_assert_num_queries(14):  # session, person, capacity, startup and its ten lists
        page = client.get(at("section", owner.startup.slug, "figures")).content.decode()

    assert page.count("/remove/") == rows * 2


@pytest.mark.parametrize("rows", [1, 20])
def test_the_thread_costs_the_same_whatever_its_lines(client, owner, rows, django_assert_num_queries):
    for year in range(2001, 2001 + rows):
        actions.add_entry(startup=owner.startup, kind="figures", values={"year": year, "revenue": 1}, by=owner, now=NOW)
    client.force_login(owner.person)

    with django_assert_num_queries(6):  # session, person, capacity, count, lines, doors
        page = client.get(at("thread", owner.startup.slug)).content.decode()

    assert page.count("Figures of") == rows


def test_a_filter_that_cannot_be_read_is_left_out(client):
    make_startup(is_public=True)

    assert client.get(at("index"), {"sector": "magic", "page": "x"}).status_code == 200


def test_facts_of_this_app_are_frozen():
    with pytest.raises(AttributeError):
        facts.Unpublished().kind = "x"


def test_today_is_the_day_in_seoul_also_before_nine_in_the_morning(client, editor, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 2, 16, 0, tzinfo=UTC))  # the 3rd, 01:00 in Seoul
    client.force_login(editor.person)

    answers = record(editor.startup, checked_on="2026-11-03", local_tax="clear")
    client.post(at("section", editor.startup.slug, "record"), answers)

    assert editor.startup.standings.get().checked_on == date(2026, 11, 3)

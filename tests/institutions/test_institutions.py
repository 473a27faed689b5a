"""Institutions: doors, what stands on them, who works behind them, and what everyone may see."""

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from madang.core.edits import Stale
from madang.core.policy import Refused
from madang.core.text import Text
from madang.institutions import actions, brand, logos, policy
from madang.institutions.models import Alias, Institution, Invitation, Site, SourcedFact, StaffRole
from madang.institutions.pages import profile_context
from madang.institutions.sorting import sort_keys
from madang.journey.models import Entry
from madang.people import holdings
from madang.people.capacity import AsVisitor
from tests.factories.institutions import make_institution, make_staff
from tests.factories.people import NOW, as_operator, as_self, make_person

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"institutions:{name}", args=args)


def kinds():
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def edit(institution, by, version=1, **values):
    return actions.edit_profile(institution=institution, values=values, version=version, by=by, now=NOW)


def picture(size=(64, 64), kind="PNG", mode="RGB"):
    kept = io.BytesIO()
    Image.new(mode, size, "teal").save(kept, kind)
    return kept.getvalue()


def upload(content, name="logo.png"):
    return SimpleUploadedFile(name, content)


# Actions


def test_the_street_office_opens_a_door_in_every_alphabet():
    values = {"name": Text(ko="하늘 보육센터", zh="蓝天孵化器", en="Sky Incubator"), "kind": "incubator"}

    made = actions.open_institution(values=values, by=as_operator(), now=NOW)

    assert (made.slug, made.sort_zh, made.sort_en) == ("sky-incubator", "lan tian fu hua qi", "sky incubator")
    assert Entry.objects.values_list("kind", "institution").get() == ("institutions.opened", made.pk)


def test_only_the_street_office_opens_doors(owner):
    with pytest.raises(Refused, match="street office"):
        actions.open_institution(values={"name": Text(en="X"), "kind": "incubator"}, by=owner, now=NOW)

    assert Institution.objects.count() == 1


def test_a_new_name_sorts_anew_and_is_told_without_its_words(institution, manager):
    saved = edit(institution, manager, name=Text(en="Élan House"))

    assert (saved.sort_en, saved.version) == ("elan house", 2)
    assert Entry.objects.get().payload == {"fields": ["name"], "edit": 2}


@pytest.mark.parametrize("who", ["viewer", "stranger", "visitor"])
def test_who_may_not_edit_is_refused_and_leaves_no_trace(institution, who, viewer, stranger):
    by = {"viewer": viewer, "stranger": stranger, "visitor": AsVisitor()}[who]

    for attempt in (
        lambda: edit(institution, by, website="https://sample.example"),
        lambda: actions.set_logo(institution=institution, picture=picture(), by=by, now=NOW),
        lambda: actions.add_entry(institution=institution, kind="sites", values={"name": Text(en="S")}, by=by, now=NOW),
        lambda: actions.set_listing(institution=institution, is_listed=False, by=by, now=NOW),
        lambda: actions.invite(institution=institution, email="a@example.test", role="viewer", by=by, now=NOW),
    ):
        with pytest.raises(Refused):
            attempt()

    institution.refresh_from_db()
    assert (institution.website, institution.version, institution.is_listed, kinds()) == ("", 1, True, [])
    assert (Site.objects.count(), Invitation.objects.count()) == (0, 0)


def test_a_stale_form_is_refused_with_what_is_saved_now(institution, owner, manager):
    edit(institution, owner, website="https://first.example")

    with pytest.raises(Stale) as refusal:
        edit(institution, manager, website="https://second.example")

    assert refusal.value.changed == {"website": "https://first.example"}
    assert edit(institution, manager, kind="investor").kind == "investor"  # nobody touched it


def test_a_door_is_not_the_desks_to_move(institution, owner):
    with pytest.raises(KeyError):
        edit(institution, owner, door=1)


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        ("aliases", {"text": "SH", "language": "en", "kind": "abbreviation"}, "alias_added"),
        ("facts", {"label": Text(en="Area"), "value": Text(en="5,000"), "source": "Sample Daily", "as_of": "2024",
                   "confidence": "read"}, "fact_stated"),
        ("sites", {"name": Text(en="Main"), "is_main": True}, "site_added"),
    ],
)  # fmt: skip
def test_every_list_takes_a_row_once_and_tells_it(institution, manager, kind, values, told):
    given = {"institution": institution, "kind": kind, "by": manager, "now": NOW}
    first, second = (actions.add_entry(values=values, **given) for _ in range(2))
    for _ in range(2):
        actions.remove_entry(pk=first.pk, **given)

    assert first == second
    assert kinds() == [f"institutions.{told}", "institutions.profile_changed"]


@pytest.mark.parametrize(
    ("kind", "values", "why"),
    [
        ("aliases", {"text": "Wrong House", "language": "en", "kind": "misnomer"}, "source that used it"),
        ("facts", {"label": Text(en="A"), "value": Text(en="B"), "source": "S", "as_of": "soon", "confidence": "read"}, "as_of"),
    ],
)  # fmt: skip
def test_a_statement_without_its_source_or_date_is_refused(institution, manager, kind, values, why):
    with pytest.raises(ValidationError, match=why):
        actions.add_entry(institution=institution, kind=kind, values=values, by=manager, now=NOW)

    assert (Alias.objects.count(), SourcedFact.objects.count(), kinds()) == (0, 0, [])


def test_a_second_main_site_says_what_to_do(institution, manager):
    given = {"institution": institution, "kind": "sites", "by": manager, "now": NOW}
    actions.add_entry(values={"name": Text(en="One"), "is_main": True}, **given)

    with pytest.raises(ValidationError, match="Change that one first"):
        actions.add_entry(values={"name": Text(en="Two"), "is_main": True}, **given)


# Members


def test_an_invitation_gives_the_desk_its_role_once(owner):
    _made, token = actions.invite(
        institution=owner.institution, email="joiner@example.test", role="manager", by=owner, now=NOW
    )
    joiner = as_self(make_person("joiner@example.test"))

    place = actions.redeem_invitation(token=token, by=joiner, now=NOW)
    with pytest.raises(Refused, match="already been used"):
        actions.redeem_invitation(token=token, by=joiner, now=NOW)

    assert (place.institution, place.role) == (owner.institution, "manager")
    assert kinds() == ["institutions.member_joined"]


@pytest.mark.parametrize("role", ["space", "expansion"])
def test_reserved_roles_are_given_to_nobody_yet(owner, manager, role):
    place = StaffRole.objects.get(person=manager.person)

    with pytest.raises(Refused, match="Comes with the desk"):
        actions.invite(institution=owner.institution, email="a@example.test", role=role, by=owner, now=NOW)
    with pytest.raises(Refused, match="Comes with the desk"):
        actions.change_role(staff=place, role=role, by=owner, now=NOW)

    assert (Invitation.objects.count(), kinds()) == (0, [])


def test_the_last_owner_can_neither_leave_nor_step_down(owner, manager):
    mine = StaffRole.objects.get(person=owner.person)

    with pytest.raises(Refused, match="Make another member an owner first"):
        actions.leave(institution=owner.institution, by=owner, now=NOW)
    with pytest.raises(Refused, match="Make someone else an owner first"):
        actions.change_role(staff=mine, role="viewer", by=owner, now=NOW)
    actions.change_role(staff=StaffRole.objects.get(person=manager.person), role="owner", by=owner, now=NOW)
    actions.leave(institution=owner.institution, by=owner, now=NOW)

    assert list(StaffRole.objects.values_list("person", "role")) == [(manager.person.pk, "owner")]


def test_a_manager_neither_invites_nor_removes(owner, manager):
    with pytest.raises(Refused, match="Only an owner"):
        actions.remove_member(staff=StaffRole.objects.get(person=owner.person), by=manager, now=NOW)
    with pytest.raises(Refused, match="Only an owner"):
        actions.invite(institution=owner.institution, email="a@example.test", role="viewer", by=manager, now=NOW)

    assert StaffRole.objects.count() == 2


def test_the_only_owner_of_a_desk_with_others_cannot_be_erased(owner, manager):
    assert len(holdings.reasons_against_erasing(owner.person)) == 1
    assert holdings.reasons_against_erasing(manager.person) == []


# What everyone sees


def test_list_rule_and_object_rule_agree():
    listed, hidden = make_institution(), make_institution(is_listed=False)
    for capacity in (
        make_staff(hidden),
        make_staff(listed),
        make_staff(),
        AsVisitor(),
        as_self(make_person()),
        as_operator(),
    ):
        allowed = {one for one in Institution.objects.all() if policy.can_view(capacity, one)}

        assert set(Institution.objects.visible_to(capacity)) == allowed, capacity


@pytest.mark.parametrize(
    ("language", "order"),
    [("ko", ["가람", "나래", "다솜"]), ("zh", ["阿", "北", "中"]), ("en", ["alpha", "Beta", "Čeda"])],
)
def test_each_language_has_its_own_order(language, order):
    names = [Text(**{language: name}) for name in reversed(order)]

    assert [getattr(n, language) for n in sorted(names, key=lambda n: sort_keys(n)[f"sort_{language}"])] == order


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_five_queries_whatever_its_rows(client, rows, django_assert_num_queries):
    for _ in range(rows):
        make_institution()
    make_institution(is_listed=False, name=Text(en="Hidden House"))

    with django_assert_num_queries(5):  # count, page, three facets
        page = client.get(at("index")).content.decode()

    assert page.count(">Sample House ") == rows
    assert "Hidden House" not in page


def test_facets_count_what_a_click_would_show_and_filters_narrow(client):
    make_institution(name=Text(en="One House", ko="하나 센터"), kind="investor", sectors=["humanoid"])
    make_institution(name=Text(en="Two House"), sectors=["ai"], languages=["zh"])
    Alias.objects.create(institution=Institution.objects.get(kind="investor"), text="OH", language="en")

    def found(**asked):
        return {str(one.name) for one in client.get(at("index"), asked).context["page"]}

    facets = {facet.name: facet.choices for facet in client.get(at("index")).context["facets"]}
    assert ("robotics", 1) in [(code, n) for code, _words, n, _chosen in facets["sector"]]
    assert found(q="하나") == found(q="oh") == found(sector="robotics") == found(kind="investor") == {"One House"}
    assert found(language="zh") == {"Two House"}
    assert found(kind="magic") == {"One House", "Two House"}


def test_the_public_page_is_told_from_rows_already_there(institution, django_assert_num_queries):
    Alias.objects.create(institution=institution, text="SH", language="en", kind="abbreviation")
    Alias.objects.create(institution=institution, text="Wrong", language="en", kind="misnomer", source="Sample Daily")
    Site.objects.create(institution=institution, name=Text(en="Main"), is_main=True)
    make_institution(family=institution)
    loaded = Institution.objects.with_page().get(pk=institution.pk)

    with django_assert_num_queries(0):
        context = profile_context(loaded)

    assert [one.text for one in context["others"]] == ["SH"]
    assert [one.text for one in context["wrong"]] == ["Wrong"]
    assert (len(context["sites"]), len(context["branches"])) == (1, 1)


# Logos and colours


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_as_png(kind):
    kept = logos.clean(upload(picture((800, 400), kind)))

    with Image.open(io.BytesIO(kept)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (512, 256))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "not a PNG, JPEG or WebP"),
        (b"", "not a PNG, JPEG or WebP"),
        (picture()[:60], "not a PNG, JPEG or WebP"),
        (picture(kind="GIF"), "not a PNG, JPEG or WebP"),
        (picture((2001, 2000)), "4 million pixels"),
        (picture((30, 200)), "at least 48 pixels"),
        (b"\0" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_what_is_no_fitting_picture_is_refused_with_what_to_do(content, why):
    with pytest.raises(ValidationError, match=why):
        logos.clean(upload(content))


def test_a_logo_is_served_so_that_nothing_in_it_can_run(client, institution, owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert client.get(at("logo", institution.slug)).status_code == 404
    client.force_login(owner.person)

    client.post(at("set_logo", institution.slug), {"logo": upload(picture())})
    answer = client.get(at("logo", institution.slug))

    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        200,
        "image/png",
        "nosniff",
    )
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


def test_a_colour_nobody_can_see_is_refused_with_one_that_comes_near():
    assert (brand.readable("#ffff00"), brand.readable("#000000"), brand.readable("#2a8a73")) == (False, False, True)
    assert brand.readable(brand.nearest_readable("#ffff00"))
    assert [brand.hue_of(colour) for colour in ("", "#777777", "#d02020", "#2040d0")] == [None, None, 0, 8]


# Pages


@pytest.mark.parametrize("name", ["profile", "names", "facts", "sites", "members"])
def test_a_desk_page_opens_for_its_staff_and_is_absent_for_others(client, institution, owner, stranger, name):
    client.force_login(owner.person)
    for language in ("ko", "zh-hans", "en"):
        with translation.override(language):
            assert client.get(at(name, institution.slug)).status_code == 200
    client.force_login(stranger.person)

    pages = [client.get(at(name, slug)) for slug in (institution.slug, "x" * len(institution.slug))]

    bodies = [
        re.sub(r'value="\w{64}"', "", page.content.decode().replace(slug, ""))
        for page, slug in zip(pages, (institution.slug, "x" * len(institution.slug)), strict=True)
    ]
    assert [page.status_code for page in pages] == [404, 404]
    assert bodies[0] == bodies[1]


def test_the_profile_form_keeps_bad_input_and_says_what_is_wrong(client, institution, manager):
    client.force_login(manager.person)

    page = client.post(
        at("profile", institution.slug),
        {"name_en": "New House", "kind": "incubator", "brand": "#ffff00", "links": "nonsense here", "version": 1},
    )

    words = page.content.decode()
    assert page.status_code == 422
    assert ("#ffff00" in words, "nonsense here" in words) == (True, True)
    assert "can hardly be seen" in words


def test_the_profile_form_saves_and_a_stale_one_shows_both(client, institution, manager):
    client.force_login(manager.person)
    form = {"name_en": "New House", "kind": "investor", "links": "https://sample.example News", "version": 1}

    first = client.post(at("profile", institution.slug), form)
    second = client.post(at("profile", institution.slug), form | {"kind": "corporate"})

    institution.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert (institution.kind, institution.links) == ("investor", [{"url": "https://sample.example", "label": "News"}])


@pytest.mark.parametrize("rows", [1, 20])
def test_a_desks_list_costs_the_same_whatever_its_rows(client, institution, owner, rows, django_assert_num_queries):
    for number in range(rows):
        Site.objects.create(institution=institution, name=Text(en=f"Sample Floor {number}"))
    client.force_login(owner.person)

    with django_assert_num_queries(4):  # session, person, capacity, sites
        page = client.get(at("sites", institution.slug)).content.decode()

    assert page.count("/remove/") == rows


@pytest.mark.parametrize("rows", [1, 20])
def test_the_members_page_costs_the_same_whatever_its_rows(client, rows, django_assert_num_queries):
    owner = make_staff()
    for _ in range(rows - 1):
        make_staff(owner.institution, role="viewer")
    client.force_login(owner.person)

    with django_assert_num_queries(5):  # session, person, capacity, members, invitations
        page = client.get(at("members", owner.institution.slug)).content.decode()

    assert page.count("Sample Person") >= rows
    assert "Comes with the desk for rooms and labs." in page

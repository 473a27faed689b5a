"""The rule builder keeps everything typed, writes what the engine reads, and tries it without singling anyone out."""

from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madang.engines.eligibility import LEAVES, dumps, loads
from madang.programmes.builder import Node, Tree, grown, read, write
from madang.programmes.forms.rule import check, show
from madang.programmes.rule_moves import apply
from madang.programmes.rule_templates import TEMPLATES
from madang.programmes.trial import rounded
from tests.factories.desks import as_staff
from tests.factories.programmes import NOW, make_call, make_programme

MACHINE = {
    "version": 1,
    "rule": {"type": "age_window", "max_years": 7, "quote": {"ko": "창업 후 7년 이내"}, "source": "machine"},
}

# Values a person types into the required fields of each type of condition, by field name.
FILLED = {
    "age_window": {"max_years": "7"},
    "founding_type": {"any_of": ["corporation"]},
    "restart": {"within_years": "5"},
    "founder_age": {"min_age": "19", "max_age": "39"},
    "founder_trait": {"any_of": ["youth", "woman"]},
    "region": {"any_of": ["KR-11"], "places": ["head_office", "lab"]},
    "sector": {"any_of": ["robotics"]},
    "company_size": {"any_of": ["small"]},
    "headcount": {"max_people": "1,000"},
    "revenue": {"max_amount": "10억"},
    "investment_stage": {"max_round": "series_a"},
    "raised": {"min_amount": "5천만"},
    "intellectual_property": {"any_of": ["patent"], "minimum": "2"},
    "certificate": {"any_of": ["venture"]},
    "has_document": {"kind": "business_plan", "issued_within_days": "30"},
    "no_arrears": {"kinds": ["national_tax"], "excepts": ["paid"]},
    "no_duplicate_support": {"families": "early-package, tips", "years": "2"},
    "not_sanctioned": {},
    "not_closed": {"states": ["closed"]},
    "statement": {"text_ko": "대표자 본인이 신청합니까?", "expects": "true"},
}


def sent(tree: Tree, **more: str) -> QueryDict:
    """What a browser sends of the page that shows this tree."""
    data = QueryDict(mutable=True)
    root = show(tree, {})

    def put(it):
        data.appendlist("node", it.line)
        if it.node.is_group:
            data[f"k-{it.node.ident}"] = it.node.kind
        for field in (*it.inputs, *it.quotes):
            if field.kind == "choices":
                data.setlist(field.name, [o.code for _h, options in field.groups for o in options if o.chosen])
            elif field.kind == "choice":
                options = [option for _heading, options in field.groups for option in options]
                data[field.name] = next((option.code for option in options if option.chosen), options[0].code)
            else:
                data[field.name] = field.value
        if not it.node.is_group:
            data[f"f-{it.node.ident}-source"] = "machine" if it.by_machine else "person"
            for was in it.node.values.get("was", []):
                data[f"f-{it.node.ident}-was"] = was
        for part in it.parts:
            put(part)

    put(root)
    for name, value in more.items():
        data[name] = value
    return data


def test_every_type_of_condition_has_a_filled_example():
    assert set(FILLED) == set(LEAVES)


@pytest.mark.parametrize("code", list(LEAVES))
def test_each_type_of_condition_can_be_added_filled_and_written(code):
    tree = grown(None)
    ident = apply(tree, "add:0", {"new-0": code})
    data = sent(tree)
    for name, value in FILLED[code].items():
        data.setlist(f"f-{ident}-{name}", value if isinstance(value, list) else [value])

    checked = check(read(data))

    assert checked.faults == {}
    assert dumps(checked.rule) == dumps(loads(checked.form))
    assert checked.form["rule"]["all"][0]["type"] == code
    again = check(read(sent(grown(dumps(checked.rule)))))
    assert again.rule == checked.rule


LEAF = st.sampled_from(
    [
        {"type": "age_window", "max_years": 3},
        {"type": "region", "any_of": ["KR-11", "CN-11"]},
        {"type": "not_sanctioned"},
        {"type": "revenue", "min_amount": 10_000, "currency": "CNY"},
        {"type": "statement", "key": "in_person", "text": {"en": "In person?"}},
        {"type": "founder_age", "max_age": 0, "at": "2026-01-01", "quote": {"ko": "가", "en": "b"}},
        {"type": "sector", "any_of": ["robotics"], "source": "machine"},
    ]
)
RULE = st.recursive(
    LEAF,
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(part, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        part.map(lambda one: {"not": one}),
    ),
    max_leaves=8,
)


def outcomes_alike(rule):
    """Two forms of the same logic: an "all" around one rule changes nothing, nor does a single "any" in a "not". From inside out."""
    match rule:
        case {"all": parts}:
            parts = [outcomes_alike(part) for part in parts]
            return parts[0] if len(parts) == 1 else {"all": parts}
        case {"any": parts}:
            return {"any": [outcomes_alike(part) for part in parts]}
        case {"not": part}:
            inner = outcomes_alike(part)
            while len(inner.get("any", [])) == 1:
                [inner] = inner["any"]
            return {"not": inner}
    return rule


@given(RULE)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_rule_goes_through_the_page_and_comes_back_as_it_was(rule):
    form = {"version": 1, "rule": rule}

    checked = check(read(sent(grown(form))))

    assert checked.faults == {}
    assert outcomes_alike(dumps(checked.rule)["rule"]) == outcomes_alike(dumps(loads(form))["rule"])


def test_half_typed_words_outlive_every_button():
    tree = grown(TEMPLATES["early"].rule and {"rule": TEMPLATES["early"].rule})
    data = sent(tree)
    data["f-1-max_years"] = "three or so"

    for button in ("up:2", "down:2", "wrap:1", "add:0", "remove:3", "start:"):
        tree = read(data)
        apply(tree, button, {"new-0": "@any", "start": "deep_tech"})
        data = sent(tree)

    node, _parent = tree.find(1)
    assert node.one("max_years") == "three or so"


def test_moving_goes_into_a_neighbouring_group_and_out_at_its_edge():
    group = Node(2, "any", parts=[Node(3, "leaf", "not_sanctioned")])
    tree = Tree(Node(0, "all", parts=[Node(1, "leaf", "not_closed"), group]))

    apply(tree, "down:1", {})
    inside = [node.ident for node in group.parts]
    apply(tree, "up:1", {})

    assert (inside, [node.ident for node in tree.root.parts]) == ([1, 3], [1, 2])


def test_faults_stand_at_the_condition_and_the_field_they_belong_to():
    tree = grown(
        {
            "rule": {
                "all": [
                    {"type": "not_closed"},
                    {"any": [{"type": "age_window", "max_years": 7}, {"type": "region", "any_of": ["KR"]}]},
                ]
            }
        }
    )
    data = sent(tree)
    data["f-3-max_years"] = "0"
    data.setlist("f-4-any_of", [])
    data.appendlist("node", "9.0.not.")
    with override("en"):
        faults = check(read(data)).faults

    assert faults[3] == [("max_years", "0 is out of range. Enter 1 to 100.")]
    assert faults[4] == [("any_of", "Choose at least one.")]
    assert faults[9] == [("", "This group is empty. Add a condition, or take the group away.")]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "x",
        "1.2.3",
        "5.99.leaf.region",
        "5.0.leaf.nothing",
        "5.0.maybe.",
        "0.0.all.",
        "9999999.0.leaf.region",
        "-1.0.all.",
    ],
)
def test_a_form_that_no_page_sends_is_read_as_far_as_it_makes_sense(line):
    data = QueryDict(mutable=True)
    data.setlist("node", ["0.0.all.", line, "1.0.leaf.not_closed"])
    data.setlist("f-1-states", ["closed"])

    assert check(read(data)).faults == {}


def test_a_reading_that_was_changed_is_no_longer_the_machines():
    data = sent(grown(MACHINE))
    kept = write(read(data)).form["rule"]["all"][0]
    data["f-1-max_years"] = "5"
    changed = write(read(data)).form["rule"]["all"][0]

    assert (kept["source"], "source" in changed, changed["quote"]) == ("machine", False, {"ko": "창업 후 7년 이내"})


@pytest.mark.parametrize("key", list(TEMPLATES))
def test_every_rule_to_start_from_is_a_rule(key):
    tree = grown(None)
    apply(tree, "start:", {"start": key})

    assert check(read(sent(tree))).faults == {}


def test_small_counts_are_never_told():
    assert [rounded(count) for count in (0, 1, 4, 5, 7, 8, 398)] == [None, None, None, 5, 5, 10, 400]


@pytest.fixture
def desk(client, monkeypatch):
    monkeypatch.setattr("madang.core.clock.now", lambda: NOW)
    staff = as_staff()
    client.force_login(staff.person)
    return staff


def page_of(desk, call):
    with override("en"):
        return reverse("programmes:rule", args=[desk.institution.slug, call.public_id])


@pytest.mark.django_db
def test_saving_writes_the_rule_and_who_stands_for_it(client, desk):
    call = make_call(programme=make_programme(desk.institution))
    tree = grown(None)
    apply(tree, "add:0", {"new-0": "region"})
    data = sent(tree, version="1", do="save")
    data.setlist("f-1-any_of", ["KR-11"])

    saved = client.post(page_of(desk, call), data.urlencode(), content_type="application/x-www-form-urlencoded")

    call.refresh_from_db()
    assert saved.status_code == 302
    assert call.rule == {"version": 1, "rule": {"all": [{"type": "region", "any_of": ["KR-11"]}]}}
    assert (call.regions, call.version, call.rule_checked_at, call.rule_checked_by) == (["KR-11"], 2, NOW, desk.person)


@pytest.mark.django_db
def test_a_machines_reading_stays_marked_until_it_is_confirmed(client, desk):
    call = make_call(programme=make_programme(desk.institution), rule=MACHINE)
    data = sent(grown(MACHINE), version="1", do="save")
    headers = {"content_type": "application/x-www-form-urlencoded"}

    client.post(page_of(desk, call), data.urlencode(), **headers)
    call.refresh_from_db()
    before = call.rule_checked_at
    data["version"], data["do"] = str(call.version), "confirm"
    client.post(page_of(desk, call), data.urlencode(), **headers)

    call.refresh_from_db()
    assert (before, call.rule_checked_at, call.rule_checked_by) == (None, NOW, desk.person)
    assert "source" not in call.rule["rule"]["all"][0]


@pytest.mark.django_db
def test_an_older_page_shows_both_rules_and_saves_nothing(client, desk):
    call = make_call(programme=make_programme(desk.institution), rule=MACHINE, version=4)
    tree = grown(None)
    apply(tree, "add:0", {"new-0": "not_closed"})
    data = sent(tree, version="3", do="save")

    page = client.post(page_of(desk, call), data.urlencode(), content_type="application/x-www-form-urlencoded")

    call.refresh_from_db()
    text = page.content.decode()
    assert (page.status_code, call.rule, call.version) == (409, MACHINE, 4)
    assert "less than 7 years ago" in text
    assert 'value="1.0.leaf.not_closed"' in text
    assert 'name="version" value="4"' in text


@pytest.mark.django_db
def test_buttons_change_the_page_and_never_the_call(client, desk):
    call = make_call(programme=make_programme(desk.institution), rule=MACHINE)
    data = sent(grown(MACHINE), version="1", do="add:0")
    data["new-0"] = "headcount"

    page = client.post(page_of(desk, call), data.urlencode(), content_type="application/x-www-form-urlencoded")

    call.refresh_from_db()
    assert (page.status_code, 'name="f-2-min_people"' in page.content.decode(), call.rule) == (200, True, MACHINE)


@pytest.mark.django_db
def test_a_wrong_rule_is_refused_where_it_is_wrong(client, desk):
    call = make_call(programme=make_programme(desk.institution))
    tree = grown(None)
    apply(tree, "add:0", {"new-0": "age_window"})
    data = sent(tree, version="1", do="save")

    page = client.post(page_of(desk, call), data.urlencode(), content_type="application/x-www-form-urlencoded")

    call.refresh_from_db()
    assert (page.status_code, call.rule) == (422, None)
    assert "Fill in at least one of: At least (years), Less than (years)." in page.content.decode()


def test_dates_in_a_condition_come_back_as_days():
    form = {"version": 1, "rule": {"type": "age_window", "max_years": 7, "at": "2026-04-14"}}

    assert check(read(sent(grown(form)))).rule.of[0].at == date(2026, 4, 14)

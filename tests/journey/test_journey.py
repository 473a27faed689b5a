"""The thread is append-only, and every kind is said and documented."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction
from django.template.loader import get_template
from django.utils import translation

from madang.core.capacity import Capacity
from madang.institutions import facts as institution_facts
from madang.journey import thread
from madang.journey.log import KINDS, Fact, record
from madang.journey.models import Entry
from madang.startups import facts
from tests.factories.institutions import make_institution
from tests.factories.people import make_person
from tests.factories.startups import NOW, make_startup

ROOT = Path(__file__).parents[2]
# An app's kinds are known once its facts are read, whatever other tests have asked for before.
for app in ("applications", "matching", "programmes", "reviews"):
    import_module(f"madang.{app}.facts")
OURS = sorted(kind for kind in KINDS if kind.startswith(("startups.", "institutions.")))


def write(startup, year=2025, **more):
    return record(facts.FiguresAdded(year=year), startup=startup, by=None, at=NOW, **more)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [lambda rows: rows.update(kind="x"), lambda rows: rows._raw_delete("default")])
def test_a_line_can_be_neither_changed_nor_deleted(change):
    line = write(make_startup())

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        change(Entry.objects.filter(pk=line.pk))

    assert Entry.objects.get().payload == {"year": 2025}


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["journey_entry", "startups_startup"])
def test_the_thread_cannot_be_emptied_at_one_stroke_either(table):
    write(make_startup())

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come is not truncated
        cursor.execute("ALTER TABLE journey_entry ENABLE TRIGGER USER")  # the tests' own database has it off
        with pytest.raises(ProgrammingError, match="Cannot truncate journey_entry"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")

    assert Entry.objects.count() == 1


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_template_and_a_line_in_the_reference(kind):
    get_template(f"journey/{kind}.html")
    documented = re.findall(r"^\| `([a-z_.]+)` \|", (ROOT / "docs/reference/journey.md").read_text(), re.M)

    assert kind in documented


def test_the_reference_names_no_kind_that_is_gone():
    documented = re.findall(r"^\| `([a-z_.]+)` \|", (ROOT / "docs/reference/journey.md").read_text(), re.M)

    assert sorted(set(documented) - set(KINDS)) == []
    assert len(documented) == len(set(documented))


SAMPLES: list[Fact] = [
    facts.Registered(founding_type="pre_founder", country="KR"),
    facts.ProfileChanged(section="about", fields=("name",), edit=2),
    facts.MemberJoined(person=0, role="editor"),
    facts.MemberLeft(person=0, removed=True),
    facts.MemberLeft(person=0, removed=False),
    facts.RoleChanged(person=0, role="owner"),
    facts.Founded(founding_type="corporation", on=NOW.date()),
    facts.Incorporated(on=None),
    facts.OperationChanged(operation="closed"),
    facts.StageChanged(stage="seed"),
    facts.RoundClosed(round=1, stage="seed", amount=300_000_000, currency="KRW", on=NOW.date()),
    facts.IpAdded(property=1, ip_kind="patent", state="registered"),
    facts.ProductAdded(product=1),
    facts.FiguresAdded(year=2025),
    facts.PaperAdded(paper=1, document="pledge"),
    facts.Declared(key="own_share", answer=True),
    facts.Published(text_version="2026-11"),
    facts.Unpublished(),
    facts.SharingStarted(text_version="2026-11"),
    facts.SharingStopped(),
    facts.DocumentKept(file=1, document="business_plan"),
    facts.DocumentReplaced(file=2, before=1, document="business_plan"),
    facts.DocumentChanged(file=2, document="business_plan", fields=("issuer",)),
    facts.DocumentRemoved(file=2, document="business_plan"),
    facts.DocumentRestored(file=2, document="business_plan"),
    facts.AnswersKept(meanings=("pitch",), source="typed"),
    facts.AnswerRemoved(meaning="pitch", lang="en"),
    institution_facts.Opened(institution_kind="incubator"),
    institution_facts.ProfileChanged(fields=("name",), edit=2),
    institution_facts.FactStated(fact=1, confidence="read"),
    institution_facts.SiteAdded(site=1, region="KR-11"),
    institution_facts.AliasAdded(alias=1, alias_kind="misnomer"),
    institution_facts.ListingChanged(is_listed=False),
    institution_facts.MemberJoined(person=0, role="manager"),
    institution_facts.MemberLeft(person=0, removed=False),
    institution_facts.RoleChanged(person=0, role="viewer"),
]


def test_the_samples_leave_no_kind_out():
    assert sorted({sample.kind for sample in SAMPLES}) == OURS


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ko", "zh-hans", "en"])
def test_every_line_is_said_in_one_line_with_and_without_the_person(language):
    startup, person = make_startup(), make_person(name="Sample Joiner")
    for sample in SAMPLES:
        record(sample, startup=startup, by=None, at=NOW)
    named = record(facts.MemberJoined(person=person.pk, role="editor"), startup=startup, by=None, at=NOW)

    with translation.override(language):
        words = [line.say() for line in thread.timeline(startup, limit=50)]

    assert len(words) == len(SAMPLES) + 1
    assert [text for text in words if not text or "\n" in text] == []
    assert "Sample Joiner" in words[0]
    assert named.payload == {"person": person.pk, "role": "editor"}


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 20])
def test_a_timeline_costs_one_query_whatever_its_lines(rows, django_assert_num_queries):
    startup = make_startup()
    for year in range(2001, 2001 + rows):
        write(startup, year, institution=make_institution())

    with django_assert_num_queries(1):  # lines with their institution and actor
        lines = thread.timeline(startup)

    assert [line.fact["year"] for line in lines] == list(range(2000 + rows, 2000, -1))


@pytest.mark.django_db
def test_the_drawing_shows_the_last_seven_doors_the_newest_being_here():
    startup = make_startup()
    houses = [make_institution() for _ in range(9)]
    for house in houses:
        write(startup, institution=house)
    write(startup, institution=houses[3])  # passed again: its door moves to the end

    steps = thread.doors(startup)

    assert [str(step.title) for step in steps] == [str(h.name) for h in (*houses[2:3], *houses[4:], houses[3])]
    assert [step.state for step in steps] == ["past"] * 6 + ["now"]


@pytest.mark.django_db
def test_a_thread_without_doors_draws_nothing():
    startup = make_startup()
    write(startup)

    assert thread.doors(startup) == []


def test_a_fact_holds_plain_values_only():
    class Odd(Capacity):
        pass

    with pytest.raises(TypeError, match="plain values"):
        record(facts.StageChanged(stage=Odd), startup=None, by=None, at=NOW)  # type: ignore[arg-type]

"""The house is kept by machine: sizes, routes, migrations."""

import ast
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import path

from madang.core.checks import every_route_declares_its_policy

ROOT = Path(__file__).parents[2]
SOURCES = [
    file
    for folder in ("src", "tests", "benchmarks")
    for file in (ROOT / folder).rglob("*.py")
    if "migrations" not in file.parts
]


def test_no_file_is_longer_than_400_lines():
    long = {
        str(file.relative_to(ROOT)): lines for file in SOURCES if (lines := len(file.read_text().splitlines())) > 400
    }
    assert long == {}


def test_no_function_is_longer_than_50_lines():
    long = {
        f"{file.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 50
    }
    assert long == {}


def test_every_route_declares_its_policy():
    assert every_route_declares_its_policy() == []


class PlantedRoutes:
    urlpatterns = [path("planted", lambda request: None)]


@override_settings(ROOT_URLCONF=PlantedRoutes)
def test_a_planted_route_without_policy_is_reported():
    assert [error.id for error in every_route_declares_its_policy()] == ["madang.E001"]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# From the institutions up, a room named here writes, and no other: actions, what erasing empties (`holdings`), commands and samples.
WRITERS = {"actions", "holdings", "management", "migrations", "seeding"}
ROWS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
OF_A_MANAGER = {"create", "delete", "update"}
BELOW = {"core", "engines", "people", "journey"}


def writes(tree):
    """Lines that write rows: by a manager or what it was narrowed to, or by saving a row. An exact reading of the calls:
    `Model.objects…update(…)`, never a set's or a dictionary's `update`.
    """
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, owner, names = node.func.attr, node.func.value, set()
        while isinstance(owner, ast.Attribute | ast.Call | ast.Subscript):
            if isinstance(owner, ast.Attribute):
                names.add(owner.attr)
            owner = owner.func if isinstance(owner, ast.Call) else owner.value
        saved = {keyword.arg for keyword in node.keywords} & {"update_fields", "force_insert", "force_update"}
        if (
            name in ROWS
            or (name in OF_A_MANAGER and names & {"objects", "_default_manager"})
            or (name == "save" and saved)
        ):
            yield node.lineno


def test_only_actions_write():
    found = {
        f"{inside}:{line}"
        for file in (ROOT / "src" / "madang").rglob("*.py")
        if (inside := file.relative_to(ROOT / "src" / "madang")).parts[0] not in BELOW
        and not WRITERS & {inside.stem, *inside.parts[1:-1]}
        for line in writes(ast.parse(file.read_text()))
    }
    assert found == set()


@pytest.mark.parametrize(
    ("line", "writing"),
    [
        ("Startup.objects.filter(pk=1).update(name=2)", True),
        ("Startup._default_manager.create()", True),
        ("Startup.objects.filter(pk=1)[:3].delete()", True),
        ("startup.answers.bulk_create(rows)", True),
        ("startup.save(update_fields=['name'])", True),
        ("held.update(rows)", False),
        ("image.save(out, 'PNG')", False),
        ("Startup.objects.filter(pk=1).first()", False),
    ],
)
def test_a_planted_write_is_found(line, writing):
    assert list(writes(ast.parse(line))) == ([1] if writing else [])

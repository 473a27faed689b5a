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

"""What is written about the house is true of it."""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from django.template.loader import get_template

from madang.config import cli
from madang.config.api import api
from madang.journey.log import KINDS
from madang.street.sample.institutions import read as sample

from . import settings_page

ROOT = Path(__file__).parents[2]
DOCS = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
WRITTEN = "\n".join(file.read_text() for file in DOCS)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_the_page_of_settings_is_what_the_code_knows():
    assert settings_page.PAGE.read_text() == settings_page.page()


@pytest.mark.parametrize("target", re.findall(r"^# ([a-z0-9]+):  ", (ROOT / "Makefile").read_text(), re.MULTILINE))
def test_every_make_target_stands_in_the_documents(target: str):
    assert re.search(rf"\bmake {target}\b", WRITTEN)


@pytest.mark.parametrize("word", sorted({*cli.OWN, "import", "check"}))
def test_every_command_stands_in_the_documents(word: str):
    assert re.search(rf"\bmadang {word}\b", WRITTEN)


def test_every_kind_of_the_journey_is_told_of_and_has_its_line():
    page = (ROOT / "docs/reference/journey.md").read_text()
    kinds = [kind for kind, fact in KINDS.items() if fact.__module__.startswith("madang.")]

    assert [kind for kind in kinds if f"`{kind}`" not in page] == []
    assert all(get_template(f"journey/{kind}.html") for kind in kinds)
    assert len(kinds) > 30


def test_every_operation_of_the_api_stands_in_its_page():
    page = (ROOT / "docs/reference/api.md").read_text()
    paths = {path.replace("/api/v1", "") for path in api.get_openapi_schema()["paths"]}
    told = re.sub(r"/api/v1", "", page)

    assert sorted(path for path in paths if path not in told) == []


def test_the_readme_leads_to_every_guide_and_every_reference():
    readme = (ROOT / "README.md").read_text()
    pages = [
        str(file.relative_to(ROOT)) for room in ("guide", "reference") for file in (ROOT / "docs" / room).glob("*.md")
    ]

    assert [page for page in sorted(pages) if f"]({page})" not in readme] == []


def test_every_login_of_the_sample_stands_in_the_first_steps():
    page = (ROOT / "docs/guide/first-steps.md").read_text()

    assert [login["name"] for login in sample("tour")["logins"] if f"`{login['name']}`" not in page] == []


def test_every_command_of_an_engine_stands_in_the_page_of_commands():
    page = (ROOT / "docs/reference/commands.md").read_text()
    engines = sorted(file.parent.name for file in (ROOT / "src/madang/engines").glob("*/__main__.py"))

    assert [name for name in engines if f"madang.engines.{name} " not in page] == []


def test_decisions_are_numbered_once():
    numbers = Counter(file.name[:4] for file in (ROOT / "docs/adr").glob("*.md"))

    assert {number: n for number, n in numbers.items() if n > 1 or not number.isdecimal()} == {}


def test_links_between_documents_lead_somewhere():
    lost = [
        f"{file.name}: {link}"
        for file in DOCS
        for link in LINK.findall(file.read_text())
        if not (file.parent / link).exists()
    ]

    assert lost == []


def test_no_file_names_a_machine_or_a_registry():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    machine = re.compile(r"/(?:root|work)/(?:\.|main|shared)|https?://[^\s\"']*(?:artifactory|nexus|devpi|/simple/)")
    files = [
        ROOT / name
        for name in listed
        if name and Path(name).suffix in {".py", ".md", ".toml", ".txt", ".in", ".sh", ".yml", ".html", ""}
    ]
    named = [
        str(file.relative_to(ROOT))
        for file in files
        if file.is_file() and machine.search(file.read_text(errors="replace"))
    ]

    assert [name for name in named if name != "tests/house/test_docs.py"] == []

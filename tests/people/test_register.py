"""The field register: nothing personal that nobody answers for."""

from pathlib import Path

import pytest
from django.conf import settings

from madang.people import register


@pytest.mark.parametrize(
    "app",
    [
        "audit",
        "people",
        "institutions",
        "startups",
        "journey",
        "programmes",
        "matching",
        "applications",
        "reviews",
        "street",
    ],
)
def test_every_field_of_every_model_is_judged(app: str) -> None:
    assert [name for name in register.missing() if name.startswith(f"{app}.")] == []


def test_no_app_is_left_out_of_the_test_above() -> None:
    assert set(register.madang_apps()) == {
        "core",
        "audit",
        "people",
        "institutions",
        "startups",
        "journey",
        "programmes",
        "matching",
        "applications",
        "reviews",
        "street",
    }
    assert [name for name in register.missing() if name.startswith("core.")] == []


def test_no_register_names_a_field_that_is_gone() -> None:
    assert register.unknown() == []


def test_a_planted_field_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "_declared", lambda app, name: [])

    assert "people.Person.email" in register.missing()


def test_the_document_is_what_the_registers_say() -> None:
    written = Path(settings.BASE_DIR) / "docs" / "reference" / "personal-data.md"

    assert written.read_text(encoding="utf-8") == register.document(), "run: madang personal_data --write"

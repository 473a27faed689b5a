"""The field register: each field that says something about a person, with why it is held, who sees it and how long.

Every app lists its own in `privacy.py`: `FIELDS` (personal) and `NOT_PERSONAL` (models as "app.Model" or fields as
"app.Model.field"). A field of a Madang model that is in neither fails a test; `madang personal_data` prints what is missing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Literal

from django.apps import apps
from django.db import models

Audience = Literal["self", "members", "staff", "operator", "everyone", "nobody"]

AUDIENCES: dict[Audience, str] = {
    "self": "the person alone",
    "members": "people of the same startup or desk",
    "staff": "staff of institutions concerned",
    "operator": "the operator of the street",
    "everyone": "anyone, by consent",
    "nobody": "no page shows it",
}


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One field, as "app.Model.field"; purpose and retention are one plain sentence each."""

    field: str
    purpose: str
    audience: tuple[Audience, ...]
    retention: str


def madang_apps() -> list[str]:
    return sorted(config.label for config in apps.get_app_configs() if config.name.startswith("madang."))


def fields() -> list[PersonalField]:
    """All registered personal fields, by app and name."""
    return sorted((entry for app in madang_apps() for entry in _declared(app, "FIELDS")), key=lambda entry: entry.field)


def missing() -> list[str]:
    """Fields of Madang's models that nobody has judged: neither personal nor declared not to be."""
    personal = {entry.field for entry in fields()}
    harmless = {name for app in madang_apps() for name in _declared(app, "NOT_PERSONAL")}
    return [
        name
        for model in _models(madang_apps())
        for name in _names(model)
        if name not in personal and name not in harmless and name.rpartition(".")[0] not in harmless
    ]


def unknown() -> list[str]:
    """Names in a register that no model has any more."""
    named = {entry.field for entry in fields()} | {
        name for app in madang_apps() for name in _declared(app, "NOT_PERSONAL")
    }
    there = {name for model in apps.get_models() for name in (model._meta.label, *_names(model))}
    return sorted(named - there)


def document() -> str:
    """`docs/reference/personal-data.md`."""
    lines = [
        "# Personal data",
        "",
        "What Madang holds about people, field by field. Made by `madang personal_data --write` from each app's `privacy.py`;",
        "a field that is in no register fails a test.",
        "",
        "| field | purpose | who sees it | kept |",
        "|---|---|---|---|",
    ]
    for entry in fields():
        seen = ", ".join(AUDIENCES[audience] for audience in entry.audience)
        lines.append(f"| `{entry.field}` | {entry.purpose} | {seen} | {entry.retention} |")
    return "\n".join(lines) + "\n"


def _declared(app: str, name: str) -> Iterable:  # type: ignore[type-arg]
    path = f"{apps.get_app_config(app).name}.privacy"
    return getattr(import_module(path), name, ()) if find_spec(path) else ()


def _models(labels: Iterable[str]) -> Iterator[type[models.Model]]:
    """Concrete models, but for the history of others: a history row is judged with the row it copies."""
    for label in labels:
        for model in apps.get_app_config(label).get_models():
            if not hasattr(model, "pgh_tracked_model"):
                yield model


def _names(model: type[models.Model]) -> list[str]:
    """Concrete fields as "app.Model.field"; a surrogate key says nothing of anyone."""
    return [
        f"{model._meta.label}.{field.name}"
        for field in model._meta.concrete_fields
        if not (field.primary_key and isinstance(field, models.AutoField))
    ]

"""Two people at one form: noticing that a row moved while a form was open, so that nobody overwrites another unseen."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from .policy import Refused
from .text import Text


class Stale(Refused):
    """Someone saved meanwhile what this form would overwrite. `changed` maps field names to what is saved now.

    Nothing was written: show the person their own text with these values beside it, and the new version to try again.
    """

    def __init__(self, changed: Mapping[str, Any], version: int = 0) -> None:
        super().__init__(_("Someone else saved this meanwhile. Nothing is lost: compare, then save again."))
        self.changed = dict(changed)
        self.version = version


def reopened(data: Mapping[str, Any], **hidden: str) -> Mapping[str, Any]:
    """What a form was sent with other hidden values: to show the same input again as if the form had been opened now."""
    copied = data.copy() if isinstance(data, MultiValueDict) else dict(data)
    for name, value in hidden.items():
        copied[name] = value
    return copied


def fingerprint(row: models.Model) -> str:
    """A short mark of what a row holds, for a form to hand back: another mark means that someone saved meanwhile."""
    held = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    plain = {name: _plain(value) for name, value in held.items()}
    return hashlib.sha256(json.dumps(plain, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if isinstance(value, FieldFile):
        return value.name
    return value.to_json() if isinstance(value, Text) else value


def refuse_stale(row: Any, changes: Mapping[str, Any], version: int) -> None:
    """Raise `Stale` if a field of `changes` moved since `version`. The row counts versions and keeps its history (`events`)."""
    if version == row.version:
        return
    seen = row.events.filter(version=version).order_by("-pgh_id").first()
    before = {name: getattr(seen, name) for name in changes} if seen else {}
    clash = {name: getattr(row, name) for name in changes if not seen or before[name] != getattr(row, name)}
    if clash:
        raise Stale(clash, row.version)

"""What an application says, as bytes anybody can make again: the content hash on a receipt."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any as Anything

from .checking import visible
from .definition import Form
from .writing import canonical, digest


def content(form: Form, answers: Mapping[str, Anything], files: Mapping[str, str] | None = None) -> dict[str, Anything]:
    """The canonical content: digest of the form, the answers that are shown, and the hash of every file.

    `answers` are canonical values by question id; one that is hidden by a condition or empty is left out. `files`: what
    the files hold that no answer names (document id to SHA-256 in hex); those in answers carry their own hash.
    """
    return {
        "form": digest(form),
        "answers": {name: answers[name] for name in visible(form, answers) if answers.get(name) is not None},
        "files": dict(files or {}),
    }


def content_hash(form: Form, answers: Mapping[str, Anything], files: Mapping[str, str] | None = None) -> str:
    """SHA-256 of the canonical content as 64 hex digits: the same whatever the order of keys.

    Raises ValueError or TypeError where an answer is no JSON value (NaN, say); canonical answers always are.
    """
    return sha256(canonical(content(form, answers, files))).hexdigest()

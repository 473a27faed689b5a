"""What went wrong, as every refusal of the API says it: one shape, a stable code, words in the reader's language."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from madang.core.policy import Reason


class FieldProblem(Schema):
    """One thing wrong in the input."""

    field: str = Field(description="Where: `query.limit`, `body.facts.opened_on`.", examples=["query.limit"])
    code: str = Field(description="Stable word for programs.", examples=["less_than_equal"])
    detail: str = Field(description="What is wrong, in the reader's language.", examples=["The most is 100."])


class Problem(Schema):
    """Every refusal."""

    detail: str = Field(description="For people, in the reader's language: what is wrong and how to mend it.")
    code: str = Field(description="For programs; stable.", examples=["not_found"])
    field: str | None = Field(None, description="The parameter or body field it is about, when it is about one.")
    errors: list[FieldProblem] = Field([], description="422 only: everything wrong in the input, the first one above.")


class Conflict(Problem):
    """Someone else saved meanwhile. Nothing was written."""

    version: int = Field(description="The version that is saved now.", examples=[13])
    changed: dict[str, Any] = Field(description="What is saved now in the fields you wanted to write.")


# What each status means wherever it is answered. docs/reference/api.md holds the same table.
MEANING: Final[Mapping[int, str]] = {
    400: "The request cannot be read: broken JSON, a cursor that is not ours, a NUL character.",
    401: "The token is missing, wrong, expired or revoked.",
    403: "The token's scopes are too small, or your role may not do this; `detail` says which.",
    404: "There is no such thing, or it is not yours: the two are answered alike.",
    405: "This address does not know the method; `Allow` names those it knows.",
    409: "Someone else saved meanwhile; nothing was written.",
    412: "`If-Match` names another state than the present one; nothing was written.",
    413: "The body is larger than 256 KiB.",
    415: "The body is not `application/json`.",
    422: "The input was read but does not make sense; `errors` names every field.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    500: "Our fault. It has been logged.",
}


class ApiError(Exception):
    """Raised anywhere below an operation; becomes a `Problem` with this status."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: Reason,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.headers = headers or {}
        self.body = {"detail": str(detail), "code": code, "field": field, "errors": [], **more}


# Words for the ways pydantic refuses. `{…}` come from its context. A way not listed gets the last, plain sentence.
_TEXTS: Final[Mapping[str, Reason]] = {
    "missing": _("This is missing. Add it."),
    "extra_forbidden": _("This is not known here. Remove it or check its spelling."),
    "unknown_parameter": _("This is not known here. Remove it or check its spelling."),
    "greater_than_equal": _("The least is {ge}."),
    "less_than_equal": _("The most is {le}."),
    "string_too_long": _("This is too long: at most {max_length} characters."),
    "string_too_short": _("This is too short: at least {min_length} characters."),
    "too_long": _("These are too many: at most {max_length}."),
    "too_short": _("These are too few: at least {min_length}."),
    "string_type": _("Text belongs here."),
    "int_type": _("A whole number belongs here."),
    "int_parsing": _("A whole number belongs here."),
    "int_from_float": _("A whole number belongs here."),
    "bool_type": _("Write true or false."),
    "list_type": _("A list belongs here."),
    "dict_type": _("An object belongs here."),
    "model_attributes_type": _("An object belongs here."),
    "model_type": _("An object belongs here."),
    "date_from_datetime_parsing": _("Enter a date as YYYY-MM-DD."),
    "date_parsing": _("Enter a date as YYYY-MM-DD."),
    "date_type": _("Enter a date as YYYY-MM-DD."),
    "literal_error": _("Choose one of: {expected}."),
    "unknown_code": _("“{value}” is not in the list. GET /api/v1/terms gives every code."),
    "url": _("Enter a web address that begins with https:// or http://."),
    "empty": _("Please write this in at least one language."),
}
_OTHER: Final = _("This cannot be used here.")


def from_validation(errors: list[dict[str, Any]]) -> dict[str, Any]:
    """The body of a 422 from ninja's list of what pydantic refused; at most 50 are told."""
    found = [_told(error) for error in errors[:50]]
    return {"detail": found[0]["detail"], "code": "invalid", "field": found[0]["field"], "errors": found}


def _told(error: Mapping[str, Any]) -> dict[str, str]:
    source, *path = [str(part) for part in error["loc"]]
    # ninja puts the argument's name between the source and the field; readers know only the field.
    where = ".".join([source, *(path[1:] if len(path) > 1 and source == "body" else path)])
    words = _TEXTS.get(error["type"], _OTHER)
    return {"field": where[:200], "code": error["type"], "detail": str(words).format(**error.get("ctx", {}))}

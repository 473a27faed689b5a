"""Registration numbers: how they are written, and whether one looks mistyped. A warning never blocks: real numbers break the rule."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError
from stdnum.kr import brn

from madang.core.policy import Reason

NUMBERS: Final = ("business_number", "corporate_number", "credit_code")
_SEPARATORS: Final = re.compile(r"[\s\-‐-―−.·]+")


def compact(typed: str) -> str:
    """A number without spaces, dashes and full-width forms, letters in upper case: what two entries are compared by."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper()


def normalise(field: str, typed: str) -> str:
    """The usual way of writing a number of this field: 123-45-67890, 110111-1234567, 91110108MA01ABCDE0."""
    number = compact(typed)
    if field == "business_number" and re.fullmatch(r"\d{10}", number):
        return f"{number[:3]}-{number[3:5]}-{number[5:]}"
    if field == "corporate_number" and re.fullmatch(r"\d{13}", number):
        return f"{number[:6]}-{number[6:]}"
    return number


def warning(field: str, number: str) -> Reason | None:
    """What looks wrong with a number, to show beside its field once it is saved; None when nothing does.

    python-stdnum checks the parts of a business number and the last character of a credit code. A corporate number is
    only counted: its check digit is no longer given out by the rule that older numbers follow.
    """
    if not number:
        return None
    plain = compact(number)
    match field:
        case "business_number":
            return _checked(
                brn,
                plain,
                _(
                    "This does not fit the usual pattern of 10 digits. Please compare it with the registration certificate."
                ),
            )
        case "credit_code":
            return _checked(
                uscc,
                plain,
                _("This does not fit the usual pattern of 18 characters. Please compare it with the business licence."),
            )
        case "corporate_number" if not re.fullmatch(r"\d{13}", plain):
            return _("This does not have 13 digits. Please compare it with the company register.")
    return None


def warnings(numbers: Mapping[str, str]) -> dict[str, Reason]:
    """The warnings of several fields, by field; fields without one are left out."""
    found = {field: warning(field, numbers.get(field, "")) for field in NUMBERS}
    return {field: text for field, text in found.items() if text}


def _checked(module: object, number: str, text: Reason) -> Reason | None:
    try:
        module.validate(number)  # type: ignore[attr-defined]
    except ValidationError:
        return text
    return None

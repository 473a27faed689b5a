"""Texts that follow a form of their own: addresses, telephone numbers, numbers of registers."""

import re
from typing import Final

from stdnum.cn import uscc
from stdnum.kr import brn

_EMAIL: Final = re.compile(
    r"[^\s@<>\"(),:;\[\]\\]{1,64}@(?:[^\s@.<>\"(),:;\[\]\\]{1,63}\.)+[^\s@.\d<>\"(),:;\[\]\\]{2,63}"
)
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ().\-]{5,24}[0-9]")
_CORPORATE: Final = re.compile(r"\d{6}-?\d{7}")


def keeps_format(text: str, style: str) -> bool:
    """Whether a cleaned text keeps one of `definition.FORMATS`; register numbers with their check digits.

    Korean corporate registration numbers are taken by their shape alone: since 2025 they carry no check digit.
    """
    match style:
        case "email":
            return len(text) <= 254 and _EMAIL.fullmatch(text) is not None
        case "phone":
            return _PHONE.fullmatch(text) is not None
        case "business_number":
            return bool(brn.is_valid(text))
        case "corporate_number":
            return _CORPORATE.fullmatch(text) is not None
        case "credit_code":
            return bool(uscc.is_valid(text))
        case _:
            return True

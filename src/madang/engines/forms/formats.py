"""Texts that follow a form of their own: addresses, telephone numbers, numbers of registers."""

import re
import unicodedata
from typing import Final

_SHAPES: Final = {
    "email": re.compile(
        r"[^\s@<>\"(),:;\[\]\\]{1,64}@(?:[^\s@.<>\"(),:;\[\]\\]{1,63}\.){1,8}[^\s@.\d<>\"(),:;\[\]\\]{2,63}"
    ),
    "phone": re.compile(r"\+?[0-9][0-9 ().\-]{5,24}[0-9]"),
    "business_number": re.compile(r"\d{3}-?\d{2}-?\d{5}", re.ASCII),
    "corporate_number": re.compile(r"\d{6}-?\d{7}", re.ASCII),
    "credit_code": re.compile(r"[0-9A-Z]{18}"),
}
_LONGEST: Final = 254


def folded(text: str) -> str:
    """Full-width letters and digits made plain, as addresses and numbers are meant; codes in capitals stay as they are."""
    return unicodedata.normalize("NFKC", text) if len(text) <= _LONGEST else text


def keeps_format(text: str, style: str) -> bool:
    """Whether a cleaned text keeps one of `definition.FORMATS`.

    Numbers of registers are taken by their shape alone: a real one that breaks the usual check digit must not keep
    anybody from handing in.
    """
    shape = _SHAPES.get(style)
    return shape is None or (len(text) <= _LONGEST and shape.fullmatch(text) is not None)

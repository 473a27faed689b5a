"""Numbers without loss: decimals in and out, fractions between, one way of rounding."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Literal

from pydantic import BeforeValidator

MOST = Decimal(10) ** 9
MOST_DECIMALS = 9

Rounding = Literal["up", "down", "half_up"]


def number(value: object) -> Decimal:
    """A decimal from what JSON or Python give; a float is read as it is written (0.1 is one tenth).

    Raises
    ------
    ValueError : not a finite number, beyond ±10⁹, or with more than nine decimals.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError("a number belongs here")
    try:
        read = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError("a number belongs here") from None
    if not read.is_finite() or abs(read) > MOST:
        raise ValueError(f"the number must lie within ±{MOST:,}")
    if isinstance(exponent := read.normalize().as_tuple().exponent, int) and exponent < -MOST_DECIMALS:
        raise ValueError(f"at most {MOST_DECIMALS} decimals can be kept")
    return read


Number = Annotated[Decimal, BeforeValidator(number)]


def half_up(value: Fraction, decimals: int) -> Decimal:
    """The nearest decimal with so many places; a half goes away from zero (2.345 to 2.35, -2.345 to -2.35).

    Exact: no binary float and no finite precision stands between the value and its rounding.
    """
    size = floor(abs(value) * 10**decimals + Fraction(1, 2))
    return Decimal(_placed(-size if value < 0 else size, decimals))


def _placed(size: int, decimals: int) -> str:
    """A whole number with its point moved to the left; by text, as Decimal's own shift would round to 28 digits."""
    digits = str(abs(size)).rjust(decimals + 1, "0")
    sign = "-" if size < 0 else ""
    return f"{sign}{digits[: len(digits) - decimals]}.{digits[len(digits) - decimals :]}".rstrip(".")


def whole(value: Fraction, rounding: Rounding) -> int:
    """A count from a share of places, rounded as the call says."""
    match rounding:
        case "up":
            return ceil(value)
        case "down":
            return floor(value)
        case "half_up":
            return floor(value + Fraction(1, 2))


def shown(value: Fraction | Decimal | int) -> str:
    """The exact value as text: a finite decimal (`81.125`), else a fraction in lowest terms (`245/3`)."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"
    fraction = Fraction(value)
    top, rest = fraction.numerator, fraction.denominator
    shift = 0
    while rest % 10 == 0:
        rest //= 10
        shift += 1
    for factor, partner in ((2, 5), (5, 2)):
        while rest % factor == 0:
            rest //= factor
            top *= partner
            shift += 1
    if rest != 1:
        return f"{fraction.numerator}/{fraction.denominator}"
    text = _placed(top, shift)
    return text.rstrip("0").rstrip(".") if "." in text else text

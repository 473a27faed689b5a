"""Registration numbers that pass the published check-digit rules and yet can belong to nobody.

Rules: the weights of the Korean tax office and court register, GB 32100-2015 for China. Offices 999 (tax) and 0000
(court register) and region 000000 (China) are given to no one.
"""

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def business_number(serial: int) -> str:
    """A Korean business registration number, ten digits: 999-81-… ."""
    digits = f"99981{serial:04d}"
    weights = (1, 3, 7, 1, 3, 7, 1, 3, 5)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) + int(digits[8]) * 5 // 10
    return digits + str((10 - total % 10) % 10)


def corporate_number(serial: int) -> str:
    """A Korean corporate registration number, thirteen digits: 000011-… ."""
    digits = f"000011{serial:06d}"
    total = sum(int(digit) * (1 + index % 2) for index, digit in enumerate(digits))
    return digits + str((10 - total % 10) % 10)


def credit_code(serial: int) -> str:
    """A Chinese unified social credit code, eighteen signs: 91000000… ."""
    digits = f"91000000MA{serial:07d}"
    total = sum(_USCC.index(sign) * weight for sign, weight in zip(digits, _USCC_WEIGHTS, strict=True))
    return digits + _USCC[(31 - total % 31) % 31]

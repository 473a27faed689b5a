"""Which documents most calls ask for, and for how long one is usually taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Asked:
    """A document most calls ask for. `share`: in how many of 100 calls; `founded`: a startup has it only once it is founded;
    `ours`: only where there is something to show, so that lacking it is no gap.
    """

    kind: str
    share: int
    founded: bool = False
    ours: bool = False


# Shares: papers named in 274 Korean support calls of spring 2026, by keyword. The application form itself (83) is written
# on the street, so it is not among them.
NINE: Final = (
    Asked("business_registration", 73, founded=True),
    Asked("local_tax", 55),
    Asked("privacy_consent", 45),
    Asked("patent_certificate", 38, ours=True),
    Asked("financial_statements", 36, founded=True),
    Asked("pledge", 36),
    Asked("national_tax", 35),
    Asked("business_plan", 32),
    Asked("insurance_list", 27, founded=True),
)


@dataclass(frozen=True, slots=True)
class Usual:
    """For how many days after its issue a document is usually taken. `source`: "usage", no law: a call's own words go first."""

    days: int
    source: str = "usage"


# What calls and offices commonly accept; a date printed on the paper itself always goes first.
USUAL: Final[Mapping[str, Usual]] = {
    "national_tax": Usual(30),
    "local_tax": Usual(30),
    "insurance_list": Usual(30),
    "corporate_register": Usual(90),
    "shareholder_list": Usual(90),
    "quotation": Usual(90),
    "sme_certificate": Usual(365),
    "financial_statements": Usual(365),
    "venture_certificate": Usual(3 * 365),
}


def usual_end(kind: str, issued_on: date | None) -> date | None:
    """The last day a document of this kind is usually taken; None without a day of issue or a usage."""
    usual = USUAL.get(kind)
    return issued_on + timedelta(days=usual.days) if usual and issued_on else None

"""The papers a call asks for, as often as the 274 measured calls ask for them, and whom to ask."""

from random import Random

from madang.engines.taxonomy import DOCUMENTS

from .conditions import Condition
from .institutions import read
from .records import Contact, DocumentAsked, Institution, Words
from .wording import split

# kind of paper, share of calls that ask for it, days within which it must have been issued
ALWAYS = ("application_form",)
USUAL = (
    ("business_plan", 0.78, None),
    ("business_registration", 0.83, None),
    ("corporate_register", 0.28, 90),
    ("privacy_consent", 0.6, None),
    ("pledge", 0.36, None),
    ("financial_statements", 0.36, None),
    ("insurance_list", 0.27, 30),
    ("credit_consent", 0.2, None),
    ("sme_certificate", 0.18, None),
    ("bank_account", 0.15, None),
    ("quotation", 0.1, None),
    ("shareholder_list", 0.05, 30),
)
NOT_YET = {
    "business_registration",
    "corporate_register",
    "financial_statements",
    "insurance_list",
    "sme_certificate",
    "shareholder_list",
}


def asked(rng: Random, kind: str, stage: str, conditions: list[Condition], *, talk: bool) -> tuple[DocumentAsked, ...]:
    """The papers of one call: proof of what its rule asks, and the usual ones."""
    kinds = [str(c.leaf.get("type", "")) for c in conditions]
    found: dict[str, tuple[bool, int | None]] = dict.fromkeys(ALWAYS, (True, None))
    for paper, share, days in USUAL:
        if rng.random() < share and not (stage == "pre_founding" and paper in NOT_YET):
            found[paper] = (True, days)
    if "no_arrears" in kinds:
        found["national_tax"] = found["local_tax"] = (True, rng.choice((30, 30, 30, 15)))
    if "intellectual_property" in kinds or rng.random() < 0.22:
        found["patent_certificate"] = ("intellectual_property" in kinds, None)
    if any(c.leaf.get("any_of") == ["venture"] for c in conditions):
        found["venture_certificate"] = (True, None)
    if talk and rng.random() < 0.4:
        found["pitch_deck"] = (True, None)
    if stage == "pre_founding" or kind == "event":
        found["identity"] = (True, None)
    return tuple(_paper(paper, required, days) for paper, (required, days) in found.items())


def _paper(kind: str, required: bool, days: int | None) -> DocumentAsked:
    term = DOCUMENTS[kind]
    words = Words(ko=term.ko, zh=term.zh, en=term.en, source="ko")
    return DocumentAsked(kind=kind, name=words, required=required, valid_days=days)


def contact(rng: Random, door: Institution) -> Contact:
    """A desk of the institution; numbers begin with 000, which no exchange has."""
    desk = split(rng.choice(read("lead")["desks"]["all"]))
    prefix = "02" if door.city == "Seoul" else "010"
    return Contact(
        desk=Words(ko=desk.ko, zh=desk.zh, en=desk.en, source="ko" if door.city == "Seoul" else "zh"),
        email=f"{door.slug}-desk{rng.randint(1, 4)}@example.test",
        phone=f"{prefix}-000-{rng.randint(100, 9999):04d}",
    )

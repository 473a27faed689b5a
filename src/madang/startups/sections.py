"""The profile's sections, in the order people fill them in: which fields and lists each holds, and which facts it settles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from madang.core.policy import Reason
from madang.engines.eligibility import Facts
from madang.engines.eligibility.lists import ARREARS

from .models import Startup
from .rules import facts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`fields` are columns of `Startup`, `lists` related names, `confirms` lists one may declare complete.

    `facts` are the keys of `engines.eligibility.Facts` that the section answers: an unknown one may hold a call back.
    """

    key: str
    title: Reason
    lead: Reason
    fields: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    confirms: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


_ALL: Final = (
    Section(
        key="about",
        title=_("Introduction"),
        lead=_("What people read first, in the languages you have."),
        fields=("name", "summary", "website"),
    ),
    Section(
        key="business",
        title=_("Business registration"),
        lead=_("Most calls count a firm's age from these dates."),
        fields=(
            "country",
            "business_number",
            "corporate_number",
            "credit_code",
            "opened_on",
            "incorporated_on",
            "size",
        ),
        facts=("opened_on", "incorporated_on", "size"),
    ),
    Section(
        key="place",
        title=_("Locations"),
        lead=_("Where the head office stands decides many regional calls."),
        fields=("region", "lab_region"),
        confirms=("sites",),
        facts=("head_office", "sites"),
    ),
    Section(
        key="field",
        title=_("Sectors and certificates"),
        lead=_("Choose the narrowest that fits; the wider ones count with it."),
        fields=("sectors", "certificates"),
        confirms=("certificates",),
        facts=("sectors", "certificates"),
    ),
    Section(
        key="founders",
        title=_("Founders"),
        lead=_("Calls for young, woman or student founders ask about the representatives."),
        lists=("founders",),
        confirms=("businesses",),
        facts=("representatives", "founder_home", "businesses"),
    ),
    Section(
        key="figures",
        title=_("Revenue and people"),
        lead=_("One row a financial year."),
        lists=("figures",),
        facts=("revenues", "headcount"),
    ),
    Section(
        key="investment",
        title=_("Investment"),
        lead=_("The stage you are at, and each round you closed."),
        fields=("investment_stage",),
        lists=("rounds",),
        confirms=("rounds",),
        facts=("investment_round", "raised"),
    ),
    Section(
        key="rights",
        title=_("Intellectual property"),
        lead=_("Filed and registered rights; rules count the registered ones."),
        lists=("properties",),
        confirms=("properties",),
        facts=("intellectual_property",),
    ),
    Section(
        key="products",
        title=_("Products"),
        lead=_("What you make or offer. It stands on the public page, if you show one."),
        lists=("products",),
    ),
    Section(
        key="record",
        title=_("Record with public programmes"),
        lead=_(
            "What most calls exclude for: money owed, support already received, bars. Only you and your team see this."
        ),
        lists=("standings", "supports", "sanctions"),
        confirms=("supports", "sanctions"),
        facts=("arrears", "supports", "sanctions"),
    ),
    Section(
        key="papers",
        title=_("Documents"),
        lead=_(
            "Which certificates you hold, and until when they are valid. Files under “Documents” are listed by themselves."
        ),
        lists=("papers",),
        confirms=("papers",),
        facts=("documents",),
    ),
)
SECTIONS: Final[Mapping[str, Section]] = {section.key: section for section in _ALL}
SECTION_OF_LIST: Final[Mapping[str, Section]] = {name: section for section in _ALL for name in section.lists}

CONFIRM_LABELS: Final[Mapping[str, Reason]] = {
    "sites": _("There is no branch, factory or other laboratory."),
    "certificates": _("We hold no other certificate of this list."),
    "businesses": _("The representatives have no other business, now or before, beyond those listed."),
    "rounds": _("The list of rounds is complete."),
    "properties": _("The list of rights is complete."),
    "supports": _("The list of support received is complete."),
    "sanctions": _("The list of bars is complete; if it is empty, there is none."),
    "papers": _("The list of documents is complete."),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a section is: `missing` holds the fact keys nobody knows yet (`engines.eligibility.fact_label` names them)."""

    section: Section
    known: int
    asked: int
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return self.known == self.asked


def progress_of(startup: Startup, facts: Facts | None = None) -> list[Progress]:
    """Each section with what it settles and what it leaves open. Asks no query if `with_profile()` was used.

    A fact that does not apply (the incorporation date of a sole trader) is not asked.
    """
    facts = facts or facts_of(startup)
    return [_progress(startup, section, facts) for section in _ALL]


def _progress(startup: Startup, section: Section, facts: Facts) -> Progress:
    if section.key == "about":
        parts = [bool(startup.name), bool(startup.summary)]
        return Progress(section, sum(parts), len(parts), ())
    if section.key == "products":
        return Progress(section, int(bool(startup.products.all())), 1, ())
    asked = list(_asked(section, startup))
    missing = tuple(key for key in asked if not _is_known(key, facts))
    return Progress(section, len(asked) - len(missing), len(asked), missing)


def _asked(section: Section, startup: Startup) -> list[str]:
    skip: set[str] = set()
    match startup.founding_type:
        case Startup.Founding.PRE_FOUNDER:
            skip = {"opened_on", "incorporated_on", "size", "revenues", "headcount"}
        case Startup.Founding.SOLE_TRADER:
            skip = {"incorporated_on"}
        case Startup.Founding.CORPORATION:
            skip = {"opened_on"}
    return [
        full
        for key in section.facts
        if key not in skip
        for full in ([f"arrears.{kind}" for kind in ARREARS] if key == "arrears" else [key])
    ]


def _is_known(key: str, facts: Facts) -> bool:
    head, _dot, part = key.partition(".")
    value = getattr(facts, head)
    if head == "arrears":
        return part in value
    if head == "revenues":
        return bool(value)
    if head == "representatives":
        return bool(value) and all(one.born for one in value)
    return value is not None

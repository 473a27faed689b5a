"""What the profile answers by itself, as canonical answers of the library's questions. Reads what `whole` has fetched."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from madang.core.text import LANGUAGES, Text
from madang.engines.eligibility import Facts
from madang.startups.models import Founder, Startup, YearFigures
from madang.startups.rules import facts_of


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of the profile. `as_of` None: it has no day of its own and holds until the profile says otherwise."""

    value: Any
    lang: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What the readers read: the startup with its lists at hand, and what rules make of them."""

    startup: Startup
    facts: Facts
    today: date


Reader = Callable[[Profile], Iterable[Told]]


def profile_of(startup: Startup, today: date) -> Profile:
    """`startup` comes through `whole` or `with_profile()`; then no query is asked."""
    return Profile(startup, facts_of(startup), today)


def _column(name: str) -> Reader:
    return lambda profile: [Told(getattr(profile.startup, name) or None)]


def _words(name: str) -> Reader:
    return lambda profile: _spoken(getattr(profile.startup, name))


def _spoken(text: Text) -> list[Told]:
    """Each wording by its language; a machine's draft that nobody has read is no answer."""
    return [Told(words, lang) for lang, words in text if words and text.status(lang) != "machine"]


def _country(profile: Profile) -> list[Told]:
    country = profile.startup.country
    return [Told(country if country in ("KR", "CN") else "other")]


def _year_end(year: int, today: date) -> date:
    return min(date(year, 12, 31), today)


def _sum(amount: int | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else {"amount": str(amount), "currency": currency}


def _years(profile: Profile) -> list[YearFigures]:
    return sorted(profile.startup.figures.all(), key=lambda one: one.year)


def _yearly(profile: Profile) -> list[Told]:
    years = _years(profile)[-5:]
    rows = [
        {"year": str(one.year), "revenue": _sum(one.revenue, one.currency), "headcount": _figure(one.headcount)}
        for one in years
    ]
    return [Told(rows, as_of=_year_end(years[-1].year, profile.today))] if years else []


def _figure(number: int | None) -> str | None:
    return None if number is None else str(number)


def _headcount(profile: Profile) -> list[Told]:
    known = [one for one in _years(profile) if one.headcount is not None]
    return [Told(str(known[-1].headcount), as_of=_year_end(known[-1].year, profile.today))] if known else []


def _revenue(profile: Profile) -> list[Told]:
    """The last year that is over: revenue of the running year is not yet what a form asks for."""
    known = [one for one in _years(profile) if one.revenue is not None and one.year < profile.today.year]
    if not known:
        return []
    return [Told(_sum(known[-1].revenue, known[-1].currency), as_of=_year_end(known[-1].year, profile.today))]


def _raised(profile: Profile) -> list[Told]:
    raised = profile.facts.raised
    return [Told(_sum(int(raised.amount), raised.currency))] if raised else []


def _rounds(profile: Profile) -> list[Told]:
    rows = [
        {
            "closed_on": one.closed_on.isoformat(),
            "stage": one.stage,
            "investors": one.investors,
            "amount": _sum(one.amount, one.currency),
        }
        for one in sorted(profile.startup.rounds.all(), key=lambda one: (one.closed_on, one.pk))
    ]
    return [Told(rows)]


def _rights(profile: Profile) -> list[Told]:
    rows = [
        {
            "kind": one.kind,
            "state": one.state,
            "title": one.title,
            "number": one.number,
            "dated_on": one.dated_on.isoformat() if one.dated_on else None,
        }
        for one in sorted(profile.startup.properties.all(), key=lambda one: (one.dated_on or date.min, one.pk))
    ]
    return [Told(rows)]


def _supports(profile: Profile) -> list[Told]:
    rows = [
        {
            "year": str(one.year),
            "programme": one.programme,
            "institution": one.institution,
            "amount": _sum(one.amount, one.currency),
            "running": "yes" if one.is_running else "no",
        }
        for one in sorted(profile.startup.supports.all(), key=lambda one: (one.year, one.pk))
    ]
    return [Told(rows)]


def _product(profile: Profile) -> list[Told]:
    """The first product, by name, in each language it has one."""
    first = next(iter(_products(profile)), None)
    return _spoken(first.name) if first else []


def _product_list(profile: Profile) -> list[Told]:
    found = []
    for lang in LANGUAGES:
        rows = [
            {
                "name": getattr(one.name, lang),
                "summary": getattr(one.summary, lang) if one.summary.status(lang) != "machine" else "",
                "on_market_since": one.on_market_since.isoformat() if one.on_market_since else None,
            }
            for one in _products(profile)
            if getattr(one.name, lang) and one.name.status(lang) != "machine"
        ]
        found.append(Told(rows, lang))
    return found


def _products(profile: Profile) -> list[Any]:
    return sorted(profile.startup.products.all(), key=lambda one: (one.position, one.pk))


def _founders(profile: Profile) -> list[Founder]:
    rows = profile.startup.founders.all()
    return sorted(rows, key=lambda one: (not one.is_representative, one.position, one.pk))


def _representative(read: Callable[[Founder], Any]) -> Reader:
    def reader(profile: Profile) -> list[Told]:
        speaking = [one for one in _founders(profile) if one.is_representative]
        return [Told(read(speaking[0]))] if speaking else []

    return reader


def _team(profile: Profile) -> list[Told]:
    return [Told([{"name": one.name, "role": one.title.original().text} for one in _founders(profile)])]


# By the library's code; a test holds this and the library's column `profile` together.
READERS: Final[Mapping[str, Reader]] = {
    "company_name": _words("name"),
    "company_summary": _words("summary"),
    "founding_type": _column("founding_type"),
    "business_number": _column("business_number"),
    "corporate_number": _column("corporate_number"),
    "credit_code": _column("credit_code"),
    "opened_on": _column("opened_on"),
    "incorporated_on": _column("incorporated_on"),
    "country": _country,
    "head_office": _column("region"),
    "company_size": _column("size"),
    "sectors": _column("sectors"),
    "certificates": _column("certificates"),
    "lab_region": _column("lab_region"),
    "website": _column("website"),
    "investment_stage": _column("investment_stage"),
    "yearly_figures": _yearly,
    "headcount": _headcount,
    "revenue_last_year": _revenue,
    "investment_total": _raised,
    "investment_rounds": _rounds,
    "ip_list": _rights,
    "support_received": _supports,
    "main_product": _product,
    "product_list": _product_list,
    "representative_name": _representative(lambda one: one.name),
    "representative_birth": _representative(lambda one: one.born_on),
    "representative_traits": _representative(lambda one: one.traits or None),
    "representative_home": _representative(lambda one: one.home_region or None),
    "team_members": _team,
}

# Where each of them is changed: a section of the profile.
SECTION_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(("company_name", "company_summary", "website"), "about"),
    **dict.fromkeys(
        ("founding_type", "business_number", "corporate_number", "credit_code", "opened_on", "incorporated_on"),
        "business",
    ),
    **dict.fromkeys(("country", "company_size"), "business"),
    **dict.fromkeys(("head_office", "lab_region"), "place"),
    **dict.fromkeys(("sectors", "certificates"), "field"),
    **dict.fromkeys(("yearly_figures", "headcount", "revenue_last_year"), "figures"),
    **dict.fromkeys(("investment_stage", "investment_total", "investment_rounds"), "investment"),
    "ip_list": "rights",
    "support_received": "record",
    **dict.fromkeys(("main_product", "product_list"), "products"),
    **dict.fromkeys(
        (
            "representative_name",
            "representative_birth",
            "representative_traits",
            "representative_home",
            "team_members",
        ),
        "founders",
    ),
}

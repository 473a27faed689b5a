"""A rule tried on the street before anyone is judged by it: a few startups that chose to share, and rough shares of all.

Nothing that could single out one startup leaves here: counts are rounded to fives and small ones only called small; of
a startup without a public page neither name nor exact dates are told, and nobody is named under a rule that asks for
figures, debts or the founder; and the reasons are the rule's own sentences, not the facts they were held against.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.core.text import reader_language
from madang.engines import taxonomy
from madang.engines.eligibility import (
    AgeWindow,
    Facts,
    FoundingType,
    Leaf,
    Outcome,
    Region,
    Rule,
    Sector,
    decide,
    deciders,
    describe,
    evaluate,
    leaves,
    share,
)
from madang.startups.models import Startup
from madang.startups.rules import facts_of

SMALL: Final = 5
SAMPLES: Final = 8
FRESH_SECONDS: Final = 300.0
# Of the samples, as far as there are any: what a desk wants to look at first is who falls out.
_WANTED: Final = {Outcome.UNMET: 3, Outcome.UNKNOWN: 2, Outcome.MET: 3}


@dataclass(frozen=True)
class Sample:
    """One startup against the rule. `name` is None where the startup must not be told by it: then `words` stand alone."""

    name: Any
    slug: str
    words: str
    outcome: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """What the rule would do. `met`, `unmet`, `unknown` are rounded to fives; None means fewer than five."""

    met: int | None
    unmet: int | None
    unknown: int | None
    samples: tuple[Sample, ...]


@dataclass(frozen=True)
class Known:
    """One startup in business with what rules may ask of it."""

    startup: Startup
    facts: Facts


_lock = threading.Lock()
_street: tuple[float, tuple[Known, ...]] | None = None


def all_known() -> tuple[Known, ...]:
    """Every startup in business. Read at most once in five minutes a process: a preview is drawn at every keystroke's rest."""
    global _street
    with _lock:
        held = _street
    if held is None or time.monotonic() - held[0] > FRESH_SECONDS:
        rows = Startup.objects.filter(operation=Startup.Operation.ACTIVE).with_facts().order_by("pk")
        held = (time.monotonic(), tuple(Known(startup, facts_of(startup)) for startup in rows))
        with _lock:
            _street = held
    return held[1]


def forget() -> None:
    """Read the street afresh next time. For tests."""
    global _street
    with _lock:
        _street = None


def trial(rule: Rule, *, on: date) -> Trial:
    """Try a rule on every startup in business. One query, ten more every five minutes, whatever the number of startups."""
    known = all_known()
    counted = share(rule, [one.facts for one in known], on=on)
    # What was agreed to may have been taken back a second ago: asked anew every time.
    agreed = dict(Startup.objects.filter(shares_with_staff=True).values_list("pk", "is_public"))
    willing = [one for one in known if one.startup.pk in agreed]
    samples = [_sample(one, rule, on, is_public=agreed[one.startup.pk]) for one in _picked(rule, willing, on)]
    return Trial(rounded(counted.met), rounded(counted.unmet), rounded(counted.unknown), tuple(samples))


def rounded(count: int) -> int | None:
    """To the nearest five; None below five, so that a count never points at someone."""
    return None if count < SMALL else SMALL * round(count / SMALL)


def _picked(rule: Rule, willing: Sequence[Known], on: date) -> list[Known]:
    """Some of each outcome, spread over the street's age rather than its newest or oldest."""
    by_outcome: dict[Outcome, list[Known]] = {outcome: [] for outcome in _WANTED}
    for one in willing:
        by_outcome[decide(rule, one.facts, on=on)].append(one)
    picked = [one for outcome, most in _WANTED.items() for one in _spread(by_outcome[outcome], most)]
    rest = [one for same in by_outcome.values() for one in same if one not in picked]
    return picked + rest[: SAMPLES - len(picked)]


def _spread(rows: list[Known], most: int) -> list[Known]:
    return rows[:: max(1, len(rows) // most)][:most]


def _sample(one: Known, rule: Rule, on: date, *, is_public: bool) -> Sample:
    answer = evaluate(rule, one.facts, on=on)
    lang = reader_language()
    met = answer.outcome is Outcome.MET
    why = () if met else tuple(dict.fromkeys(describe(result.rule, lang) for result in deciders(answer)))
    name, slug = (one.startup.name, one.startup.slug) if is_public and _asks_only_the_open(rule) else (None, "")
    return Sample(name=name, slug=slug, words=in_words(one.startup, on), outcome=answer.outcome.value, why=why[:3])


def _asks_only_the_open(rule: Rule) -> bool:
    """Whether no answer to the rule tells more than a public page and a company register do.

    A bound moved to and fro under a name would otherwise tell a founder's birthday or a firm's revenue.
    """
    return all(_is_open(leaf) for leaf in leaves(rule))


def _is_open(leaf: Leaf) -> bool:
    match leaf:
        case AgeWindow(counts=counts):
            return counts == "this"
        case Region(places=places):
            return "founder_home" not in places
        case _:
            return isinstance(leaf, FoundingType | Sector)


def in_words(startup: Startup, on: date) -> str:
    """A startup without its name: roughly where it is and how old."""
    lang = reader_language()
    code = startup.region
    while code and taxonomy.REGIONS.get(code) and taxonomy.REGIONS[code].parent not in ("", "KR", "CN"):
        code = taxonomy.REGIONS[code].parent
    place = taxonomy.name(taxonomy.REGIONS, code, lang) if code else ""
    since = startup.incorporated_on or startup.opened_on
    if startup.founding_type == Startup.Founding.PRE_FOUNDER:
        return _("A pre-founder in %(place)s") % {"place": place} if place else _("A pre-founder")
    if since is None:
        return _("A startup in %(place)s") % {"place": place} if place else _("A startup")
    years = max(0, (on - since).days * 100 // 36525)
    if years == 0:
        return (
            _("A startup in %(place)s, under a year old") % {"place": place}
            if place
            else _("A startup under a year old")
        )
    if not place:
        return ngettext("A startup, %(n)d year old", "A startup, %(n)d years old", years) % {"n": years}
    words = ngettext("A startup in %(place)s, %(n)d year old", "A startup in %(place)s, %(n)d years old", years)
    return words % {"place": place, "n": years}

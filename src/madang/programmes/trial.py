"""A rule tried on the street before anyone is judged by it: a few startups that chose to share, and rough shares of all.

Nothing that could single out one startup leaves here: counts are rounded to fives and small ones only called small; of
a startup without a public page neither name nor exact dates are told; and the reasons are the rule's own sentences, not
the facts they were held against.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.core.text import reader_language
from madang.engines import taxonomy
from madang.engines.eligibility import Facts, Outcome, Rule, deciders, describe, evaluate, share
from madang.startups.models import Startup
from madang.startups.rules import facts_of

SMALL: Final = 5
SAMPLES: Final = 8
# Of the samples, as far as there are any: what a desk wants to look at first is who falls out.
_WANTED: Final = {Outcome.UNMET: 3, Outcome.UNKNOWN: 2, Outcome.MET: 3}


@dataclass(frozen=True)
class Sample:
    """One startup against the rule. `name` is None without a public page: then `words` stand alone."""

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


def trial(rule: Rule, *, on: date) -> Trial:
    """Try a rule on every startup in business. Eleven queries, whatever the number of startups."""
    startups = list(Startup.objects.filter(operation=Startup.Operation.ACTIVE).with_facts().order_by("pk"))
    facts = [facts_of(startup) for startup in startups]
    counted = share(rule, facts, on=on)
    willing = [(startup, known) for startup, known in zip(startups, facts, strict=True) if startup.shares_with_staff]
    return Trial(
        met=rounded(counted.met),
        unmet=rounded(counted.unmet),
        unknown=rounded(counted.unknown),
        samples=tuple(_samples(rule, willing, on)),
    )


def rounded(count: int) -> int | None:
    """To the nearest five; None below five, so that a count never points at someone."""
    return None if count < SMALL else SMALL * round(count / SMALL)


def _samples(rule: Rule, willing: Sequence[tuple[Startup, Facts]], on: date) -> Iterable[Sample]:
    answers = [(startup, evaluate(rule, known, on=on)) for startup, known in willing]
    picked: list[tuple[Startup, Any]] = []
    for outcome, most in _WANTED.items():
        same = [pair for pair in answers if pair[1].outcome is outcome]
        # Spread over the street's age rather than its newest or oldest.
        picked += same[:: max(1, len(same) // most)][:most]
    chosen = {startup.pk for startup, _answer in picked}
    picked += [pair for pair in answers if pair[0].pk not in chosen][: SAMPLES - len(picked)]
    lang = reader_language()
    for startup, answer in picked:
        met = answer.outcome is Outcome.MET
        why = () if met else tuple(dict.fromkeys(describe(result.rule, lang) for result in deciders(answer)))
        shown = startup.is_public
        yield Sample(
            name=startup.name if shown else None,
            slug=startup.slug if shown else "",
            words=in_words(startup, on),
            outcome=answer.outcome.value,
            why=why[:3],
        )


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
    if not place:
        return ngettext("A startup, %(n)d year old", "A startup, %(n)d years old", years) % {"n": years}
    words = ngettext("A startup in %(place)s, %(n)d year old", "A startup in %(place)s, %(n)d years old", years)
    return words % {"place": place, "n": years}

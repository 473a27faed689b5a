"""What a startup is about, by the concepts its profile names."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from madang.core.text import Text
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.affinity import Heard, Passage, hear
from madang.engines.retrieval.tokens import Lang
from madang.engines.taxonomy import SECTORS
from madang.startups.models import Startup

LANGS: Final[tuple[Lang, ...]] = ("ko", "zh", "en")
# Ages at which a firm is asked for by another stage's calls: under three years early, under seven growing.
EARLY_YEARS: Final = 3
GROWTH_YEARS: Final = 7


def passages(startup: Startup) -> Iterator[Passage]:
    """What a reader of the public page would read: no figures, no papers, no rights. `products` must be fetched."""
    yield from _said(startup.summary, "summary", 1.0)
    for product in startup.products.all():
        yield from _said(product.summary, "product", 0.8)
        yield from _said(product.name, "product", 0.6)
    yield from _said(startup.name, "name", 0.6)
    yield from _sectors(startup)


def open_passages(startup: Startup) -> Iterator[Passage]:
    """What others may count or order by: everything on a public page; else the sectors, with the name by consent."""
    if startup.is_public:
        yield from passages(startup)
        return
    if startup.shares_with_staff:
        yield from _said(startup.name, "name", 0.6)
    yield from _sectors(startup)


def _sectors(startup: Startup) -> Iterator[Passage]:
    for code in startup.sectors:
        if term := SECTORS.get(code):
            yield from (Passage(term.said(lang), lang, "sectors", 1.0) for lang in LANGS)


def _said(text: Text, where: str, weight: float) -> Iterator[Passage]:
    for lang, words in text:
        yield Passage(words, lang, where, weight)  # type: ignore[arg-type]  # `Text` knows no other languages


def profile(startup: Startup) -> Heard:
    """The concepts of a startup's profile. Read afresh each time: a millisecond or two."""
    return hear(passages(startup), lexicon())


def stage_of(startup: Startup, *, on: date) -> str:
    """The stage that calls ask for (a code of `STAGES`); "" where nobody knows how old the firm is."""
    if startup.founding_type == Startup.Founding.PRE_FOUNDER:
        return "pre_founding"
    since = startup.incorporated_on or startup.opened_on
    if since is None:
        return ""
    years = (on - since).days / 365.25
    return "early" if years < EARLY_YEARS else "growth" if years < GROWTH_YEARS else "scale"

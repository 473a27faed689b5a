"""Names of one thing in three languages, so that a query in one finds texts in the others."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from madang.engines.taxonomy import DOCUMENTS, REGIONS, SECTORS, STAGES, SUPPORTS, Term

from .query import key

_BETWEEN = re.compile(r"[·、,]|与|\s+and\s+|,\s*")
_BRACKETS = re.compile(r"[(（]([^)）]*)[)）]")


def expansion(rows: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """A map for `query_terms(expand=...)` from rows of names that mean the same: each leads to all the others.

    A name of several rows leads to the others of each; order is that of the rows.
    """
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        for name in row:
            others = found.setdefault(key(name), {})
            others.update((other, None) for other in row if other != name and key(other) != key(name))
    return {name: tuple(others) for name, others in found.items() if name and others}


@lru_cache(maxsize=1)
def taxonomy_expansion() -> Mapping[str, tuple[str, ...]]:
    """The taxonomy's supports, sectors, regions, stages and documents, each name leading to its names elsewhere.

    A name of several things ("데이터·클라우드", "数据与云计算", "Data and cloud") is also taken apart where all three
    languages name equally many, in the same order; brackets hold another name ("기술개발(R&D)").
    """
    rows: list[tuple[str, ...]] = []
    for terms in (SUPPORTS, SECTORS, REGIONS, STAGES, DOCUMENTS):
        for term in terms.values():
            rows += _rows(term)
    return expansion(rows)


def _rows(term: Term) -> Iterable[tuple[str, ...]]:
    names: list[str] = []
    for name in (term.ko, term.zh, term.en):
        names.append(_BRACKETS.sub("", name).strip())
        names += (inner.strip() for inner in _BRACKETS.findall(name))
    yield tuple(dict.fromkeys(names))
    apart = [[part.strip() for part in _BETWEEN.split(name) if part.strip()] for name in (term.ko, term.zh, term.en)]
    if len({len(parts) for parts in apart}) == 1 and len(apart[0]) > 1:
        yield from zip(*apart, strict=True)

"""How many calls each choice of the catalogue would show: every facet and every time, in one reading of the calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from madang.engines.taxonomy import REGIONS

from .calls import CallQuerySet
from .catalogue import ARRAYS, FACETS, WHENS, Search, at, chosen_in, lineage, within


@dataclass(frozen=True)
class Option:
    """One line of a facet: its code, how many calls it would show, and whether it is chosen."""

    code: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Counts:
    """`facets`: the options of each facet in the order they are shown. `times`: calls of each choice of time."""

    facets: Mapping[str, list[Option]]
    times: Mapping[str, int]


_AS_LISTED: Final = frozenset({"stage", "language", "funding"})


def count(calls: CallQuerySet, search: Search, now: datetime) -> Counts:
    """Count what each choice would show, the other filters kept; chosen ones stay though they count 0. One query.

    Each call is read once, with a mark for every filter it passes; a facet then counts the calls that pass all the
    others'. Seven facets and the times one by one read all calls eight times, which was most of the page's time.
    """
    sql, params = _marked(calls, search, now)
    parts = [_facet_sql(name, search) for name in FACETS]
    parts += [_time_sql(when, search) for when in WHENS]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH base AS MATERIALIZED ({sql}) {' UNION ALL '.join(parts)}", params)
        rows = cursor.fetchall()
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {name: [] for name in (*FACETS, "when")}
    for name, codes, n in rows:
        found[name].append((tuple(codes), n))
    options = {name: _options(name, search, found[name]) for name in FACETS}
    return Counts(options, {codes[0]: n for codes, n in found["when"]})


def _marked(calls: CallQuerySet, search: Search, now: datetime) -> tuple[str, tuple[Any, ...]]:
    """The calls with what facets count, whether each filter lets them pass, and the times they belong to."""
    base = within(calls, Search(institution=search.institution, when="all"), now).order_by()
    marks = {f"passes_{name}": chosen_in(name, values) for name, values in search.chosen.items() if values}
    marks |= {f"at_{when}": at(when, now) for when in WHENS}
    truths = {name: ExpressionWrapper(rule or Q(pk__isnull=False), BooleanField()) for name, rule in marks.items()}
    columns = {f"of_{name}": F(column) for name, (column, _codes) in FACETS.items()}
    query = base.annotate(**columns, **truths).values(*columns, *truths).query
    sql, params = query.sql_with_params()
    return sql, params


def _passing(search: Search, leave_out: str) -> str:
    names = [f"passes_{name}" for name, values in search.chosen.items() if values and name != leave_out]
    return " AND ".join([*names, "true" if leave_out == "when" else f"at_{search.when}"])


def _facet_sql(name: str, search: Search) -> str:
    where = _passing(search, name)
    if name == "region":  # whole lists: what is open to a country counts for its parts
        return f"SELECT 'region', of_region::text[], count(*) FROM base WHERE {where} GROUP BY 2"  # noqa: S608
    value, source = ("v", f"base, unnest(of_{name}) v") if name in ARRAYS else (f"of_{name}", "base")
    return f"SELECT '{name}', ARRAY[{value}::text], count(*) FROM {source} WHERE {where} GROUP BY 2"  # noqa: S608


def _time_sql(when: str, search: Search) -> str:
    return f"SELECT 'when', ARRAY['{when}'], count(*) FROM base WHERE {_passing(search, 'when')} AND at_{when}"  # noqa: S608


def _options(name: str, search: Search, groups: list[tuple[tuple[str, ...], int]]) -> list[Option]:
    chosen, codes = search.chosen.get(name, ()), FACETS[name][1]
    if name == "region":
        return _regions(groups, chosen)
    counts = {values[0]: n for values, n in groups}
    options = [
        Option(code, counts.get(code, 0), code in chosen) for code in codes if counts.get(code) or code in chosen
    ]
    return options if name in _AS_LISTED else sorted(options, key=lambda option: (-option.count, option.code))


def _regions(groups: list[tuple[tuple[str, ...], int]], chosen: tuple[str, ...]) -> list[Option]:
    """Regions count as choosing them filters: what is open to the whole country, or to everyone, counts for its parts."""
    named = {code for regions, _n in groups for code in regions if code in REGIONS} | set(chosen)
    options = []
    for code in named:
        line = set(lineage(code))
        counted = sum(n for regions, n in groups if not regions or line & set(regions))
        options.append(Option(code, counted, code in chosen))
    # By how many calls name the region itself: the wide ones would otherwise all tie at the top.
    own = {code: sum(n for regions, n in groups if code in regions) for code in named}
    return sorted(options, key=lambda option: (-own[option.code], option.code))

"""The catalogue's read side: an address to a search, a search to calls in order, and how many more each facet would give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import and_
from typing import Any, Final, Literal

from django.contrib.postgres.search import SearchQuery, SearchQueryField
from django.db.models import BooleanField, Case, Count, F, FloatField, Func, Q, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from madang.core.clean import one_line
from madang.engines.retrieval.query import Query, query_terms
from madang.engines.retrieval.tsquery import Mode, to_tsquery
from madang.engines.retrieval.vocabulary import Vocabulary
from madang.engines.taxonomy import INSTITUTION_KINDS, REGIONS, SECTORS, STAGES, SUPPORTS

from .calls import CallQuerySet

Sort = Literal["closing", "newest", "relevance", "fit"]
Time = Literal["open", "week", "upcoming", "closed", "all"]

SORTS: Final = ("closing", "newest", "relevance", "fit")
WHENS: Final = ("open", "week", "upcoming", "closed", "all")
VIEWS: Final = ("list", "table")
PAGE: Final = 20
# A text search keeps its best hits; a person refines long before the 3,000th.
HITS: Final = 3000
QUERY_LENGTH: Final = 300

# Facet name -> (column of the call, codes it may hold).
FACETS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "support": ("supports", SUPPORTS),
    "sector": ("sectors", SECTORS),
    "region": ("regions", REGIONS),
    "stage": ("stages", STAGES),
    "language": ("languages", {"ko": None, "zh": None, "en": None}),
    "funding": ("funding", {"public": None, "private": None, "mixed": None}),
    "kind": ("institution__kind", INSTITUTION_KINDS),
}
ARRAYS: Final = frozenset({"support", "sector", "region", "stage", "language"})


@dataclass(frozen=True)
class Search:
    """What a reader asks of the catalogue; exactly what stands in the address, cleaned of what makes no sense."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when: Time = "open"
    sort: Sort = "closing"
    view: Literal["list", "table"] = "list"
    institution: str = ""
    page: int = 1

    @property
    def is_plain(self) -> bool:
        """Nothing asked: the street's whole list of open calls."""
        return not self.text and not any(self.chosen.values()) and self.when == "open" and not self.institution

    def address(self, **changes: Any) -> str:
        """The query string of this search with some parts changed (page 1 unless said), without what is default."""
        wanted = replace(self, **{"page": 1, **changes})
        query = QueryDict(mutable=True)
        if wanted.text:
            query["q"] = wanted.text
        for name in FACETS:
            query.setlist(name, list(wanted.chosen.get(name, ())))
        default_sort = "relevance" if wanted.text else "closing"
        plain: Iterable[tuple[str, str, str]] = (
            ("when", wanted.when, "open"),
            ("sort", wanted.sort, default_sort),
            ("view", wanted.view, "list"),
            ("institution", wanted.institution, ""),
            ("page", str(wanted.page), "1"),
        )
        for name, value, default in plain:
            if value != default:
                query[name] = value
        return query.urlencode()


def read(query: QueryDict) -> Search:
    """The search an address asks for. What is unknown in it is left out: an old link never breaks."""
    text = one_line(query.get("q", ""))[:QUERY_LENGTH].strip()
    chosen = {
        name: tuple(dict.fromkeys(value for value in query.getlist(name) if value in codes))
        for name, (_column, codes) in FACETS.items()
    }
    sort = query.get("sort", "")
    when = query.get("when", "")
    page = query.get("page", "1")
    return Search(
        text=text,
        chosen={name: values for name, values in chosen.items() if values},
        when=when if when in WHENS else "open",  # type: ignore[arg-type]
        sort=sort if sort in SORTS else ("relevance" if text else "closing"),  # type: ignore[arg-type]
        view="table" if query.get("view") == "table" else "list",
        institution=query.get("institution", "").replace("\x00", "")[:60],
        page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
    )


def understood(search: Search, vocabulary: Vocabulary, expand: Mapping[str, tuple[str, ...]] | None = None) -> Query:
    """The words of a search as the index knows them."""
    return query_terms(search.text, vocabulary, expand=expand)


class TsQuery(SearchQuery):
    """A ready `tsquery` literal. Cast, not parsed: PostgreSQL's parser would take "r&d" apart again."""

    template = "%(expressions)s::tsquery"
    function = None
    invert = False

    def __init__(self, literal: str) -> None:
        Func.__init__(self, Value(literal), output_field=SearchQueryField())


def _rank(query: TsQuery) -> Coalesce:
    # Words that stand in the full text alone rank below all that a heading holds: weighing 2,500 full texts took 30 ms.
    # Weights of D, C, B, A; 1 divides by the logarithm of the length, so that long texts do not win by length.
    weights = Value("{0.1, 0.2, 0.5, 1.0}")
    rank = Func(weights, F("heading"), query, Value(1), function="ts_rank_cd", output_field=FloatField())
    return Coalesce(rank, Value(0.0))


def hits(calls: CallQuerySet, query: Query, text: str, *, loosely: bool = True) -> dict[int, float]:
    """Calls that hold the words, by id with their score, best first; every word first, any word when nothing has all
    (`loosely`).

    A part of a title typed as it stands (a name, half a word) counts too, through the trigram index. One or two queries.
    """
    plain = text.casefold().strip()
    by_title = Q(titles__contains=plain) if len(plain) >= 2 else Q(pk__isnull=True)
    modes: tuple[Mode, ...] = ("all", "any") if loosely else ("all",)
    for mode in modes:
        literal = to_tsquery(query, mode=mode)
        words = Q(search=TsQuery(literal)) if literal else Q(pk__isnull=True)
        rank: Any = _rank(TsQuery(literal)) if literal else Value(0.0)
        bonus = Case(When(by_title, then=Value(0.6)), default=Value(0.0), output_field=FloatField())
        found = calls.filter(words | by_title).annotate(score=rank + bonus).order_by("-score", "-pk")
        scores = dict(found.values_list("pk", "score")[:HITS])
        if scores:
            return scores
    return {}


def among(ids: Iterable[int]) -> Func:
    """A condition: the call is one of these. One word for all: as up to 3,000 parameters, or an array of them, they cost
    1 to 6 ms a page to bind.
    """
    value = Value("{" + ",".join(map(str, ids)) + "}")
    return Func(
        F("pk"), value, template="%(expressions)s::bigint[])", arg_joiner=" = ANY(", output_field=BooleanField()
    )


def within(calls: CallQuerySet, search: Search, now: datetime, *, leave_out: str = "") -> CallQuerySet:
    """The calls that pass the filters of a search, but for one facet (whose counts are wanted)."""
    if search.institution and leave_out != "institution":
        calls = calls.run_by(search.institution)
    if leave_out != "when":
        calls = calls.filter(at(search.when, now))
    for name, values in search.chosen.items():
        if name == leave_out or not values:
            continue
        calls = calls.filter(chosen_in(name, values))
    return calls


def relaxed(calls: CallQuerySet, search: Search, now: datetime) -> dict[str, int]:
    """How many calls each filter alone keeps away: its name (a facet, "when", "institution") to what leaving it out would
    give. Only those that would give something, the most first. One query.
    """
    filters = [name for name, values in search.chosen.items() if values]
    filters += ["when"] if search.when != "all" else []
    filters += ["institution"] if search.institution else []
    passes: dict[str, Q] = {name: chosen_in(name, values) for name, values in search.chosen.items() if values}
    passes["when"] = at(search.when, now)
    if search.institution:
        passes["institution"] = Q(pk__in=calls.model.objects.run_by(search.institution).values("pk"))
    rest = {name: [rule for other, rule in passes.items() if other != name and rule] for name in filters}
    if not rest:
        return {}
    found = calls.order_by().aggregate(
        **{f"n_{name}": Count("pk", filter=reduce(and_, rules, Q(pk__isnull=False))) for name, rules in rest.items()}
    )
    counts = {name: found[f"n_{name}"] for name in filters if found[f"n_{name}"]}
    return dict(sorted(counts.items(), key=lambda one: -one[1]))


def at(when: str, now: datetime) -> Q:
    """The calls of a time: open now, closing within a week, upcoming, closed, or all."""
    started = Q(opens_at__isnull=True) | Q(opens_at__lte=now)
    running = Q(status="published") & (Q(closes_at__isnull=True) | Q(closes_at__gt=now))
    match when:
        case "open":
            return running & started
        case "week":
            return running & started & Q(closes_at__lte=now + timedelta(days=7))
        case "upcoming":
            return Q(status="published", opens_at__gt=now)
        case "closed":
            return Q(status__in=["closed", "decided"]) | Q(status="published", closes_at__lte=now)
        case _:
            return Q()


def chosen_in(name: str, values: tuple[str, ...]) -> Q:
    """The calls that a facet with these values chosen lets through."""
    column, _codes = FACETS[name]
    if name == "region":
        # A call for the whole country is open to a city in it, and one without a region rule to everyone.
        wide = {ancestor for value in values for ancestor in lineage(value)}
        return Q(regions__overlap=sorted(wide)) | Q(regions=[])
    if name in ARRAYS:
        return Q(**{f"{column}__overlap": list(values)})
    return Q(**{f"{column}__in": values})


def lineage(code: str) -> list[str]:
    """A region and everything it lies in, itself first."""
    line = []
    while code and code in REGIONS:
        line.append(code)
        code = REGIONS[code].parent
    return line

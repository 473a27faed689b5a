"""Which calls lie near a startup, over every call that the capacity may read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

import numpy as np
from django.db import connection
from django.db.models import F

from madang.core.capacity import Capacity
from madang.engines.retrieval.ranking.affinity import Tie
from madang.programmes.models import Call

from . import concepts

When = Literal["open", "ahead", "past"]

# How many of each time are looked at further; rules are asked about these alone.
MOST: Final[Mapping[When, int]] = {"open": 250, "ahead": 80, "past": 60}
# A call that names no sector is open to every field: it stands behind all that share a concept worth naming.
OPEN_TO_ALL: Final = 0.03
FOR_THE_STAGE: Final = 0.04
OF_THE_SECTOR: Final = 0.12
# A closed call is worth watching for as long as the next one may follow.
PAST_DAYS: Final = 400
# Of the calls that share a concept, those whose nearness is told to the database.
HITS: Final = 1000
PARTS: Final = 6


@dataclass(frozen=True, slots=True)
class Near:
    """One call with how near it lies. `parts` are its concepts that count, the weightiest first, with their share.

    `nearness` is their sum and what sector and stage add. `rule` is the JSON text of its rule.
    """

    call: int
    house: int
    programme: int
    when: When
    nearness: float
    parts: tuple[tuple[str, float], ...]
    sectors: tuple[str, ...]
    stages: tuple[str, ...]
    money: int | None
    currency: str
    opens_at: datetime | None
    closes_at: datetime | None
    zone: str
    reference_on: date | None
    rule: str | None


_SQL: Final = """
WITH reach AS MATERIALIZED ({reach}),
yearly AS MATERIALIZED (
  SELECT programme_id FROM reach GROUP BY 1
  HAVING count(DISTINCT extract(year FROM coalesce(opens_at, closes_at) AT TIME ZONE 'Asia/Seoul')) > 1
),
weighed AS (
  SELECT reach.*, coalesce(s.share, 0)
    + CASE WHEN cardinality(reach.sectors) = 0 THEN {to_all}
           WHEN reach.sectors && %s::varchar[] THEN {of_sector} ELSE 0 END
    + CASE WHEN reach.stages && %s::varchar[] THEN {of_stage} ELSE 0 END AS nearness
  FROM reach LEFT JOIN unnest(%s::bigint[], %s::float8[]) AS s(id, share) USING (id)
),
placed AS (
  SELECT weighed.*, row_number() OVER (PARTITION BY state ORDER BY nearness DESC, closes_at NULLS LAST, id) AS place
  FROM weighed
  WHERE nearness > 0 AND (state IN ('open', 'ahead') OR state = 'past' AND programme_id IN (SELECT programme_id FROM yearly))
)
SELECT p.id, p.house, p.programme_id, p.state, p.nearness, p.sectors, p.stages, p.money_max, p.currency,
  p.opens_at, p.closes_at, p.zone, p.reference_on, c.rule::text
FROM placed p JOIN programmes_call c ON c.id = p.id
WHERE p.place <= CASE p.state WHEN 'open' THEN {open} WHEN 'ahead' THEN {ahead} ELSE {past} END
ORDER BY p.nearness DESC, p.closes_at NULLS LAST, p.id
"""


def near(by: Capacity, ties: Mapping[str, Tie], *, sectors: list[str], stage: str, now: datetime) -> list[Near]:
    """The calls nearest to these concepts, the nearest first. Two queries: what is new in the index, and the calls.

    Those open now, those that open later, and those that closed lately and whose programme has opened in several years.
    Rarity is counted over what everyone may read: a draft of somebody moves nothing.
    """
    held = concepts.held()
    share = held.near(ties)
    best = np.argsort(-share, kind="stable")[:HITS]
    best = best[share[best] > 0]
    reach, params = _reach(by, now)
    sql = _SQL.format(
        reach=reach, to_all=OPEN_TO_ALL, of_sector=OF_THE_SECTOR, of_stage=FOR_THE_STAGE,
        open=MOST["open"], ahead=MOST["ahead"], past=MOST["past"],
    )  # fmt: skip
    scores = [held.ids[best].tolist(), share[best].tolist()]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, sectors, [stage] if stage else [], *scores])
        rows = cursor.fetchall()
    parts = held.parts(ties, [row[0] for row in rows])
    return [_near(row, tuple(parts.get(row[0], ())[:PARTS])) for row in rows]


def _near(row: tuple[Any, ...], parts: tuple[tuple[str, float], ...]) -> Near:
    values = (*row[:5], parts, tuple(row[5]), tuple(row[6]), *row[7:])
    return Near(*values)


def _reach(by: Capacity, now: datetime) -> tuple[str, tuple[Any, ...]]:
    """Every call the capacity may read, with the time it belongs to ("" for what closed too long ago)."""
    calls = Call.objects.visible_to(by).annotate(house=F("institution_id")).order_by()
    values = calls.values(
        "id", "house", "programme_id", "sectors", "stages", "money_max", "currency", "opens_at", "closes_at", "zone",
        "reference_on", "status",
    )  # fmt: skip
    sql, params = values.query.sql_with_params()
    state = (
        "CASE WHEN b.status = 'published' AND b.opens_at > %s THEN 'ahead'"
        " WHEN b.status = 'published' AND (b.closes_at IS NULL OR b.closes_at > %s) THEN 'open'"
        " WHEN b.closes_at > %s THEN 'past' ELSE '' END"
    )
    return f"SELECT b.*, {state} AS state FROM ({sql}) b", (now, now, now - timedelta(days=PAST_DAYS), *params)  # noqa: S608

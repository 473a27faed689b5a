"""Which calls lie near a startup: one statement over every call that the capacity may read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from django.db import connection
from django.db.models import F

from madang.core.capacity import Capacity
from madang.engines.retrieval.ranking.affinity import Tie
from madang.programmes.models import Call

When = Literal["open", "ahead", "past"]

# How many of each time are looked at further; rules are asked about these alone.
MOST: Final[Mapping[When, int]] = {"open": 250, "ahead": 80, "past": 60}
# A call that names no sector is open to every field: it stands behind all that share a concept worth naming.
OPEN_TO_ALL: Final = 0.03
FOR_THE_STAGE: Final = 0.04
OF_THE_SECTOR: Final = 0.12
# A closed call is worth watching for as long as the next one may follow.
PAST_DAYS: Final = 400


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
mine AS MATERIALIZED (SELECT * FROM unnest(%s::text[], %s::float8[], %s::bool[]) AS m(concept, weight, is_own)),
yearly AS MATERIALIZED (
  SELECT programme_id FROM reach GROUP BY 1
  HAVING count(DISTINCT extract(year FROM coalesce(opens_at, closes_at) AT TIME ZONE 'Asia/Seoul')) > 1
),
total AS MATERIALIZED (SELECT count(*) + 1.0 AS n FROM reach),
named AS MATERIALIZED (
  SELECT r.id, u.concept, u.weight::float8 AS weight
  FROM reach r JOIN programmes_callindex i ON i.call_id = r.id, unnest(i.concepts, i.weights) AS u(concept, weight)
),
rare AS MATERIALIZED (
  SELECT concept, greatest(ln((SELECT n FROM total) / (count(*) + 0.5)), 0) AS rarity FROM named GROUP BY concept
),
own AS MATERIALIZED (
  SELECT nullif(sqrt(sum((m.weight * coalesce(rare.rarity, 1.0)) ^ 2)), 0) AS far
  FROM mine m LEFT JOIN rare USING (concept) WHERE m.is_own
),
shared AS (
  SELECT named.id,
    sqrt(sum((named.weight * rare.rarity) ^ 2)) AS far,
    sum(m.weight * named.weight * rare.rarity ^ 2) AS part,
    array_agg(named.concept ORDER BY m.weight * named.weight * rare.rarity ^ 2 DESC, named.concept)
      FILTER (WHERE m.weight > 0 AND rare.rarity > 0) AS concepts,
    array_agg(m.weight * named.weight * rare.rarity ^ 2
      ORDER BY m.weight * named.weight * rare.rarity ^ 2 DESC, named.concept)
      FILTER (WHERE m.weight > 0 AND rare.rarity > 0) AS parts
  FROM named JOIN rare USING (concept) LEFT JOIN mine m USING (concept)
  GROUP BY named.id
  HAVING count(m.concept) > 0
),
weighed AS (
  SELECT reach.*, coalesce(shared.part / nullif(shared.far * (SELECT far FROM own), 0), 0)
    + CASE WHEN cardinality(reach.sectors) = 0 THEN {to_all}
           WHEN reach.sectors && %s::varchar[] THEN {of_sector} ELSE 0 END
    + CASE WHEN reach.stages && %s::varchar[] THEN {of_stage} ELSE 0 END AS nearness,
    shared.concepts[:6] AS concepts,
    (SELECT array_agg(p / nullif(shared.far * (SELECT far FROM own), 0)) FROM unnest(shared.parts[:6]) p) AS parts
  FROM reach LEFT JOIN shared USING (id)
),
placed AS (
  SELECT weighed.*, row_number() OVER (PARTITION BY state ORDER BY nearness DESC, closes_at NULLS LAST, id) AS place
  FROM weighed
  WHERE nearness > 0 AND (state IN ('open', 'ahead') OR state = 'past' AND programme_id IN (SELECT programme_id FROM yearly))
)
SELECT p.id, p.house, p.programme_id, p.state, p.nearness, p.concepts, p.parts, p.sectors, p.stages, p.money_max, p.currency,
  p.opens_at, p.closes_at, p.zone, p.reference_on, c.rule::text
FROM placed p JOIN programmes_call c ON c.id = p.id
WHERE p.place <= CASE p.state WHEN 'open' THEN {open} WHEN 'ahead' THEN {ahead} ELSE {past} END
ORDER BY p.nearness DESC, p.closes_at NULLS LAST, p.id
"""


def near(
    by: Capacity, ties: Mapping[str, Tie], *, sectors: list[str], stage: str, now: datetime
) -> list[Near]:
    """The calls nearest to these concepts, the nearest first. One query.

    Those open now, those that open later, and those that closed lately and whose programme has opened in several years.
    Rarity is counted over what this capacity may read, so that a draft of somebody else moves nothing.
    """
    reach, params = _reach(by, now)
    order = sorted(ties)
    mine = [order, [ties[one].weight for one in order], [ties[one].own == one for one in order]]
    sql = _SQL.format(
        reach=reach, to_all=OPEN_TO_ALL, of_sector=OF_THE_SECTOR, of_stage=FOR_THE_STAGE,
        open=MOST["open"], ahead=MOST["ahead"], past=MOST["past"],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *mine, sectors, [stage] if stage else []])
        return [_near(row) for row in cursor.fetchall()]


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


def _near(row: tuple[Any, ...]) -> Near:
    concepts, parts = row[5] or (), row[6] or ()
    return Near(
        *row[:5],
        tuple(zip(concepts, parts, strict=True)),
        tuple(row[7]),
        tuple(row[8]),
        *row[9:],
    )

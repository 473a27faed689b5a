"""The 52 doors: real bodies with their sourced facts, invented ones with everything else."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .records import Alias, Institution, Site, SourcedFact, Words

DATA = Path(__file__).parent / "data"
STREET_M = 220.0
NEUTRAL = "#6e675c"  # A real body's colours are its own: it gets the street's stone grey.
LANGUAGES_OF_CITY = {"Beijing": "zh", "Seoul": "ko", "Sejong": "ko", "Pangyo": "ko", "Daegu": "ko"}


@cache
def read(name: str) -> dict[str, Any]:
    """One TOML file of the data folder, parsed once."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def words(row: Mapping[str, Any] | None, source: str) -> Words:
    """A table with ko, zh and en as `Words` written in `source`; translations there are by hand."""
    row = row or {}
    origin = source if row.get(source) else next((code for code in ("ko", "zh", "en") if row.get(code)), source)
    return Words(ko=row.get("ko", ""), zh=row.get("zh", ""), en=row.get("en", ""), source=origin)


def _places() -> dict[str, tuple[int, float, float, str]]:
    """Door number, centre and width in metres, and side of each slug, from the order on each side."""
    order = read("doors")
    placed = {}
    for side, first in (("north", 1), ("south", 2)):
        widths = [1.5 if slug in order["wide"] else 1.0 for slug in order[side]]
        scale, at = STREET_M / sum(widths), 0.0
        for index, (slug, width) in enumerate(zip(order[side], widths, strict=True)):
            metres = width * scale
            placed[slug] = (first + 2 * index, round(at + metres / 2, 1), round(metres, 1), side)
            at += metres
    return placed


def _facts(row: Mapping[str, Any], labels: Mapping[str, Any], source: str) -> tuple[SourcedFact, ...]:
    return tuple(
        SourcedFact(
            label=words(labels[fact["about"]], source),
            value=words(fact, source),
            source=fact["source"],
            as_of=fact["as_of"],
            confidence=fact["confidence"],
        )
        for fact in row.get("facts", ())
    )


def _aliases(row: Mapping[str, Any]) -> tuple[Alias, ...]:
    return tuple(
        Alias(
            name=alias["name"],
            language=alias["language"],
            kind=alias["kind"],
            note=words(alias.get("note"), "en"),
            source=alias.get("source", ""),
        )
        for alias in row.get("aliases", ())
    )


def institutions() -> tuple[Institution, ...]:
    """All doors, by door number."""
    real, invented = read("institutions_real"), read("institutions_invented")
    placed = _places()
    rows = [(row, True) for row in real["body"]] + [(row, False) for row in invented["body"]]
    made = []
    for row, is_real in rows:
        door, centre, width, side = placed[row["slug"]]
        source = LANGUAGES_OF_CITY[row["city"]]
        name = words(row["name"], source)
        made.append(
            Institution(
                slug=row["slug"],
                code=row.get("code", ""),
                door=door,
                position_m=centre,
                width_m=width,
                side=side,
                kind=row["kind"],
                city=row["city"],
                name=name,
                sign=words(row.get("sign"), source) if is_real else name,
                summary=words(row["summary"], source),
                colour=row.get("colour", NEUTRAL),
                region=row["region"],
                sectors=tuple(row.get("sectors", ())),
                languages=tuple(row["languages"]),
                opened_year=row.get("opened_year"),
                real=is_real,
                funding=row.get("funding", "public"),
                facts=_facts(row, real["labels"], source),
                aliases=_aliases(row),
                sites=(_site(row, source),),
                opening_hours=row.get("hours", ""),
            )
        )
    return tuple(sorted(made, key=lambda institution: institution.door))


def _site(row: Mapping[str, Any], source: str) -> Site:
    return Site(
        name=words({"ko": "본관", "zh": "主楼", "en": "Main site"}, source),
        address=words(row["address"], source),
        region=row["region"],
        area_m2=row.get("area_m2"),
        floors_above=row.get("floors_above"),
        floors_below=row.get("floors_below"),
    )

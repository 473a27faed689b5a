"""The CSV files of this folder to one `Lexicon`; what cannot be read is told with file and line, all at once."""

import csv
import io
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from .concept import KINDS, SOURCES, STATUSES, Concept, Problem, parts_of, rules_of
from .model import Lexicon

FOLDER = Path(__file__).parent
COLUMNS = ("id", "kind", "ko", "zh", "en", "broader", "related", "weight", "rule", "source", "status", "note")

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon that ships, read once a process, with its spotter ready. Lines that cannot be read are left out."""
    found = read()
    found.spot("")  # makes the spotter now: several threads of a web process would each make it
    return found


def read(folder: Path = FOLDER) -> Lexicon:
    """Every `*.csv` of a folder, in the order of the file names. Raises OSError for a file that cannot be opened."""
    return read_texts((path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv")))


def read_texts(files: Iterable[tuple[str, bytes]]) -> Lexicon:
    """A lexicon from (name, content) of CSV files. Never raises on content: `Lexicon.problems` says what is wrong."""
    concepts: dict[str, Concept] = {}
    problems: list[Problem] = []
    for name, content in files:
        for concept in _rows(name, content, problems):
            first = concepts.setdefault(concept.id, concept)
            if first is not concept:
                problems.append(Problem(concept.line, f'"{concept.id}" is already in {first.line}'))
    return Lexicon(tuple(concepts.values()), tuple(sorted(problems)))


def _rows(name: str, content: bytes, problems: list[Problem]) -> Iterable[Concept]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problems.append(Problem(f"{name}:{line}", "is not UTF-8: save the sheet as CSV UTF-8"))
        return
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""))
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if missing := [column for column in COLUMNS if column not in header]:
            problems.append(Problem(f"{name}:1", f"lacks the columns {', '.join(missing)}"))
            return
        for cells in reader:
            where = f"{name}:{reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                problems.append(
                    Problem(where, f"has {len(cells)} cells, the first line {len(header)}: quote the commas")
                )
                continue
            concept = _concept(dict(zip(header, (cell.strip() for cell in cells), strict=True)), where, problems)
            if concept:
                yield concept
    except csv.Error as error:
        problems.append(Problem(f"{name}:{reader.line_num}", str(error)))


def _concept(row: dict[str, str], where: str, problems: list[Problem]) -> Concept | None:
    """A row as a concept; None, and problems, for one that says something impossible."""
    said: list[str] = []
    if not _SLUG.fullmatch(row["id"]):
        said.append(f'"{row["id"]}" is no id: lower-case English words with hyphens')
    for column, allowed in (("kind", KINDS), ("source", SOURCES), ("status", STATUSES)):
        if row[column] not in allowed:
            said.append(f'{column} "{row[column]}" is none of {", ".join(allowed)}')
    weight = 1.0
    try:
        weight = float(row["weight"] or 1)
        if not 0 < weight <= 1:
            raise ValueError
    except ValueError:
        said.append(f'weight "{row["weight"]}" is no number above 0 and up to 1')
    try:
        rules = rules_of(row["rule"])
    except ValueError as error:
        said.append(str(error))
    problems += [Problem(where, one) for one in said]
    if said:
        return None
    return Concept(
        id=row["id"], kind=row["kind"], ko=parts_of(row["ko"]), zh=parts_of(row["zh"]), en=parts_of(row["en"]),
        broader=parts_of(row["broader"]), related=parts_of(row["related"]), weight=weight, rules=rules,
        source=row["source"], status=row["status"], note=row["note"], line=where,
    )  # fmt: skip

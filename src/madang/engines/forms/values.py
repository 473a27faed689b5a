"""Answers as they come in, from a browser or as JSON, made canonical: what `clean` gives back it takes again unchanged.

Canonical values by kind (None is "not answered", always):

- text, long_text: text · number: digits as text, `"1234.5"` · date: `"2026-11-22"` · link: `"https://…"`
- money: `{"amount": "50000000", "currency": "KRW"}` · choice: a code, or a list of codes in the order of the options
- table: a list of rows `{column: value}`, empty cells left out
- file: a list of `{"document", "sha256", "name", "size", "kind", "pages"}`, the last four where known
- team: a list of `{"name", "role", "career", "founder"}`, empty ones left out
- consent: `{"version": "2026-1", "accepted": true}`

Figures are text so that no reader of JSON rounds them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any as Anything
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from . import figures, formats, plain
from .definition import (
    ChoiceLimits,
    Column,
    ConsentLimits,
    DateLimits,
    FileLimits,
    LinkLimits,
    MoneyLimits,
    NumberLimits,
    Question,
    TableLimits,
    TeamLimits,
    TextLimits,
    options,
)
from .problems import Problem

Value: TypeAlias = str | list[Anything] | dict[str, Anything] | None

MOST_ROWS: Final = 200
MOST_PROBLEMS: Final = 200
LONGEST_LINE: Final = 2_000
LONGEST_CELL: Final = 5_000
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_HOST: Final = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_YES: Final = ("on", "true", "yes", "1")
_NO: Final = ("off", "false", "no", "0")
# Whole units only, as these currencies are paid.
WHOLE: Final = ("KRW", "JPY")


@dataclass(frozen=True, slots=True)
class Taken:
    """What could be read of an answer, and what could not: a bad cell does not lose its table."""

    value: Value
    problems: tuple[Problem, ...] = ()


def clean(question: Question, raw: object, *, lang: str) -> Value | Problem:
    """The canonical value of one answer, or the first fault that keeps it from being read.

    Whether it keeps to the limits of the form is another matter (`checking`), so that a draft may hold a text that is
    still too long. `lang`: the language the answer is written in; every notation is read alike in all three today.
    Never raises, whatever `raw` is. `clean(clean(x)) == clean(x)`.
    """
    taken = take(question, raw, lang=lang)
    return taken.problems[0] if taken.problems else taken.value


def take(question: Question | Column, raw: object, *, lang: str) -> Taken:
    """Like `clean`, but keeps what could be read and says every fault (the first 200). A bad cell is left out."""
    reading = _Reading()
    value = reading.answer(question, raw)
    return Taken(value, tuple(problem.below(question.id) for problem in reading.problems))


class _Reading:
    """One walk through one answer."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fault(self, path: str, code: str, **params: str | int) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(path, code, params))

    def answer(self, asked: Question | Column, raw: object, path: str = "") -> Value:
        limits = asked.limits
        match limits:
            case TextLimits():
                longest = LONGEST_CELL if isinstance(asked, Column) else plain.LONGEST
                single = asked.kind == "text"
                if limits.format and isinstance(raw, str):
                    raw = formats.folded(raw)
                return self._text(raw, path, min(longest, LONGEST_LINE) if single else longest, single=single)
            case NumberLimits():
                return self._number(raw, path)
            case MoneyLimits():
                return self._money(limits, raw, path)
            case DateLimits():
                return self._day(raw, path)
            case ChoiceLimits():
                return self._choice(limits, raw, path)
            case LinkLimits():
                return self._link(raw, path)
            case TableLimits():
                return self._table(limits, raw, path)
            case FileLimits():
                return self._files(raw, path)
            case TeamLimits():
                return self._rows(raw, path, "not_team", self._member)
            case ConsentLimits():
                return self._consent(limits, raw, path)

    def _text(self, raw: object, path: str, longest: int, *, single: bool) -> str | None:
        if raw is None:
            return None
        if not isinstance(raw, str):
            self.fault(path, "not_text")
            return None
        if len(raw) > plain.LONGEST:
            self.fault(path, "too_big", high=longest)
            return None
        text = plain.line(raw) if single else plain.lines(raw)
        if len(text) > longest:
            self.fault(path, "too_big", high=longest)
            return None
        return text if plain.says_something(text) else None

    def _number(self, raw: object, path: str) -> str | None:
        if _blank(raw):
            return None
        value = figures.number(raw)
        if value is None:
            self.fault(path, "not_number", value=shortened(raw))
            return None
        return figures.plain(value)

    def _money(self, limits: MoneyLimits, raw: object, path: str) -> dict[str, Anything] | None:
        currency: object = None
        if isinstance(raw, Mapping):
            currency = raw.get("currency")
            raw = raw.get("amount")
        if _blank(raw):
            return None
        named: str | None = None
        if isinstance(raw, str):
            found = figures.money(raw)
            value, named = found if found else (None, None)
        else:
            value = figures.number(raw)
        if value is None:
            self.fault(path, "not_money", value=shortened(raw))
            return None
        code = currency if isinstance(currency, str) and currency else named or limits.currencies[0]
        if code not in limits.currencies or (named and named != code):
            self.fault(path, "currency", value=shortened(named or code), choices=", ".join(limits.currencies))
            return None
        if value != round(value, 0 if code in WHOLE else 2):
            self.fault(path, "money_fraction", currency=code)
            return None
        return {"amount": figures.plain(value), "currency": code}

    def _day(self, raw: object, path: str) -> str | None:
        if _blank(raw):
            return None
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw.isoformat()
        found = figures.day(raw) if isinstance(raw, str) else None
        if found is None:
            self.fault(path, "not_date", value=shortened(raw))
            return None
        return found.isoformat()

    def _choice(self, limits: ChoiceLimits, raw: object, path: str) -> str | list[Anything] | None:
        if isinstance(raw, str) or raw is None:
            picks: list[object] = [raw]
        elif isinstance(raw, bool):
            picks = ["true" if raw else "false"]
        elif isinstance(raw, Sequence | set | frozenset) and len(raw) <= MOST_ROWS:
            picks = list(raw)
        else:
            self.fault(path, "choice", value=shortened(raw))
            return None
        known = [choice.code for choice in options(limits)]
        wanted: set[str] = set()
        for pick in picks:
            if _blank(pick):
                continue
            code = pick.strip() if isinstance(pick, str) else ""
            if limits.terms == "yes_no":
                code = {**dict.fromkeys(_YES, "true"), **dict.fromkeys(_NO, "false")}.get(figures.folded(code), code)
            if code not in known:
                self.fault(path, "choice", value=shortened(pick))
                continue
            wanted.add(code)
        chosen = [code for code in known if code in wanted]
        if limits.many:
            return list(chosen) or None
        if len(chosen) > 1:
            self.fault(path, "one_pick")
            return None
        return chosen[0] if chosen else None

    def _link(self, raw: object, path: str) -> str | None:
        text = self._text(raw, path, LONGEST_LINE, single=True)
        if text is None:
            return None
        address = text if "://" in text else f"https://{text}"
        if address.lower().startswith("http://"):
            self.fault(path, "not_https")
            return None
        link = https(address)
        if link is None:
            self.fault(path, "not_link", value=shortened(text))
        return link

    def _rows(
        self, raw: object, path: str, code: str, read: Callable[[Mapping[Anything, Anything], str], dict[str, Anything]]
    ) -> list[Anything] | None:
        if _blank(raw) or raw == {}:
            return None
        if not isinstance(raw, list | tuple):
            self.fault(path, code)
            return None
        if len(raw) > MOST_ROWS:
            self.fault(path, "too_many", high=MOST_ROWS)
            return None
        rows: list[Anything] = []
        for row in raw:
            if not isinstance(row, Mapping):
                self.fault(f"{path}[{len(rows)}]", code)
            elif values := read(row, f"{path}[{len(rows)}]"):
                rows.append(values)
        return rows or None

    def _table(self, limits: TableLimits, raw: object, path: str) -> list[Anything] | None:
        known = {column.id for column in limits.columns}

        def cells(row: Mapping[Anything, Anything], at: str) -> dict[str, Anything]:
            for key in list(row)[:MOST_ROWS]:
                if key not in known and len(self.problems) < MOST_PROBLEMS and not _blank(row[key]):
                    self.fault(at, "unknown_column", value=shortened(key))
            read = {
                column.id: self.answer(column, row.get(column.id), f"{at}.{column.id}") for column in limits.columns
            }
            return {key: value for key, value in read.items() if value is not None}

        return self._rows(raw, path, "not_table", cells)

    def _files(self, raw: object, path: str) -> list[Anything] | None:
        if isinstance(raw, Mapping):
            raw = [raw]
        found = self._rows(raw, path, "not_file", self._file)
        seen: dict[str, Anything] = {}
        for file in found or ():
            seen.setdefault(file["document"], file)
        return list(seen.values()) or None

    def _file(self, row: Mapping[Anything, Anything], at: str) -> dict[str, Anything]:
        document, digest = row.get("document"), row.get("sha256")
        document = str(document) if isinstance(document, int) and not isinstance(document, bool) else document
        if not (isinstance(document, str) and 0 < len(document := plain.line(document[:100])) <= 64):
            self.fault(at, "not_file")
            return {}
        if not (isinstance(digest, str) and _HASH.fullmatch(digest)):
            self.fault(at, "not_file")
            return {}
        file: dict[str, Anything] = {"document": document, "sha256": digest}
        for key, longest in (("name", 255), ("kind", 24)):
            if isinstance(text := row.get(key), str) and (short := plain.line(text[:LONGEST_LINE])[:longest].strip()):
                file[key] = short
        for key in ("size", "pages"):
            count = row.get(key)
            if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 10**15:
                file[key] = count
        return file

    def _member(self, row: Mapping[Anything, Anything], at: str) -> dict[str, Anything]:
        member: dict[str, Anything] = {}
        for key, longest in (("name", 80), ("role", 120), ("career", LONGEST_CELL)):
            text = self._text(row.get(key), f"{at}.{key}", longest, single=key != "career")
            if text is not None:
                member[key] = text
        founder = row.get("founder")
        founder = str(founder) if isinstance(founder, int) and not isinstance(founder, bool) else founder
        if isinstance(founder, str) and member and (code := plain.line(founder[:64])):
            member["founder"] = code
        return member

    def _consent(self, limits: ConsentLimits, raw: object, path: str) -> dict[str, Anything] | None:
        version: object = limits.version
        if isinstance(raw, Mapping):
            version, raw = raw.get("version", limits.version), raw.get("accepted")
        if isinstance(raw, str):
            word = figures.folded(raw)
            raw = True if word in _YES else False if word in _NO else raw
        if _blank(raw):
            return None
        if not isinstance(raw, bool):
            self.fault(path, "not_consent")
            return None
        if version != limits.version:
            self.fault(path, "consent_version")
            return None
        return {"version": limits.version, "accepted": raw}


def https(address: str) -> str | None:
    """The address in canonical form if it is a complete public https one without user, else None."""
    if any(sign.isspace() for sign in address):
        return None
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode().lower()
        port = parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme != "https" or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    if any(sign in address for sign in "<>\"'`\\{}|^"):
        return None
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    link = f"https://{host}{f':{port}' if port not in (None, 443) else ''}{parts.path}{query}{fragment}"
    return link if len(link) <= LONGEST_LINE else None


def shortened(raw: object) -> str:
    """What somebody wrote, short and safe enough to be repeated in a message."""
    if isinstance(raw, bool | float | None):
        return str(raw)
    text = plain.line(raw[:200]) if isinstance(raw, str) else type(raw).__name__
    return f"{text[:40]}…" if len(text) > 40 else text


def _blank(raw: object) -> bool:
    return raw is None or raw == [] or raw == () or (isinstance(raw, str) and not raw[:1_000].strip())

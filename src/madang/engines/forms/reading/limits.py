"""The limits of each kind of question, read from JSON."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any as Anything
from typing import Final, cast

from madang.engines.forms.definition import (
    CELL_KINDS,
    FORMATS,
    TERMS,
    CellLimits,
    Choice,
    ChoiceLimits,
    Column,
    ConsentLimits,
    DateLimits,
    FileLimits,
    Limits,
    LinkLimits,
    MoneyLimits,
    NumberLimits,
    TableLimits,
    TeamLimits,
    TextLimits,
)
from madang.engines.taxonomy import CURRENCIES, DOCUMENTS

from .primitives import OPTION, VERSION_NAME, Reader

MOST_OPTIONS: Final = 200
MOST_COLUMNS: Final = 20
MOST_ROWS: Final = 200
MOST_FILES: Final = 50
MOST_MEGABYTES: Final = 500
MOST_PAGES: Final = 5_000
_Form = Mapping[str, Anything]


def read_limits(reader: Reader, path: str, kind: str, form: object) -> Limits | None:
    """The limits of a question of that kind; None where they cannot be read at all."""
    read, known, needed = _READERS[kind]
    found = reader.mapping(path, form, known, needed)
    if found is None or any(key not in found for key in needed):
        return None
    return read(reader, path, found)


def _text(reader: Reader, path: str, form: _Form) -> TextLimits:
    least = reader.lengths(f"{path}.min", form.get("min"))
    most = reader.lengths(f"{path}.max", form.get("max"))
    for lang in least:
        reader.ordered(f"{path}.min.{lang}", least[lang], most.get(lang))
    style = reader.one_of(f"{path}.format", form.get("format", ""), FORMATS) or ""
    return TextLimits(min=least, max=most, spaces=reader.flag(f"{path}.spaces", form.get("spaces", True)), format=style)


def _number(reader: Reader, path: str, form: _Form) -> NumberLimits:
    least, most, step = (reader.figure(f"{path}.{key}", form.get(key)) for key in ("min", "max", "step"))
    reader.ordered(f"{path}.min", least, most)
    if step is not None and step <= 0:
        reader.fault(f"{path}.step", "not_step")
        step = None
    return NumberLimits(
        min=least,
        max=most,
        step=step,
        decimals=reader.whole(f"{path}.decimals", form.get("decimals", 0), low=0, high=6),
        unit=reader.words(f"{path}.unit", form.get("unit"), optional=True),
    )


def _money(reader: Reader, path: str, form: _Form) -> MoneyLimits:
    rows = reader.rows(f"{path}.currencies", form.get("currencies", ["KRW"]), least=1, most=len(CURRENCIES))
    codes = [reader.one_of(f"{path}.currencies[{at}]", row, CURRENCIES) for at, row in enumerate(rows)]
    if len(set(codes)) < len(codes):
        reader.fault(f"{path}.currencies", "twice", value=next(code or "" for code in codes if codes.count(code) > 1))
    least = reader.figure(f"{path}.min", form.get("min", Decimal(0)))
    most = reader.figure(f"{path}.max", form.get("max"))
    reader.ordered(f"{path}.min", least, most)
    return MoneyLimits(currencies=tuple(code for code in codes if code) or ("KRW",), min=least, max=most)


def _date(reader: Reader, path: str, form: _Form) -> DateLimits:
    first, last = (reader.day(f"{path}.{key}", form.get(key)) for key in ("min", "max"))
    reader.ordered(f"{path}.min", first, last)
    return DateLimits(min=first, max=last, future=reader.flag(f"{path}.future", form.get("future", True)))


def _choice(reader: Reader, path: str, form: _Form) -> ChoiceLimits:
    terms = form.get("terms") or ""
    if terms:
        terms = reader.one_of(f"{path}.terms", terms, TERMS) or ""
    rows = form.get("options") or []
    if bool(form.get("terms")) == bool(rows):
        reader.fault(path, "options_or_terms")
    read = [
        _option(reader, f"{path}.options[{at}]", row)
        for at, row in enumerate(reader.rows(f"{path}.options", rows, most=MOST_OPTIONS))
    ]
    found = tuple(option for option in read if option)
    _no_twins(reader, f"{path}.options", [option.code for option in found])
    many = reader.flag(f"{path}.many", form.get("many", False))
    least = reader.whole(f"{path}.min", form.get("min", 0), low=0, high=MOST_OPTIONS)
    most = form.get("max")
    most = most if most is None else reader.whole(f"{path}.max", most, low=1, high=MOST_OPTIONS)
    reader.ordered(f"{path}.min", least, most)
    return ChoiceLimits(options=found, terms=terms, many=many, min=least, max=most)


def _option(reader: Reader, path: str, form: object) -> Choice | None:
    found = reader.mapping(path, form, ("code", "label"), ("code", "label"))
    if found is None or "code" not in found or "label" not in found:
        return None
    code = reader.code(f"{path}.code", found["code"], OPTION)
    label = reader.words(f"{path}.label", found["label"])
    return Choice(code, label) if code else None


def _no_twins(reader: Reader, path: str, codes: list[str]) -> None:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        reader.fault(path, "twice", value=code)


def _table(reader: Reader, path: str, form: _Form) -> TableLimits:
    rows = reader.rows(f"{path}.columns", form["columns"], least=1, most=MOST_COLUMNS)
    columns = [_column(reader, f"{path}.columns[{at}]", row) for at, row in enumerate(rows)]
    found = tuple(column for column in columns if column)
    _no_twins(reader, f"{path}.columns", [column.id for column in found])
    least = reader.whole(f"{path}.min", form.get("min", 0), low=0, high=MOST_ROWS)
    most = reader.whole(f"{path}.max", form.get("max", 20), low=1, high=MOST_ROWS)
    reader.ordered(f"{path}.min", least, most)
    return TableLimits(columns=found, min=least, max=most)


def _column(reader: Reader, path: str, form: object) -> Column | None:
    found = reader.mapping(path, form, ("id", "kind", "label", "required", "limits"), ("id", "kind", "label"))
    if found is None or any(key not in found for key in ("id", "kind", "label")):
        return None
    code = reader.code(f"{path}.id", found["id"])
    kind = reader.one_of(f"{path}.kind", found["kind"], CELL_KINDS)
    label = reader.words(f"{path}.label", found["label"])
    required = reader.flag(f"{path}.required", found.get("required", False))
    limits = read_limits(reader, f"{path}.limits", kind, found.get("limits", {})) if kind else None
    if not code or kind is None or limits is None:
        return None
    return Column(id=code, kind=kind, label=label, required=required, limits=cast(CellLimits, limits))


def _file(reader: Reader, path: str, form: _Form) -> FileLimits:
    rows = reader.rows(f"{path}.kinds", form.get("kinds", []), most=len(DOCUMENTS))
    kinds = [reader.one_of(f"{path}.kinds[{at}]", row, DOCUMENTS) for at, row in enumerate(rows)]
    pages = form.get("pages")
    return FileLimits(
        kinds=tuple(kind for kind in kinds if kind),
        max=reader.whole(f"{path}.max", form.get("max", 1), low=1, high=MOST_FILES),
        megabytes=reader.whole(f"{path}.megabytes", form.get("megabytes", 20), low=1, high=MOST_MEGABYTES),
        pages=None if pages is None else reader.whole(f"{path}.pages", pages, low=1, high=MOST_PAGES),
    )


def _link(_reader: Reader, _path: str, _form: _Form) -> LinkLimits:
    return LinkLimits()


def _team(reader: Reader, path: str, form: _Form) -> TeamLimits:
    least = reader.whole(f"{path}.min", form.get("min", 0), low=0, high=MOST_ROWS)
    most = reader.whole(f"{path}.max", form.get("max", 10), low=1, high=MOST_ROWS)
    reader.ordered(f"{path}.min", least, most)
    return TeamLimits(min=least, max=most, career=reader.lengths(f"{path}.career", form.get("career")))


def _consent(reader: Reader, path: str, form: _Form) -> ConsentLimits:
    return ConsentLimits(
        text=reader.words(f"{path}.text", form["text"], prose=True),
        version=reader.code(f"{path}.version", form["version"], VERSION_NAME),
    )


_Read = Callable[[Reader, str, _Form], Limits]
_TEXT: Final = (_text, ("min", "max", "spaces", "format"), ())
_READERS: Final[Mapping[str, tuple[_Read, tuple[str, ...], tuple[str, ...]]]] = {
    "text": _TEXT,
    "long_text": _TEXT,
    "number": (_number, ("min", "max", "step", "decimals", "unit"), ()),
    "money": (_money, ("currencies", "min", "max"), ()),
    "date": (_date, ("min", "max", "future"), ()),
    "choice": (_choice, ("options", "terms", "many", "min", "max"), ()),
    "table": (_table, ("columns", "min", "max"), ("columns",)),
    "file": (_file, ("kinds", "max", "megabytes", "pages"), ()),
    "link": (_link, (), ()),
    "team": (_team, ("min", "max", "career"), ()),
    "consent": (_consent, ("text", "version"), ("text", "version")),
}

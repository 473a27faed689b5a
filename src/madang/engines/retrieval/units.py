"""One clause of a query, cut into what is asked for: Korean, Chinese, Latin words and numbers each in their way."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .tokens import (
    JOINT,
    STOP_EN,
    STOP_KO,
    STOP_ZH,
    Folded,
    Lang,
    Run,
    Script,
    latin_forms,
    number_forms,
    runs,
    stem,
)
from .vocabulary import PARTICLES, Piece, Vocabulary

Form = tuple[str, ...]
"""Index terms that follow one another; nearly always a single one."""

_ENDING = re.compile(r"^(?:[하했합해되됐된될됩받시었였았겠습싶주]|드리|드립|드려)")
_WORDS_ZH = "|".join(sorted((word for word in STOP_ZH if len(word) > 1), key=lambda word: (-len(word), word)))
_LEADING = re.compile(rf"^(?:{_WORDS_ZH}|[我想找请的给在])+")  # other single ones begin real words: 有机, 能源
_TRAILING = re.compile(rf"(?:{_WORDS_ZH}|[的吗呢吧啊了])+$")
_JAMO_TAIL = re.compile(r"[ㄱ-ㆎ]+$")


@dataclass(frozen=True, slots=True)
class Group:
    """One thing asked for. Any of `forms` or, for a word still being typed, any word that begins as `prefixes` do."""

    text: str
    forms: tuple[Form, ...]
    known: bool = True
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The corpus's words, and names to be cut out of a query although no document holds them."""

    vocabulary: Vocabulary
    names: Container[str] = ()

    def __contains__(self, term: str) -> bool:
        return term in self.vocabulary

    def cut(self, run: str) -> list[Piece]:
        return self.vocabulary.cut(run, also=self.names)

    def parts(self, word: str) -> tuple[str, ...]:
        return self.vocabulary.parts(word)


@dataclass(frozen=True, slots=True)
class Unit:
    """A group in the making: `key` is how `expand` knows it, `row` tells which units stood in one row of words."""

    group: Group
    script: Script
    key: str
    row: int
    start: int
    end: int


def units_of(source: Folded, words: Lexicon, *, lang: Lang, open_end: bool) -> list[Unit]:
    """The units of one clause with their source offsets; `open_end`: its last word may be unfinished."""
    units: list[Unit] = []
    found = list(runs(source.text))
    for row, same in enumerate(_rows(found, source.text)):
        last = open_end and same[-1] is found[-1]
        match same[0].script:
            case "hangul":
                units += _hangul(same, row, words, last)
            case "han":
                units += _han(same[0], row, words, last)
            case "latin":
                said = source.said(same[0].start, same[0].end)
                if not (lang == "en" and same[0].text in STOP_EN and said != said.upper()) or last:
                    units.append(_latin(same[0], said, row, words, last))
            case "number":
                units.append(_number(same[0], row, words, last))
    if any(unit.group.known for unit in units):  # a stray syllable beside real words is an ending or a slip
        units = [unit for unit in units if unit.group.known or unit.group.prefixes or len(unit.group.text) > 1]
    return [replace(unit, start=start, end=end) for unit in units for start, end in [source.span(unit.start, unit.end)]]


def _rows(found: list[Run], text: str) -> list[list[Run]]:
    """Hangul words with nothing but a space between them lie in one row; every other run is a row of its own."""
    rows: list[list[Run]] = [[run] for run in found[:1]]
    for before, run in pairwise(found):
        near = not text[before.end : run.start].strip(" ")
        if run.script == before.script == "hangul" and near:
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _hangul(row: list[Run], number: int, words: Lexicon, last: bool) -> list[Unit]:
    units: list[Unit] = []
    meant = [run for run in row if not _says_nothing(run.text) or (last and run is row[-1])]
    for run in _respaced(meant, words):
        text = _JAMO_TAIL.sub("", run.text)
        if not text:
            continue
        ends = last and run.end == row[-1].end
        pieces = words.cut(text)
        kept = _kept(pieces, open_end=ends)
        if any(not piece.known for piece in kept):
            word = _stripped(pieces)
            if not (ends and kept[-1] is pieces[-1] and not kept[-1].known and len(kept) > 1):
                units.append(_unit(word, [(word,)], "hangul", number, run.start, run.start + len(word), known=False))
        for piece in kept:
            for part in words.parts(piece.text) if piece.known else ():
                start = run.start + piece.start
                end = start + len(piece.text)
                units.append(_unit(part, [(part,)], "hangul", number, start, end, known=part in words))
        if ends:
            units = _opened(units, text, pieces[-1], number, run)
    return units


def _says_nothing(word: str) -> bool:
    """A function word, with or without particles: 등, 등에, 등에의."""
    return any(
        word[:size] in STOP_KO and (size == len(word) or word[size:] in PARTICLES) for size in range(1, len(word) + 1)
    )


def _kept(pieces: list[Piece], *, open_end: bool) -> list[Piece]:
    """Pieces that mean something: no particles, no endings, no stray syllables beside real words."""
    known = [piece for piece in pieces if piece.known and len(piece.text) > 1]
    kept: list[Piece] = []
    for place, piece in enumerate(pieces):
        tail = place > 0 and place == len(pieces) - 1 and not open_end
        if piece.particle or (tail and not piece.known and (len(piece.text) == 1 or _ENDING.match(piece.text))):
            continue
        if piece.known and len(piece.text) == 1 and known:
            continue
        kept.append(piece)
    return kept


def _stripped(pieces: list[Piece]) -> str:
    """The word without the particles at its end."""
    while len(pieces) > 1 and pieces[-1].particle:
        pieces = pieces[:-1]
    word = "".join(piece.text for piece in pieces)
    if not pieces[-1].known:  # an unknown word took its particle along
        for size in (3, 2, 1):
            if len(word) > size + 1 and word[-size:] in PARTICLES:
                return word[:-size]
    return word


def _opened(units: list[Unit], text: str, tail: Piece, number: int, run: Run) -> list[Unit]:
    """Let the last word match as a prefix: as a whole, and by its last piece."""
    mine = [unit for unit in units if unit.start >= run.start]
    if not mine or (not tail.known and not tail.particle and mine[-1].group.known):
        units = [*units, _unit(tail.text, [], "hangul", number, run.start + tail.start, run.end)]
        mine = [unit for unit in units if unit.start >= run.start]
    others = units[: len(units) - len(mine)]
    final = mine[-1]
    mine = [_prefixed(unit, text) for unit in mine]
    mine[-1] = _prefixed(mine[-1], final.group.text)
    return [*others, *mine]


def _prefixed(unit: Unit, prefix: str) -> Unit:
    prefixes = tuple(dict.fromkeys((*unit.group.prefixes, prefix)))
    return replace(unit, group=replace(unit.group, prefixes=prefixes))


def _respaced(row: list[Run], words: Lexicon) -> list[Run]:
    """Join two neighbours where that leaves fewer unknown characters: 스타 트업 -> 스타트업."""
    out: list[Run] = []
    for run in row:
        if out:
            before = out[-1]
            apart = _unknown_size(before.text, words) + _unknown_size(run.text, words)
            if apart and _unknown_size(before.text + run.text, words) < apart:
                out[-1] = Run(before.text + run.text, "hangul", before.start, run.end)
                continue
        out.append(run)
    return out


def _unknown_size(text: str, words: Lexicon) -> int:
    return sum(len(piece.text) for piece in words.cut(text) if not piece.known and not piece.particle)


def _han(run: Run, number: int, words: Lexicon, last: bool) -> list[Unit]:
    units: list[Unit] = []
    pieces = words.cut(run.text)
    several = any(piece.known and len(piece.text) > 1 for piece in pieces)
    for piece in pieces:
        text, start = (piece.text, piece.start) if piece.known else _without_stops(piece)
        if not text or text in STOP_ZH or (several and _is_thin(text, words)):
            continue
        at = run.start + start
        for part in words.parts(text) if piece.known else (text,):
            units.append(_unit(part, [(part,)], "han", number, at, at + len(part), known=part in words))
            at += len(part)
    if last and units:
        units[-1] = _prefixed(units[-1], units[-1].group.text)
    return units


def _is_thin(text: str, words: Lexicon) -> bool:
    """Beside real words, one character says too little, and so does an unknown stretch that is one but for 的 and 与."""
    return len(text if text in words else [char for char in text if char not in STOP_ZH]) <= 1


def _without_stops(piece: Piece) -> tuple[str, int]:
    """An unknown stretch without the function words around it, and where it starts now."""
    text = _LEADING.sub("", piece.text)
    start = piece.start + len(piece.text) - len(text)
    return _TRAILING.sub("", text), start


def _latin(run: Run, said: str, number: int, words: Lexicon, last: bool) -> Unit:
    forms: list[Form] = [(form,) for form in latin_forms(run.text, said=said)]
    raw = forms[0][0]
    if len(forms) > 1 and not raw.isalpha():  # one-stop: its parts count only in a row
        parts = JOINT.split(raw)
        forms = [(raw,), ("".join(parts),)]
        if all(len(part) > 1 for part in parts):
            forms.append(tuple(parts))
    known = any(form and all(term in words for term in form) for form in forms)
    unit = _unit(raw, [form for form in forms if form], "latin", number, run.start, run.end, known=known)
    unit = replace(unit, key=key_of(run))
    return _prefixed(unit, raw) if last else unit


def _number(run: Run, number: int, words: Lexicon, last: bool) -> Unit:
    forms = number_forms(run.text)
    known = forms[0] in words
    unit = _unit(forms[0], [(form,) for form in (forms[:1] if known else forms)], "number", number, run.start, run.end)
    return _prefixed(unit, forms[0]) if last else unit


def _unit(text: str, forms: list[Form], script: Script, row: int, start: int, end: int, *, known: bool = True) -> Unit:
    return Unit(Group(text, tuple(forms), known), script, text, row, start, end)


def key_of(run: Run) -> str:
    if run.script == "latin":
        return "" if run.text in STOP_EN else f" {stem(run.text)} "
    return run.text


def join_keys(keys: Sequence[str]) -> str:
    return " ".join("".join(keys).split())

"""The index side: a text to terms, with Kiwi (Korean), jieba (Chinese) and Snowball (English), loaded at need.

Kiwi takes about 470 MB of memory and 3 s to load, so an `Analyser` belongs in the worker, the importer and the seed
command. The web process asks with `madang.engines.retrieval.query`, which needs none of them.
"""

import math
import re
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from .tokens import (
    STEM_MARK,
    STOP_EN,
    STOP_KO,
    STOP_ZH,
    Folded,
    Lang,
    Run,
    detect,
    folded,
    latin_forms,
    number_forms,
    runs,
)

Weight = Literal["A", "B", "C", "D"]
Kind = Literal["word", "whole", "part", "stem", "number"]

TEXT_LIMIT = 200_000
"""Characters read of one text; the rest is not indexed. A long call with attachments has about 40,000."""

LEXEME_BYTES = 2_046  # PostgreSQL: MAXSTRLEN is 2^11 - 1
POSITION_LIMIT = 16_383  # PostgreSQL clamps positions here
POSITIONS_EACH = 255  # PostgreSQL keeps at most 256 positions of a lexeme
VECTOR_BYTES = 900_000  # PostgreSQL refuses a tsvector over 1 MB
FIELD_GAP = 8  # between two fields, so that no phrase spans them

WHOLE_LIMIT = 24  # characters of a compound kept whole

_NOUNS = frozenset({"NNG", "NNP", "XR", "SH"})
_RANK = re.compile(r"(?<=..)(?:특별자치시|특별자치도|특별시|광역시|[시도군구])$")
_VERBS = frozenset({"VV", "VA", "VV-I", "VV-R", "VA-I", "VA-R"})


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to be found by. Terms of one word share its `position` (1, 2, ...); a "whole" has one per part.

    kind: "word"; "whole" compound (창업지원센터); "part" of a longer dictionary word (机器 in 机器人);
    "stem" (marked "~", never shown to people); "number", with its unit where it has one.
    """

    text: str
    kind: Kind
    position: int


@dataclass(frozen=True, slots=True)
class _Atom:
    """One position of the text: its own form, others that stand for it, and where it lies."""

    text: str
    kind: Kind
    start: int
    end: int
    parts: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()


class Analyser:
    """Texts to index terms. Safe to share between threads; loads each language's engine when it first meets it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: dict[str, Any] = {}

    def index_terms(self, text: str, lang: Lang | None = None) -> list[Term]:
        """Terms of a text in reading order; `lang` None detects it. Words of another script get their own analysis.

        At most `TEXT_LIMIT` characters are read. Never raises on any text.
        """
        source = folded(text[:TEXT_LIMIT])
        lang = lang or detect(text)
        terms: list[Term] = []
        for position, atom in enumerate(self._atoms(source, lang), start=1):
            terms.append(Term(atom.text, atom.kind, position))
            terms.extend(Term(whole, "whole", position) for whole in atom.wholes)
            terms.extend(Term(part, "part", position) for part in atom.parts)
            terms.extend(Term(one, "stem", position) for one in atom.stems)
        return terms

    def tsvector(self, fields: Mapping[Weight, Sequence[tuple[str, Lang | None]]]) -> str:
        """A `tsvector` literal of texts by weight: `{"A": [(title, "ko"), (name, "en")], "C": [(body, None)]}`."""
        return to_tsvector_text(
            {weight: [self.index_terms(text, lang) for text, lang in texts] for weight, texts in fields.items()}
        )

    def _atoms(self, source: Folded, lang: Lang) -> Iterator[_Atom]:
        hangul = self._hangul(source.text)
        for run in runs(source.text):
            match run.script:
                case "number":
                    forms = number_forms(run.text)
                    yield _Atom(forms[0], "number", run.start, run.end, forms[1:])
                case "latin":
                    yield from _latin(run, source.said(run.start, run.end), lang)
                case "hangul":
                    yield from _compounds(hangul.get(run.start, []), run)
                case "han" if lang == "ko" and run.end - run.start <= 3:
                    yield _Atom(run.text, "word", run.start, run.end)  # 美, 對中: not worth waking jieba
                case "han":
                    yield from self._han(run)

    def _hangul(self, text: str) -> dict[int, list[_Atom]]:
        """Kiwi's morphemes worth finding, by the start of the Hangul run they lie in."""
        stretches = [run for run in runs(text) if run.script == "hangul"]
        if not stretches:
            return {}
        found: dict[int, list[_Atom]] = {run.start: [] for run in stretches}
        rest = iter(stretches)
        run = next(rest)
        for token in self._kiwi().tokenize(text):
            start, end = token.start, token.start + token.len
            while run.end <= start:
                following = next(rest, None)
                if following is None:
                    return found
                run = following
            if end > run.start:
                _add(found[run.start], token.form, token.tag, text, max(start, run.start), min(end, run.end))
        return found

    def _han(self, run: Run) -> Iterator[_Atom]:
        """jieba's words; a long one made of dictionary words is cut into them and kept whole on each of them.

        Without jieba's guesses at new words: it glues function words together (并在, 所需). Single characters in a row,
        a name perhaps, are kept together instead. Every dictionary word that begins inside an atom stands beside it.
        """
        jieba = self._jieba()
        frequency: Mapping[str, int] = jieba.FREQ
        at = 0
        loose: list[tuple[str, int]] = []
        for word in [*jieba.cut(run.text, HMM=False), ""]:
            start, at = at, at + len(word)
            if len(word) == 1 and word not in STOP_ZH:
                loose.append((word, start))
                continue
            name = "".join(char for char, _ in loose)
            for tile, place in [*loose, *_tiles(word, start, frequency)]:
                whole = name if place < start else word
                wholes = (whole,) if tile != whole and len(whole) <= WHOLE_LIMIT else ()
                inner = _begins(run.text, place, place + len(tile), frequency)
                first = run.start + place
                parts = tuple(part for part in inner if part not in (tile, whole))
                yield _Atom(tile, "word", first, first + len(tile), parts, wholes=wholes)
            loose = []

    def _kiwi(self) -> Any:
        return self._load("ko", lambda: import_module("kiwipiepy").Kiwi(num_workers=1))

    def _jieba(self) -> Any:
        return self._load("zh", _open_jieba)

    def _load(self, name: str, make: Any) -> Any:
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = make()
            return self._loaded[name]


def _open_jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # plain-string patterns, and pkg_resources
        jieba = import_module("jieba")
    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def _add(atoms: list[_Atom], form: str, tag: str, text: str, start: int, end: int) -> None:
    """Add a morpheme to a run's atoms, or join prefix and suffix to their noun: 신+산업, 창업+자."""
    surface = text[start:end]
    last = atoms[-1] if atoms and atoms[-1].end == start else None
    if tag == "XSN" and surface != "들" and last is not None and last.kind == "word":
        atoms[-1] = _Atom(last.text + surface, "word", last.start, end, (*last.parts, last.text))
    elif tag in _NOUNS and last is not None and last.kind == "part":
        atoms[-1] = _Atom(last.text + surface, "word", last.start, end, (surface,))
    elif tag == "XPN":
        atoms.append(_Atom(surface, "part", start, end))
    elif tag in _NOUNS and surface not in STOP_KO:
        atoms.append(_Atom(surface, "word", start, end, _place(surface) if tag == "NNP" else ()))
    elif tag == "ETN" and atoms and atoms[-1].kind == "stem":  # a verb made a noun: 알리+ㅁ -> 알림
        atoms[-1] = _Atom(text[atoms[-1].start : end], "word", atoms[-1].start, end)
    elif tag in _VERBS and len(form) > 1 and form not in STOP_KO:
        atoms.append(_Atom(form, "stem", start, end))


def _place(name: str) -> tuple[str, ...]:
    """A place without its rank: 춘천시 -> 춘천, 제주특별자치도 -> 제주. Empty for other names."""
    bare = _RANK.sub("", name)
    return (bare,) if bare != name else ()


def _compounds(atoms: list[_Atom], run: Run) -> Iterator[_Atom]:
    """Give every atom of an unbroken row of nouns the whole row as well, and the last row all that stands before it.

    The latter keeps names findable whose first part is no noun: 바로대출, 노란우산, 백년가게.
    """
    rows: list[list[_Atom]] = []
    for atom in atoms:
        if rows and atom.kind != "stem" and rows[-1][-1].kind != "stem" and atom.start == rows[-1][-1].end:
            rows[-1].append(atom)
        else:
            rows.append([atom])
    for row in rows:
        wholes = ["".join(atom.text for atom in row)] if len(row) > 1 else []
        if row is rows[-1] and row[0].start > run.start and row[-1].kind != "stem":
            wholes.append(run.text[: row[-1].end - run.start])
        wholes = [whole for whole in wholes if len(whole) <= WHOLE_LIMIT]
        for atom in row:
            yield _Atom(atom.text, "word", atom.start, atom.end, atom.parts, wholes=tuple(wholes))


def _latin(run: Run, said: str, lang: Lang) -> Iterator[_Atom]:
    if lang == "en" and run.text in STOP_EN and said != run.text.upper():
        return
    raw, *others = latin_forms(run.text, said=said)
    stems = tuple(form for form in others if form.startswith(STEM_MARK))
    parts = tuple(form for form in others if not form.startswith(STEM_MARK))
    yield _Atom(raw, "word", run.start, run.end, parts, stems)


def _tile(word: str, frequency: Mapping[str, int]) -> list[str]:
    """The likeliest cut of a word of 4 characters and more into dictionary words of 2 and more; [word] if none fits."""
    if not 4 <= len(word) <= 16:
        return [word]
    best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 8), end - 1):
            before, piece = best[start], word[start:end]
            if before is None or piece == word or not frequency.get(piece):
                continue
            score = before[0] + math.log(frequency[piece]) - 18.0  # 18: about the log of jieba's total count
            known = best[end]
            if known is None or score > known[0]:
                best[end] = (score, [*before[1], piece])
    last = best[len(word)]
    return last[1] if last else [word]


def _tiles(word: str, start: int, frequency: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """The tiles of a word that is not a function word, with where each begins."""
    for tile in _tile(word, frequency) if word and word not in STOP_ZH else ():
        yield tile, start
        start += len(tile)


def _begins(text: str, start: int, end: int, frequency: Mapping[str, int]) -> tuple[str, ...]:
    """Dictionary words of two to four characters that begin in `text[start:end]`, even if they run beyond it."""
    found = [
        text[at : at + size]
        for at in range(start, end)
        for size in (2, 3, 4)
        if at + size <= len(text) and frequency.get(text[at : at + size])
    ]
    return tuple(dict.fromkeys(found))


def to_tsvector_text(fields: Mapping[Weight, Sequence[Sequence[Term]]]) -> str:
    """A PostgreSQL `tsvector` literal with positions and weights: `'창업':1A,5C 'tips':2A`.

    Parameters
    ----------
    fields : texts by weight, each a list of terms. Heavier weights come first; texts lie `FIELD_GAP` apart.

    Returns
    -------
    The literal, to be stored by a cast (`%s::tsvector`). Never pass it through `to_tsvector`, whose parser would cut
    "r&d" in two. Lexemes over 2,046 bytes are left out, positions stop at 16,383, and the whole stays under 1 MB,
    so PostgreSQL accepts every literal made here. Empty for no terms, which is a valid tsvector too.
    """
    lexemes: dict[str, dict[int, Weight]] = {}
    offset = 0
    for weight in sorted(fields):
        for terms in fields[weight]:
            top = 0
            for term in terms:
                top = max(top, term.position)
                places = lexemes.setdefault(term.text, {})
                if len(places) < POSITIONS_EACH:
                    places.setdefault(min(offset + term.position, POSITION_LIMIT), weight)
            offset += top + FIELD_GAP if top else 0
    out: list[str] = []
    size = 0
    for lexeme, places in lexemes.items():
        length = len(lexeme.encode("utf-8", "surrogatepass"))
        size += length + 4 + 2 * len(places)
        if size > VECTOR_BYTES:
            break
        if 0 < length <= LEXEME_BYTES:
            marks = ",".join(f"{place}{'' if mark == 'D' else mark}" for place, mark in sorted(places.items()))
            out.append(f"{quote(lexeme)}:{marks}")
    return " ".join(out)


def quote(lexeme: str) -> str:
    """A lexeme as `tsvector` and `tsquery` input read it: in quotes, with quotes and backslashes doubled."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"

"""What a person typed, as groups of index terms: the query side, small enough for every web process.

A group is one thing asked for, with every form that counts as it: the word, compounds of the corpus that hold it, its
stem, and (through `expand`) its names in the other languages. `madang.engines.retrieval.tsquery` writes it for
PostgreSQL; `highlight` finds it in a text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .tokens import STEM_MARK, STOP_EN, Lang, Script, detect, folded, number_forms, runs, stem
from .units import Form, Group, Lexicon, Unit, join_keys, key_of, units_of
from .vocabulary import Vocabulary

QUERY_LIMIT = 300
"""Characters of a query that are read; `Query.cut` says that there were more."""

GROUP_LIMIT = 40
FORM_LIMIT = 16
WINDOW = 5  # groups that may stand for one compound or one name in `expand`

_QUOTES = '"“”「『《'
_CLAUSE = re.compile(
    r"(?P<minus>(?<!\S)[-－−])?"
    rf'(?:[{_QUOTES}](?P<quoted>[^{_QUOTES}」』》]*)["“”」』》]|(?P<plain>[^\s{_QUOTES}]+))'
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Groups that belong together: free words, a quoted phrase (`exact`, in this order), or what must not occur."""

    groups: tuple[Group, ...]
    exact: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word no document holds, at `start:end` of the text that was typed."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Query:
    """A query ready to be written for an index, `clauses` in the order typed."""

    clauses: tuple[Clause, ...]
    unknown: tuple[Unknown, ...]
    languages: tuple[Lang, ...]
    cut: bool

    @property
    def groups(self) -> tuple[Group, ...]:
        """Everything asked for, phrases included, exclusions not."""
        return tuple(group for clause in self.clauses if not clause.excluded for group in clause.groups)


def query_terms(
    text: str, vocabulary: Vocabulary, *, expand: Mapping[str, tuple[str, ...]] | None = None, live: bool = False
) -> Query:
    """Read a query in Korean, Chinese, English or all three. Never raises; reads `QUERY_LIMIT` characters.

    Parameters
    ----------
    text : as typed. "..." (also “ ”, 「 」, 『 』, 《 》) is a phrase, a leading "-" excludes.
    vocabulary : the words of the corpus that is searched.
    expand : other names for a name, keys made by `key`: see `taxonomy_expansion`. Not used inside quotes.
    live : the last word may be unfinished: it also matches as a prefix, and is not reported as unknown.
    """
    head = text[:QUERY_LIMIT]
    lang = detect(head)
    lexicon = Lexicon(vocabulary, expand or ())
    finished = not live or not head or head[-1].isspace()
    clauses: list[Clause] = []
    unknown: list[Unknown] = []
    seen: list[Script] = []
    parts = list(_clauses(head))
    for place, (words, start, exact, excluded) in enumerate(parts):
        open_end = not finished and place == len(parts) - 1 and not exact and not excluded
        units = units_of(folded(words), lexicon, lang=lang, open_end=open_end)
        seen += [unit.script for unit in units]
        units = _with_compounds(units, vocabulary)
        if expand and not exact and not excluded:
            units = _expanded(units, expand, vocabulary)
        missing = [unit for unit in units if not (unit.group.known or unit.group.prefixes or excluded)]
        unknown += [Unknown(unit.group.text, start + unit.start, start + unit.end) for unit in missing]
        if units:
            clauses.append(Clause(tuple(unit.group for unit in units[:GROUP_LIMIT]), exact, excluded))
    names: dict[Script, Lang] = {"hangul": "ko", "han": "zh", "latin": "en"}
    languages = tuple(dict.fromkeys(names[script] for script in seen if script in names))
    return Query(tuple(clauses), tuple(unknown), languages, len(text) > QUERY_LIMIT)


def did_you_mean(text: str, query: Query, vocabulary: Vocabulary) -> str | None:
    """The text with each unknown word replaced by the nearest known one; None when nothing near is known.

    `query` is what `query_terms` made of the same text.
    """
    out = text[:QUERY_LIMIT]
    changed = False
    for miss in sorted(query.unknown, key=lambda one: -one.start)[:4]:
        near = vocabulary.suggest(miss.text, limit=1)
        if near:
            out = out[: miss.start] + near[0] + out[miss.end :]
            changed = True
    return out if changed else None


def key(text: str) -> str:
    """How a name is looked up in `expand`: folded, Korean and Chinese without spaces, English by stems."""
    return join_keys([key_of(run) for run in runs(folded(text).text)])


def _clauses(text: str) -> Iterator[tuple[str, int, bool, bool]]:
    """(words, where they start, exact, excluded); free words between two phrases are one clause."""
    free: tuple[int, int] | None = None
    for found in _CLAUSE.finditer(text):
        quoted, minus = found.group("quoted"), found.group("minus") is not None
        if quoted is None and not minus:
            free = (free[0] if free else found.start("plain"), found.end("plain"))
            continue
        if free:
            yield text[free[0] : free[1]], free[0], False, False
            free = None
        name = "plain" if quoted is None else "quoted"
        yield found.group(name), found.start(name), quoted is not None, minus
    if free:
        yield text[free[0] : free[1]], free[0], False, False


def _with_compounds(units: list[Unit], vocabulary: Vocabulary) -> list[Unit]:
    """Add to neighbours the compound they make: 스마트 + 공장 are also found where only 스마트공장 is indexed."""
    out = list(units)
    for first, last, window in _windows(units):
        whole = "".join(unit.group.text for unit in window)
        one = len({(unit.row, unit.script) for unit in window}) == 1 and window[0].script in ("hangul", "han")
        if one and whole in vocabulary:
            _add_form(out, first, last, (whole,))
    return out


def _expanded(units: list[Unit], expand: Mapping[str, tuple[str, ...]], vocabulary: Vocabulary) -> list[Unit]:
    """Add other names of one unit or of several in a row; names with a word no document holds are left out."""
    out = list(units)
    singles = [(place, place, [unit]) for place, unit in enumerate(units)]
    for first, last, window in [*singles, *_windows(units)]:
        for name in expand.get(join_keys([unit.key for unit in window]), ()):
            form = _name_form(name, vocabulary)
            if form and all(term in vocabulary for term in form):
                _add_form(out, first, last, form)
    return out


def _windows(units: list[Unit]) -> Iterator[tuple[int, int, list[Unit]]]:
    for first in range(len(units)):
        for last in range(first + 1, min(first + WINDOW, len(units))):
            yield first, last, units[first : last + 1]


def _add_form(units: list[Unit], first: int, last: int, form: Form) -> None:
    for place in range(first, last + 1):
        group = units[place].group
        if form not in group.forms and len(group.forms) < FORM_LIMIT:
            # A form that stands for the row makes its unknown members known: some document does hold them.
            units[place] = replace(units[place], group=replace(group, forms=(*group.forms, form), known=True))


def _name_form(name: str, vocabulary: Vocabulary) -> Form:
    """A name as index terms in a row."""
    out: list[str] = []
    for run in runs(folded(name).text):
        match run.script:
            case "latin" if run.text not in STOP_EN:
                marked = STEM_MARK + stem(run.text)
                out.append(marked if marked in vocabulary else run.text)
            case "number":
                out.append(number_forms(run.text)[0])
            case "hangul" | "han":
                out += [part for piece in vocabulary.cut(run.text) for part in vocabulary.parts(piece.text)]
    return tuple(out)

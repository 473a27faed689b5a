"""What a lexicon must hold beyond being readable: links that lead somewhere, forms that mean one thing."""

from collections import Counter
from collections.abc import Iterator

from madang.engines.retrieval.tokens import Lang, fold, runs

from .concept import LANGS, Concept, Problem
from .model import Lexicon
from .stream import BREAK


def check(lexicon: Lexicon) -> list[Problem]:
    """Everything wrong with a lexicon, with what reading it found, in the order of files and lines; [] for a sound one."""
    found = [*lexicon.problems]
    for concept in lexicon:
        found += [Problem(concept.line, f"{concept.id}: {said}") for said in _of(concept, lexicon)]
    found += _circles(lexicon)
    found += _shared(lexicon)
    return sorted(set(found), key=_order)


def counts(lexicon: Lexicon) -> dict[str, Counter[str]]:
    """Concepts by kind and status, forms by language: what `lexicon check` prints."""
    return {
        "kind": Counter(concept.kind for concept in lexicon),
        "status": Counter(concept.status for concept in lexicon),
        "forms": Counter({lang: sum(len(concept.forms(lang)) for concept in lexicon) for lang in LANGS}),
        "named": Counter({lang: sum(bool(concept.forms(lang)) for concept in lexicon) for lang in LANGS}),
    }


def _order(problem: Problem) -> tuple[str, int, str]:
    name, _, line = problem.where.rpartition(":")
    return name, int(line) if line.isdigit() else 0, problem.said


def _of(concept: Concept, lexicon: Lexicon) -> Iterator[str]:
    for column, links in (("broader", concept.broader), ("related", concept.related)):
        for link in links:
            if link == concept.id:
                yield f"{column} leads to itself"
            elif link not in lexicon:
                yield f'{column} "{link}" is in no file'
    for link in set(concept.broader) & set(concept.related):
        yield f'"{link}" is both broader and related'
    named = sum(bool(concept.forms(lang)) for lang in LANGS)
    if named < 2 and not concept.note:
        yield "has forms in fewer than two languages, and no note that says why"
    write = lexicon.spotter.alphabet.write
    rules = {write(rule.form): rule for rule in concept.rules}
    held: set[str] = set()
    for lang in LANGS:
        for form in concept.forms(lang):
            key = write(form)
            held.add(key)
            yield from _form(form, key, lang, alone=key in rules and rules[key].alone)
    for key, rule in rules.items():
        if key not in held:
            yield f'the rule for "{rule.form}" is for no form of this concept'


def _form(form: str, key: str, lang: Lang, *, alone: bool) -> Iterator[str]:
    scripts = {run.script for run in runs(fold(form))}
    if not key:
        yield f'"{form}" holds no word'
    elif BREAK in key:
        yield f'"{form}" holds punctuation that no match spans'
    if (lang != "ko" and "hangul" in scripts) or (lang == "en" and "han" in scripts):
        yield f'"{form}" is not in the language of its column ({lang})'
    if len(key) == 1 and scripts <= {"hangul", "han"} and not alone:
        yield f'"{form}" is a single character: add the rule "{form} alone"'


def _circles(lexicon: Lexicon) -> Iterator[Problem]:
    """One problem for each concept from which going up leads back to it."""
    for concept in lexicon:
        seen: set[str] = set()
        rest = [*lexicon.broader(concept.id)]
        while rest:
            upper = rest.pop()
            if upper not in seen:
                seen.add(upper)
                rest += lexicon.broader(upper)
        if concept.id in seen and concept.id not in concept.broader:
            yield Problem(concept.line, f"{concept.id}: broader leads back to it in a circle")


def _shared(lexicon: Lexicon) -> Iterator[Problem]:
    """Forms of several concepts of which more than one asks for nothing near it."""
    spotter = lexicon.spotter
    for free in spotter.unruled():
        first, *others = sorted(lexicon[concept].line for concept, _ in free)
        names = ", ".join(sorted(concept for concept, _ in free))
        yield Problem(others[0] if others else first, f'"{free[0][1]}" is a form of {names}: add "near" to one of them')

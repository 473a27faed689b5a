"""What changed between two versions of a form, and what becomes of the answers of a draft that moves to the new one."""

from collections.abc import Mapping
from dataclasses import dataclass

from .definition import ConsentLimits, Form, Question
from .problems import Problem
from .values import Value, take
from .writing import question_form


@dataclass(frozen=True, slots=True)
class Change:
    """One question that both versions have. `parts`: the keys of its JSON that differ, "section" and "place" among them."""

    question: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids in the order of the form they stand in; `renamed` leads from the old id to the new one of the same meaning."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: Mapping[str, str]
    changed: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed or self.changed)


@dataclass(frozen=True, slots=True)
class Carried:
    """Answers in a new version: `kept` by new id; `lost` by old id, with `problems` that say why (paths are old ids)."""

    kept: Mapping[str, Value]
    lost: Mapping[str, Value]
    problems: tuple[Problem, ...]


def difference(old: Form, new: Form) -> Difference:
    """How `new` differs from `old`, question by question."""
    before, after = _placed(old), _placed(new)
    renamed = _renamed(old, new)
    added = tuple(name for name in after if name not in before and name not in renamed.values())
    removed = tuple(name for name in before if name not in after and name not in renamed)
    changed = []
    common = [name for name in before if name in after]
    order = [name for name in after if name in before]
    for name, place in zip(common, map(order.index, common), strict=True):
        parts = _parts(before[name][1], after[name][1])
        if before[name][0] != after[name][0]:
            parts.append("section")
        if common[place] != name:
            parts.append("place")
        if parts:
            changed.append(Change(name, tuple(parts)))
    return Difference(added, removed, renamed, tuple(changed))


def carry(old: Form, new: Form, answers: Mapping[str, Value], *, lang: str) -> Carried:
    """Move a draft's answers to a new version: each goes to the question of its id, else to the one of its meaning.

    An answer the new question cannot read (another kind, an option that went away) is not kept and never bent; it stays
    in `lost`, for the applicant to look at. Limits are not weighed: `check` says what has become too long.
    """
    renamed = _renamed(old, new)
    targets = {question.id: question for question in new.questions()}
    sources = {question.id: question for question in old.questions()}
    kept: dict[str, Value] = {}
    lost: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, value in answers.items():
        if value is None:
            continue
        target = targets.get(renamed.get(name, name))
        fault = _unfit(sources.get(name), target, value, lang) if target else Problem(name, "question_gone")
        if fault or target is None:
            lost[name] = value
            problems.append(fault or Problem(name, "question_gone"))
        else:
            kept[target.id] = take(target, value, lang=lang).value
    return Carried(kept, lost, tuple(problems))


def _unfit(source: Question | None, target: Question, value: Value, lang: str) -> Problem | None:
    if source and source.kind != target.kind and {source.kind, target.kind} != {"text", "long_text"}:
        return Problem(source.id, "kind_changed")
    if source and isinstance(source.limits, ConsentLimits) and source.limits != target.limits:
        return Problem(source.id, "consent_version")
    taken = take(target, value, lang=lang)
    return taken.problems[0] if taken.problems else None


def _placed(form: Form) -> dict[str, tuple[str, Question]]:
    return {question.id: (section.id, question) for section in form.sections for question in section.questions}


def _renamed(old: Form, new: Form) -> dict[str, str]:
    """Old ids to new ones where the id went away and exactly one question of either side has the meaning."""
    before = {question.id: question for question in old.questions()}
    after = {question.id: question for question in new.questions()}
    gone = [question for question in before.values() if question.meaning and question.id not in after]
    come = [question for question in after.values() if question.meaning and question.id not in before]
    found = {}
    for question in gone:
        twins = [other for other in gone if other.meaning == question.meaning]
        heirs = [other for other in come if other.meaning == question.meaning]
        if len(twins) == len(heirs) == 1:
            found[question.id] = heirs[0].id
    return found


def _parts(old: Question, new: Question) -> list[str]:
    before, after = question_form(old), question_form(new)
    return [key for key in before if before[key] != after[key]]

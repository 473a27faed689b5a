"""The JSON form of a rule, versioned: `{"version": 1, "rule": {...}}`. `docs/reference/rules.md` describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any as Anything

from .leaf import Leaf, Param
from .problems import Problem, RuleError
from .rules import DEEPEST, LEAVES, MOST_CONDITIONS, All, Any, Not, Rule

VERSION = 1
_SHAPES = ("all", "any", "not", "type")


def dumps(rule: Rule) -> dict[str, Anything]:
    """The rule as plain JSON values. Parameters that have their default are left out."""
    return {"version": VERSION, "rule": _written(rule)}


def _written(rule: Rule) -> dict[str, Anything]:
    match rule:
        case All(of=of):
            return {"all": [_written(part) for part in of]}
        case Any(of=of):
            return {"any": [_written(part) for part in of]}
        case Not(of=part):
            return {"not": _written(part)}
    form: dict[str, Anything] = {"type": rule.code}
    for spec in rule.params():
        value = getattr(rule, spec.name)
        if spec.required or value != spec.default:
            form[spec.name] = _plain(value)
    if rule.quote:
        form["quote"] = dict(rule.quote)
    if rule.source != "person":
        form["source"] = rule.source
    return form


def _plain(value: object) -> object:
    match value:
        case tuple():
            return list(value)
        case Mapping():
            return dict(value)
        case date():
            return value.isoformat()
        case _:
            return value


def loads(form: object) -> Rule:
    """The rule that a JSON form holds.

    Raises
    ------
    RuleError : with every fault found, each with the path to it (`rule.all[2].max_years`), what is wrong and how to
        mend it. Unknown keys are refused; at most 8 levels and 200 conditions.
    """
    reading = _Reading()
    if not isinstance(form, Mapping):
        raise RuleError([Problem("", "not_object")])
    reading.keys("", form, ("version", "rule"), ("version", "rule"))
    version = form.get("version", VERSION)
    if version != VERSION or isinstance(version, bool):
        reading.problems.append(Problem("version", "version", {"value": str(version)[:40], "known": VERSION}))
    rule = reading.rule("rule", form["rule"], 1) if "rule" in form else None
    if reading.problems or rule is None:
        raise RuleError(reading.problems)
    return rule


@dataclass
class _Reading:
    """One walk through a form: the faults met so far, and how many conditions were read."""

    problems: list[Problem] = field(default_factory=list)
    seen: int = 0

    def rule(self, path: str, form: object, depth: int) -> Rule | None:
        self.seen += 1
        if self.seen > MOST_CONDITIONS:
            return None if self.seen > MOST_CONDITIONS + 1 else self._fault(path, "too_many", high=MOST_CONDITIONS)
        if not isinstance(form, Mapping):
            return self._fault(path, "not_object")
        if depth > DEEPEST:
            return self._fault(path, "too_deep", high=DEEPEST)
        shapes = [shape for shape in _SHAPES if shape in form]
        if len(shapes) != 1:
            return self._fault(path, "no_type")
        shape = shapes[0]
        if shape == "type":
            return self._leaf(path, form)
        self.keys(path, form, (shape,), (shape,))
        if shape == "not":
            part = self.rule(f"{path}.not", form["not"], depth + 1)
            return Not(part) if part is not None else None
        return self._group(f"{path}.{shape}", shape, form[shape], depth)

    def keys(
        self, path: str, form: Mapping[Anything, Anything], known: tuple[str, ...], needed: tuple[str, ...]
    ) -> None:
        """Note every key that does not belong here and every one that is missing."""
        for key in form:
            if key not in known:
                params: dict[str, str | int] = {"value": str(key)[:80], "choices": ", ".join(known)}
                self.problems.append(Problem(f"{path}.{str(key)[:80]}".strip("."), "unknown_key", params))
        self.problems += [Problem(path, "missing_key", {"value": key}) for key in needed if key not in form]

    def _fault(self, path: str, code: str, **params: str | int) -> Leaf | None:
        self.problems.append(Problem(path, code, params))
        return None

    def _group(self, path: str, shape: str, forms: object, depth: int) -> Rule | None:
        if not isinstance(forms, list) or (shape == "any" and not forms) or len(forms) > MOST_CONDITIONS:
            return self._fault(path, "not_list", high=MOST_CONDITIONS)
        read = [self.rule(f"{path}[{place}]", form, depth + 1) for place, form in enumerate(forms)]
        whole = tuple(part for part in read if part is not None)
        if len(whole) < len(read):
            return None
        return All(whole) if shape == "all" else Any(whole)

    def _leaf(self, path: str, form: Mapping[Anything, Anything]) -> Leaf | None:
        code = form["type"]
        if not isinstance(code, str) or code not in LEAVES:
            return self._fault(f"{path}.type", "unknown_type", value=str(code)[:80], choices=", ".join(LEAVES))
        kind = LEAVES[code]
        specs = {spec.name: spec for spec in kind.params()}
        before = len(self.problems)
        needed = tuple(name for name, spec in specs.items() if spec.required)
        self.keys(path, form, ("type", *specs, "quote", "source"), needed)
        if len(self.problems) > before:
            return None
        values: dict[str, Anything] = {name: _typed(specs[name], form[name]) for name in specs if name in form}
        values |= {name: form[name] for name in ("quote", "source") if name in form}
        try:
            return kind(**values)
        except RuleError as error:
            self.problems += [problem.below(path) for problem in error.problems]
            return None


def _typed(spec: Param, value: object) -> object:
    """JSON's stand-ins back in their own types; what does not fit is left for the leaf to refuse."""
    if isinstance(value, list):
        return tuple(value)
    if spec.kind == "day" and isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value

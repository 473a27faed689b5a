"""The rule builder's state: a tree of groups and conditions as typed, half-finished or wrong, carried whole in one form.

Every condition keeps the raw words of its fields, so a page without a script loses nothing between two submits.
Field names: `node` (one a node, in reading order: "3.1.leaf.age_window" is node 3 below 1), `k-3` (a group's kind),
`f-3-max_years` (a field of condition 3), `f-3-quote_ko` (the call's words), `f-3-source` and `f-3-was` (who read it, and a
mark of what was read: a reading that was changed is a person's from then on).
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from django.http import QueryDict

from madang.core.figures import parse_amount
from madang.core.text import LANGUAGES
from madang.engines.eligibility import LEAVES, Param
from madang.engines.eligibility.json_form import VERSION

GROUPS: Final = ("all", "any", "not")
MOST_NODES: Final = 200
_AMOUNTS: Final = frozenset({"min_amount", "max_amount"})


@dataclass
class Node:
    """A group (`kind` all, any or not, with `parts`) or a condition (`kind` leaf, with its type and raw field values)."""

    ident: int
    kind: str
    code: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    parts: list["Node"] = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        return self.kind != "leaf"

    def one(self, name: str) -> str:
        """The first value typed into a field, without space around it."""
        return (self.values.get(name) or [""])[0].strip()


@dataclass
class Tree:
    """The whole rule as it is being built. Node 0 is the outermost group and cannot be taken away."""

    root: Node

    def walk(self) -> Iterator[tuple[Node, Node | None, int]]:
        """Every node with the group it stands in and its depth, in reading order."""
        yield from _walk(self.root, None, 0)

    def find(self, ident: int) -> tuple[Node, Node | None] | None:
        return next(((node, parent) for node, parent, _depth in self.walk() if node.ident == ident), None)

    @property
    def next_ident(self) -> int:
        return max(node.ident for node, _parent, _depth in self.walk()) + 1


def _walk(node: Node, parent: Node | None, depth: int) -> Iterator[tuple[Node, Node | None, int]]:
    yield node, parent, depth
    for part in node.parts:
        yield from _walk(part, node, depth + 1)


# From a saved rule


class _Numbers:
    def __init__(self) -> None:
        self.last = 0

    def __call__(self) -> int:
        self.last += 1
        return self.last


def grown(form: Mapping[str, Any] | None) -> Tree:
    """The tree of a stored rule; an empty one for None. The outermost group is made where the rule has none."""
    numbers = _Numbers()
    rule = (form or {}).get("rule") or {"all": []}
    kind = next((kind for kind in ("all", "any") if kind in rule), "")
    root = Node(0, kind or "all")
    root.parts = [_grown(part, numbers) for part in (rule[kind] if kind else [rule])]
    return Tree(root)


def _grown(form: Mapping[str, Any], numbers: _Numbers) -> Node:
    ident = numbers()
    if "not" in form:
        inner = form["not"]
        # "Not one of" is how several conditions are shut out together; a page shows them in one group.
        below = inner.get("any", [inner])
        return Node(ident, "not", parts=[_grown(part, numbers) for part in below])
    for kind in ("all", "any"):
        if kind in form:
            return Node(ident, kind, parts=[_grown(part, numbers) for part in form[kind]])
    return _leaf(ident, form)


def _leaf(ident: int, form: Mapping[str, Any]) -> Node:
    code = form["type"]
    node = Node(ident, "leaf", code)
    for spec in LEAVES[code].params():
        _fill(node.values, spec, form.get(spec.name, spec.default))
    for lang, words in form.get("quote", {}).items():
        node.values[f"quote_{lang}"] = [words]
    node.values["source"] = [form.get("source", "person")]
    node.values["was"] = [mark(written(node))]
    return node


def _fill(values: dict[str, list[str]], spec: Param, value: Any) -> None:
    match spec.kind:
        case "text":
            for lang in LANGUAGES:
                values[f"{spec.name}_{lang}"] = [(value or {}).get(lang, "")]
        case "yes_no":
            values[spec.name] = ["true" if value else "false"]
        case "words":
            values[spec.name] = [", ".join(value or ())]
        case "choices":
            values[spec.name] = list(value or ())
        case _:
            shown = f"{value:,}" if spec.name in _AMOUNTS and isinstance(value, int) else str(value)
            values[spec.name] = ["" if value is None else shown]


def fresh(ident: int, code: str) -> Node:
    """A new condition of a type with its defaults; a statement gets a code of its own, so that no answer is shared."""
    node = Node(ident, "leaf", code)
    for spec in LEAVES[code].params():
        _fill(node.values, spec, spec.default)
        if spec.kind == "key":
            node.values[spec.name] = [f"q-{secrets.token_hex(4)}"]
    node.values["source"] = ["person"]
    return node


# To and from a form on a page


def read(data: QueryDict) -> Tree:
    """The tree as a page sent it. What a page never sends (a node below nothing, an unknown type) is left out."""
    root = Node(0, "all")
    known = {0: root}
    for line in data.getlist("node")[: MOST_NODES * 2]:
        parts = line.split(".")
        if len(parts) != 4 or not parts[0].isdecimal() or len(parts[0]) > 6:
            continue
        ident, above, kind, code = int(parts[0]), parts[1], parts[2], parts[3]
        kind = data.get(f"k-{ident}", kind) if kind in GROUPS else kind
        if ident == 0:
            root.kind = kind if kind in ("all", "any") else "all"
            continue
        parent = known.get(int(above)) if above.isdecimal() and len(above) <= 6 else None
        if ident in known or parent is None or not parent.is_group:
            continue
        if kind in GROUPS:
            known[ident] = Node(ident, kind)
        elif kind == "leaf" and code in LEAVES:
            known[ident] = Node(ident, "leaf", code, _typed(data, ident, code))
        else:
            continue
        parent.parts.append(known[ident])
    return Tree(root)


def _typed(data: QueryDict, ident: int, code: str) -> dict[str, list[str]]:
    names = [f"quote_{lang}" for lang in LANGUAGES] + ["source", "was"]
    for spec in LEAVES[code].params():
        names += [f"{spec.name}_{lang}" for lang in LANGUAGES] if spec.kind == "text" else [spec.name]
    return {name: [value[:20_000] for value in data.getlist(f"f-{ident}-{name}")[:MOST_NODES]] for name in names}


# To the form that the engine reads


@dataclass(frozen=True)
class Written:
    """The JSON form, and which node stands at each path of it (`rule.all[2]`), for putting problems where they belong."""

    form: dict[str, Any]
    paths: Mapping[str, int]
    empty: tuple[int, ...]


def write(tree: Tree) -> Written:
    """The engine's form of the tree as far as it goes; groups with nothing in them are named in `empty`."""
    paths: dict[str, int] = {}
    empty: list[int] = []
    return Written({"version": VERSION, "rule": _form(tree.root, "rule", paths, empty)}, paths, tuple(empty))


def _form(node: Node, path: str, paths: dict[str, int], empty: list[int]) -> dict[str, Any]:
    paths[path] = node.ident
    if not node.is_group:
        return written(node) | _provenance(node)
    if not node.parts and node.ident:
        empty.append(node.ident)
    if node.kind == "not":
        if len(node.parts) == 1:
            return {"not": _form(node.parts[0], f"{path}.not", paths, empty)}
        below = [_form(part, f"{path}.not.any[{place}]", paths, empty) for place, part in enumerate(node.parts)]
        return {"not": {"any": below}}
    below = [_form(part, f"{path}.{node.kind}[{place}]", paths, empty) for place, part in enumerate(node.parts)]
    # An outermost "any" without a part would shut everyone out; without conditions a call is open.
    return {"all": []} if node.ident == 0 and not below else {node.kind: below}


def written(node: Node) -> dict[str, Any]:
    """A condition's type and parameters; what cannot be read as its kind is left as typed for the engine to refuse."""
    form: dict[str, Any] = {"type": node.code}
    for spec in LEAVES[node.code].params():
        value = _value(node, spec)
        if value is not None:
            form[spec.name] = value
    return form


def _provenance(node: Node) -> dict[str, Any]:
    quote = {lang: node.one(f"quote_{lang}") for lang in LANGUAGES if node.one(f"quote_{lang}")}
    extra: dict[str, Any] = {"quote": quote} if quote else {}
    if node.one("source") == "machine" and node.one("was") == mark(written(node)):
        extra["source"] = "machine"
    return extra


def _value(node: Node, spec: Param) -> Any:
    match spec.kind:
        case "text":
            words = {lang: node.one(f"{spec.name}_{lang}") for lang in LANGUAGES}
            return {lang: said for lang, said in words.items() if said} or None
        case "yes_no":
            return {"true": True, "false": False}.get(node.one(spec.name), spec.default)
        case "words":
            codes = [word.strip() for word in node.one(spec.name).replace("，", ",").split(",")]
            return [word for word in codes if word]
        case "choices":
            ticked = [code for code in node.values.get(spec.name, []) if code]
            return ticked if ticked or (not spec.required and not spec.default) else None
        case "whole":
            return _whole(node.one(spec.name), spec.name in _AMOUNTS)
        case _:
            return node.one(spec.name) or None


def _whole(typed: str, is_amount: bool) -> Any:
    if not typed:
        return None
    try:
        return parse_amount(typed) if is_amount else int(typed.replace(",", ""))
    except ValueError:
        return typed


def needs_a_tick(node: Node, spec: Param) -> bool:
    """A list that must not be left empty is: left out, the engine would quietly take its default."""
    return spec.kind == "choices" and not any(node.values.get(spec.name, [])) and bool(spec.required or spec.default)


def mark(form: Mapping[str, Any]) -> str:
    """A short mark of a condition's parameters."""
    return hashlib.blake2b(orjson.dumps(form, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()

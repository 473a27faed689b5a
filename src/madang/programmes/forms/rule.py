"""The rule builder as its page draws it: nodes with their sentences, fields and faults, generated from the leaf types."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from madang.core.forms import LANGUAGE_LABELS
from madang.core.text import HTML_CODES, LANGUAGES, reader_language
from madang.engines import taxonomy
from madang.engines.eligibility import GROUPS as LEAF_GROUPS
from madang.engines.eligibility import LEAVES, Param, Problem, Rule, RuleError, describe, loads, problem_text
from madang.engines.eligibility.json_form import VERSION
from madang.programmes.builder import Node, Tree, Written, needs_a_tick, write, written
from madang.programmes.rule_moves import GROUP_SIGN

# A list longer than this is folded away behind the names that are ticked.
FOLD: Final = 11


@dataclass(frozen=True)
class Option:
    """One choice of a list."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Input:
    """One field of a condition. `groups` are (heading, options); a heading may be empty."""

    name: str
    ident: str
    label: str
    kind: str
    value: str = ""
    lang: str = ""
    groups: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    chosen: str = ""
    folded: bool = False
    required: bool = False
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A node ready for the page."""

    node: Node
    words: str
    sentence: str
    inputs: tuple[Input, ...]
    quotes: tuple[Input, ...]
    errors: tuple[str, ...]
    by_machine: bool
    above: int
    parts: tuple["Shown", ...]
    focus: bool = False

    @property
    def line(self) -> str:
        """The hidden field that says where the node stands."""
        return f"{self.node.ident}.{self.above}.{self.node.kind}.{self.node.code}"

    @property
    def is_quoted(self) -> bool:
        return any(quote.value for quote in self.quotes)


Faults = dict[int, list[tuple[str, str]]]


@dataclass(frozen=True)
class Checked:
    """A tree against the engine: the form, the rule when nothing is wrong, else the faults by node as (field, words)."""

    form: dict[str, Any]
    rule: Rule | None
    faults: Faults = field(default_factory=dict)


def check(tree: Tree) -> Checked:
    """Ask the engine whether the tree is a rule, and put each fault where it belongs, in the reader's language."""
    made = write(tree)
    faults: Faults = {}
    for node, _parent, _depth in tree.walk():
        if node.ident in made.empty:
            faults.setdefault(node.ident, []).append(
                ("", _("This group is empty. Add a condition, or take the group away."))
            )
        if not node.is_group:
            for spec in LEAVES[node.code].params():
                if needs_a_tick(node, spec):
                    faults.setdefault(node.ident, []).append((spec.name, _("Choose at least one.")))
    rule = None
    try:
        rule = loads(made.form)
    except RuleError as error:
        for problem in error.problems:
            _place(problem, made, tree, faults)
    return Checked(made.form, None if faults else rule, faults)


def _place(problem: Problem, made: Written, tree: Tree, faults: Faults) -> None:
    path = problem.path
    while path and path not in made.paths:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    ident = made.paths.get(path, 0)
    name = problem.path[len(path) :].strip(".").split("[")[0].split(".")[0]
    found = tree.find(ident)
    node = found[0] if found else tree.root
    known = {spec.name: spec for spec in LEAVES[node.code].params()} if not node.is_group else {}
    words = problem_text(problem, reader_language())
    if problem.code == "missing_key":
        name = str(problem.params["value"])
        words = _("Please fill this in.")
    elif problem.code == "no_bound":
        lang = reader_language()
        labels = [known[part].label.said(lang) for part in str(problem.params["names"]).split(", ") if part in known]
        words = _("Fill in at least one of: %(names)s.") % {"names": ", ".join(labels)}
    if node.is_group and problem.code == "not_list":
        return  # an empty group has been told already
    told = faults.setdefault(ident, [])
    if not any(field == name for field, _words in told):
        told.append((name if name in known else "", words))


def sentence_of(node: Node) -> str:
    """The condition in the reader's words, empty while something in it is wrong."""
    try:
        return describe(loads({"version": VERSION, "rule": written(node)}), reader_language())
    except RuleError:
        return ""


def show(tree: Tree, faults: Mapping[int, list[tuple[str, str]]], focus: int | None = None) -> Shown:
    """The tree for the page."""
    return _show(tree.root, 0, faults, focus)


def _show(node: Node, above: int, faults: Mapping[int, list[tuple[str, str]]], focus: int | None) -> Shown:
    told = faults.get(node.ident, [])
    if node.is_group:
        inputs: tuple[Input, ...] = ()
        words = {"all": _("All of these"), "any": _("At least one of these"), "not": _("None of these")}[node.kind]
    else:
        inputs = tuple(one for spec in LEAVES[node.code].params() for one in _inputs(node, spec, told))
        words = LEAVES[node.code].label.said(reader_language())
    shown = {one.name.split("-", 2)[2].removesuffix("_ko").removesuffix("_zh").removesuffix("_en") for one in inputs}
    return Shown(
        node=node,
        words=words,
        sentence="" if node.is_group else sentence_of(node),
        inputs=inputs,
        quotes=() if node.is_group else tuple(_texts(node, "quote", "")),
        errors=tuple(said for name, said in told if name not in shown),
        by_machine=node.one("source") == "machine" and not node.is_group,
        above=above,
        parts=tuple(_show(part, node.ident, faults, focus) for part in node.parts),
        focus=node.ident == focus,
    )


def _inputs(node: Node, spec: Param, told: Iterable[tuple[str, str]]) -> list[Input]:
    lang = reader_language()
    label = spec.label.said(lang)
    errors = tuple(said for name, said in told if name == spec.name)
    if spec.kind == "text":
        return _texts(node, spec.name, label, errors)
    kind, value = spec.kind, node.one(spec.name)
    groups: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    if spec.kind == "yes_no":
        pairs = [("true", _("Yes")), ("false", _("No"))]
        kind, groups = "choice", (("", tuple(Option(code, words, code == value) for code, words in pairs)),)
    elif spec.kind == "choice":
        empty = [] if spec.required or spec.default else [Option("", _("no limit"), not value)]
        if spec.required and not value:
            empty = [Option("", _("Please choose"), True)]
        options = [Option(code, term.said(lang), code == value) for code, term in (spec.choices or {}).items()]
        groups = (("", (*empty, *options)),)
    elif spec.kind == "choices":
        groups = _ticks(spec, set(node.values.get(spec.name, [])))
    chosen = ", ".join(option.label for _heading, options in groups for option in options if option.chosen)
    return [
        Input(
            name=f"f-{node.ident}-{spec.name}",
            ident=f"f-{node.ident}-{spec.name}",
            label=label,
            kind=kind,
            value=value,
            groups=groups,
            chosen=chosen,
            folded=spec.kind == "choices" and len(spec.choices or {}) > FOLD,
            required=spec.required,
            errors=errors,
        )
    ]


def _ticks(spec: Param, ticked: set[str]) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    lang = reader_language()
    terms = spec.choices or {}
    if not any(term.parent for term in terms.values()):
        return (("", tuple(Option(code, term.said(lang), code in ticked) for code, term in terms.items())),)
    groups: dict[str, list[Option]] = {}
    for code, term in terms.items():
        groups.setdefault(term.parent or code, []).append(Option(code, term.said(lang), code in ticked))
    return tuple((taxonomy.name(terms, code, lang), tuple(options)) for code, options in groups.items())


def _texts(node: Node, name: str, label: str, errors: tuple[str, ...] = ()) -> list[Input]:
    return [
        Input(
            name=f"f-{node.ident}-{name}_{lang}",
            ident=f"f-{node.ident}-{name}_{lang}",
            label=f"{label} ({LANGUAGE_LABELS[lang]})" if label else str(LANGUAGE_LABELS[lang]),
            kind="text",
            value=node.one(f"{name}_{lang}"),
            lang=HTML_CODES[lang],
            errors=errors if lang == LANGUAGES[0] else (),
        )
        for lang in LANGUAGES
    ]


def menu() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be added to a group: conditions by theme, then groups."""
    lang = reader_language()
    themes: dict[str, list[tuple[str, str]]] = {}
    for code, leaf in LEAVES.items():
        themes.setdefault(leaf.group, []).append((code, leaf.label.said(lang)))
    found = [(LEAF_GROUPS[theme].said(lang), options) for theme, options in themes.items()]
    kinds = [("any", _("At least one of …")), ("all", _("All of …")), ("not", _("None of …"))]
    return [*found, (_("A group of conditions"), [(GROUP_SIGN + code, words) for code, words in kinds])]

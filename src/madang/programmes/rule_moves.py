"""What the buttons of the rule builder do to the tree. Each takes the words of one button, such as "up:3"."""

from collections.abc import Mapping
from typing import Any, Final

from madang.engines.eligibility import LEAVES

from .builder import GROUPS, MOST_NODES, Node, Tree, fresh, grown
from .rule_templates import TEMPLATES

# Group kinds stand in the same list as the types of conditions, marked by this sign.
GROUP_SIGN: Final = "@"


def apply(tree: Tree, button: str, chosen: Mapping[str, Any]) -> int | None:
    """Do what a button says. `chosen` holds the page's lists (`new-3`, `start`). Returns the node to look at, if any.

    A button that makes no sense here (an old page, a group that is gone) changes nothing.
    """
    verb, _colon, rest = button.partition(":")
    if verb == "start":
        return _start(tree, str(chosen.get("start", "")))
    found = tree.find(int(rest)) if rest.isdecimal() and len(rest) <= 6 else None
    if found is None:
        return None
    node, parent = found
    if verb == "add":
        return _add(tree, node, str(chosen.get(f"new-{node.ident}", "")))
    if parent is None:
        return None
    match verb:
        case "remove":
            parent.parts.remove(node)
            return parent.ident
        case "up" | "down":
            _shift(tree, node, parent, -1 if verb == "up" else 1)
        case "wrap":
            parent.parts[parent.parts.index(node)] = Node(tree.next_ident, "any", parts=[node])
        case "unwrap" if node.is_group:
            place = parent.parts.index(node)
            parent.parts[place : place + 1] = node.parts
            return node.parts[0].ident if node.parts else parent.ident
    return node.ident


def _add(tree: Tree, group: Node, what: str) -> int | None:
    if not group.is_group or sum(1 for _node in tree.walk()) >= MOST_NODES:
        return None
    ident = tree.next_ident
    if what.startswith(GROUP_SIGN) and what[1:] in GROUPS:
        group.parts.append(Node(ident, what[1:]))
    elif what in LEAVES:
        group.parts.append(fresh(ident, what))
    else:
        return None
    return ident


def _start(tree: Tree, key: str) -> int | None:
    """Put a template's conditions below what is there: nothing typed is lost."""
    if key not in TEMPLATES:
        return None
    first = tree.next_ident
    added = grown({"rule": TEMPLATES[key].rule})
    if sum(1 for _node in tree.walk()) + sum(1 for _node in added.walk()) > MOST_NODES:
        return None
    for node, _parent, _depth in added.walk():
        node.ident += first
    if tree.root.kind == "all":
        tree.root.parts += added.root.parts
    else:
        tree.root.parts.append(Node(added.root.ident, "all", parts=added.root.parts))
    return added.root.parts[0].ident


def _shift(tree: Tree, node: Node, parent: Node, by: int) -> None:
    """One place up or down as the page reads: into a neighbouring group at its near end, out of one at its edge."""
    place = parent.parts.index(node)
    target = place + by
    if 0 <= target < len(parent.parts):
        neighbour = parent.parts[target]
        parent.parts.remove(node)
        if neighbour.is_group:
            neighbour.parts.insert(len(neighbour.parts) if by < 0 else 0, node)
        else:
            parent.parts.insert(target, node)
        return
    above = tree.find(parent.ident)
    grand = above[1] if above else None
    if grand is not None:
        parent.parts.remove(node)
        grand.parts.insert(grand.parts.index(parent) + (by > 0), node)

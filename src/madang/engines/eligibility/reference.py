"""The reference table of leaf types and parameters, written from `LEAVES` so that it cannot fall behind."""

from .leaf import Param
from .rules import LEAVES


def reference_rows(code: str) -> str:
    """One leaf type as a Markdown section: heading, what it asks, a table of its parameters."""
    leaf = LEAVES[code]
    head = [f"### `{code}` · {leaf.label.en} · {leaf.label.ko} · {leaf.label.zh}", (leaf.__doc__ or "").strip()]
    rows = [_row(spec) for spec in leaf.params()]
    if not rows:
        return "\n".join([*head, "No parameters."])
    return "\n".join([*head, "", "| parameter | type | default | choices |", "|---|---|---|---|", *rows])


def _row(spec: Param) -> str:
    default = "required" if spec.required else _default(spec.default)
    choices = ", ".join(f"`{code}`" for code in spec.choices) if spec.choices and len(spec.choices) <= 24 else ""
    if spec.choices and len(spec.choices) > 24:
        choices = f"{len(spec.choices)} codes, from `{next(iter(spec.choices))}` to `{list(spec.choices)[-1]}`"
    if spec.kind == "whole":
        choices = f"{spec.low:,} to {spec.high:,}"
    return f"| `{spec.name}` ({spec.label.en}) | {spec.kind} | {default} | {choices} |"


def _default(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case tuple():
            return ", ".join(f"`{one}`" for one in value) or "empty"
        case _:
            return f"`{value}`"

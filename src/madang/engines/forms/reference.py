"""The reference tables of the shared library and of ready forms, written from the data so that they cannot fall behind."""

from itertools import groupby

from .library import Meaning, meanings

_HEAD = (
    "| code | kind | asks | old after | hidden from reviewers | answered by the profile |",
    "|---|---|---|---|---|---|",
)


def library_table() -> str:
    """Every meaning as Markdown, a table for each group."""
    parts = []
    for group, found in groupby(meanings().values(), key=lambda meaning: meaning.group):
        parts.append("\n".join([f"### {group}", "", *_HEAD, *(_row(meaning) for meaning in found)]))
    return "\n\n".join(parts)


def _row(meaning: Meaning) -> str:
    label = " · ".join((meaning.label.en, meaning.label.ko, meaning.label.zh))
    old = "never" if meaning.valid_days is None else f"{meaning.valid_days} days"
    fact = f"`{meaning.profile}`" if meaning.profile else ""
    return f"| `{meaning.code}` | {meaning.kind} | {label} | {old} | {'yes' if meaning.identity else ''} | {fact} |"

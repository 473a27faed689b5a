"""A query as PostgreSQL reads it."""

from typing import Literal

from .analysis import LEXEME_BYTES, quote
from .query import Clause, Query
from .units import Form, Group

Mode = Literal["all", "any"]


def to_tsquery(query: Query, *, mode: Mode = "all") -> str:
    """A `tsquery` literal, to be used by a cast (`%s::tsquery`); `to_tsquery()` would take "r&d" apart again.

    `mode` "all" asks for every group; "any" is the fallback when that finds nothing: at least one group, the rest is
    left to ranking. Phrases stay phrases and exclusions stay exclusions in both. Empty for a query without words
    (nothing typed, or stop words only): do not search with it.
    """
    wanted: list[str] = []
    barred: list[str] = []
    for clause in query.clauses:
        if clause.excluded:
            barred.append(_excluded(clause))
        elif clause.exact:
            wanted.append(_joined([_group(group) for group in clause.groups], " <-> "))
        else:
            wanted += [_group(group) for group in clause.groups]
    asked = _joined([one for one in wanted if one], " & " if mode == "all" else " | ")
    return " & ".join([*([asked] if asked else []), *(one for one in barred if one)])


def _excluded(clause: Clause) -> str:
    inner = _joined([one for one in map(_group, clause.groups) if one], " <-> " if clause.exact else " & ")
    return f"!{inner}" if inner else ""


def _group(group: Group) -> str:
    forms = [_form(form) for form in group.forms if form]
    forms += [f"{quote(prefix)}:*" for prefix in group.prefixes if _fits(prefix)]
    return _joined([form for form in forms if form], " | ")


def _form(form: Form) -> str:
    return _joined([quote(term) for term in form], " <-> ") if all(map(_fits, form)) else ""


def _fits(term: str) -> bool:
    return 0 < len(term.encode("utf-8", "surrogatepass")) <= LEXEME_BYTES


def _joined(parts: list[str], operator: str) -> str:
    parts = list(dict.fromkeys(parts)) if operator != " <-> " else parts
    return parts[0] if len(parts) == 1 else f"({operator.join(parts)})" if parts else ""

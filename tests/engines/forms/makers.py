"""Small forms and questions for tests."""

from typing import Any

from hypothesis import strategies as st

from madang.engines.forms import Form, Question, read

EN = {"en": "Question"}


def form_json(*questions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A form of one section."""
    section = {"id": "main", "title": {"en": "Main"}, "questions": list(questions)}
    return {"version": 1, "title": {"en": "Form"}, "sections": [section], **changes}


def ask(kind: str, name: str = "q", limits: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "label": EN, "limits": limits or {}, **changes}


def one(kind: str, limits: dict[str, Any] | None = None, **changes: Any) -> Question:
    """A question on its own."""
    return read(form_json(ask(kind, limits=limits, **changes))).question("q")


def small(*questions: dict[str, Any], **changes: Any) -> Form:
    return read(form_json(*questions, **changes))


COLUMNS = [
    {"id": "item", "kind": "text", "label": EN, "required": True},
    {"id": "sum", "kind": "money", "label": EN, "limits": {"currencies": ["KRW", "CNY"]}},
    {"id": "on", "kind": "date", "label": EN},
    {"id": "count", "kind": "number", "label": EN, "limits": {"decimals": 2}},
    {"id": "pick", "kind": "choice", "label": EN, "limits": {"terms": "yes_no"}},
    {"id": "at", "kind": "link", "label": EN},
]
LIMITS: dict[str, dict[str, Any]] = {
    "text": {"max": 20},
    "long_text": {"max": {"ko": 100, "zh": 80, "en": 40}, "spaces": False},
    "number": {"min": 0, "max": 100, "step": "0.5", "decimals": 1, "unit": {"en": "kg"}},
    "money": {"currencies": ["KRW", "USD"], "max": 10**9},
    "date": {"min": "2020-01-01", "future": False},
    "choice": {"options": [{"code": code, "label": EN} for code in "abc"], "many": True, "max": 2},
    "table": {"columns": COLUMNS, "max": 5},
    "file": {"kinds": ["business_plan"], "pages": 10},
    "link": {},
    "team": {"max": 3, "career": 50},
    "consent": {"text": {"en": "I agree."}, "version": "1"},
}
ONE_OF_EACH = small(
    *(ask(kind, kind, limits) for kind, limits in LIMITS.items()), ask("text", "email", {"format": "email"})
)

# What a browser or a hostile client may send.
_SIGNS = ("\x00", "\ud800", "\udfff\ud83d", "\u202eabc", "١٢٣", "a\u0301" * 40, "=1+1", "{0}", "{value}")
_FIGURES = ("1" * 400, "1e400", "NaN", "-Infinity", "５천만 원", "1,000,00", "2026-02-30")
_ADDRESSES = ("http://x", "https://[::1", "https://a.b@c.de", "https://xn--/", "https://\u0130.com")
_NASTY = st.sampled_from((*_SIGNS, *_FIGURES, *_ADDRESSES))
_TEXTS = st.one_of(_NASTY, st.text(max_size=60), st.text(alphabet="0123456789,.만억천원元-$ 년월일", max_size=20))
_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), _TEXTS, st.sampled_from([10**400, -(10**30), b"x", object()])
)
_KEYS = st.one_of(
    st.sampled_from([column["id"] for column in COLUMNS] + ["amount", "currency", "accepted", "version", "document"]),
    st.sampled_from(["sha256", "name", "role", "career", "founder", "size", "pages", "kind"]),
    st.text(max_size=5),
    st.integers(),
)
raws = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=6)),
    max_leaves=12,
)

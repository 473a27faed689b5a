"""What invented startups write to a call, and what reviewers say of it: the same for the same startup and call."""

from collections.abc import Mapping
from random import Random
from typing import Final

from .institutions import read
from .records import Startup
from .wording import Tri, fill, split

_WRITTEN: Final = (
    "plan_title",
    "plan_overview",
    "problem_background",
    "target_market",
    "solution_plan",
    "difference",
    "business_model",
    "expected_outcomes",
    "team_strength",
)


def language_of(firm: Startup) -> str:
    """The language a startup writes its applications in."""
    return firm.name.source if firm.name.source in ("ko", "zh", "en") else "ko"


def answers(firm: Startup, call: str, language: str) -> dict[str, str]:
    """The written answers to one call, by question."""
    rng = Random(f"{firm.slug} {call}")  # noqa: S311 -- a sample, not a secret
    topics = read("topics")["topics"]
    topic = split(rng.choice(topics.get(firm.sectors[0]) or topics["software"]))
    return {question: _said(rng, question, language, topic) for question in _WRITTEN}


def _said(rng: Random, question: str, language: str, topic: Tri) -> str:
    line = fill(split(rng.choice(read("applications")["answers"][question])), language, {"t": topic})
    return line[:1].upper() + line[1:]


def comment(rng: Random, kind: str, language: str) -> str:
    """What a reviewer says: `kind` "good", "weak" or "staff"."""
    lines: Mapping[str, list[str]] = read("applications")["comments"]
    return fill(split(rng.choice(lines[kind])), language, {})

"""The full text of a call: six numbered parts, one drawn sentence after another, the same draw in every language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from .conditions import Condition
from .institutions import read
from .records import DocumentAsked, Stage
from .wording import LANGUAGES, Tri, day, fill, split, tri

MONEY_OF = {"loan": "money_loan", "investment": "money_investment", "event": "money_event"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a call gives and asks, in the values its sentences need."""

    kind: str
    values: Mapping[str, Any]
    conditions: list[Condition]
    documents: tuple[DocumentAsked, ...]
    has_money: bool
    share: int
    private: bool
    joint: bool
    consolidated: bool
    rolling: bool
    spent: bool
    grace: int
    multiple: float | None
    pass_mark: int | None
    talk: bool
    site: bool
    pre_founding: bool
    plan: tuple[Stage, ...] = ()


@dataclass(slots=True)
class Body:
    """A drawn text: parts of blocks; a block is a paragraph of lines or, where `bullets`, a list of them."""

    values: Mapping[str, Any]
    parts: list[list[tuple[bool, list[tuple[Tri, Mapping[str, Any]]]]]] = field(default_factory=list)

    def part(self) -> None:
        self.parts.append([])

    def say(self, lines: Iterable[Tri], *, bullets: bool = False) -> None:
        self.parts[-1].append((bullets, [(line, self.values) for line in lines]))

    def bullets(self, items: Iterable[tuple[Tri, Mapping[str, Any]]]) -> None:
        self.parts[-1].append((True, list(items)))

    def said(self, language: str) -> str:
        """Markdown in one language."""
        glue = "" if language == "zh" else " "
        blocks = []
        for heading, part in zip(read("body")["headings"]["all"], self.parts, strict=True):
            blocks.append("## " + str(getattr(split(heading), language)))
            for bullets, lines in part:
                texts = [fill(line, language, values) for line, values in lines]
                blocks.append("\n".join(f"- {text}" for text in texts) if bullets else glue.join(texts))
        return "\n\n".join(blocks)


class Writer:
    """Draws the text of one call from its terms."""

    def __init__(self, rng: Random, terms: Terms) -> None:
        self.rng = rng
        self.terms = terms
        self.body = Body(terms.values)

    def one(self, part: str, group: str) -> Tri:
        lines = read("body")[part][group]
        return split(lines[self.rng.randrange(len(lines))])

    def some(self, part: str, group: str, count: int) -> list[Tri]:
        """`count` different lines, in the order of the data file."""
        lines = read("body")[part][group]
        return [split(lines[index]) for index in sorted(self.rng.sample(range(len(lines)), min(count, len(lines))))]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def written(self) -> Body:
        for write in (self._purpose, self._who, self._given, self._hand_in, self._decided, self._notes):
            self.body.part()
            write()
        return self.body

    def _purpose(self) -> None:
        self.body.say([self.one("purpose", "open"), *self.some("purpose", "why", self.rng.randint(1, 3))])
        if self.terms.joint or self.terms.kind == "global":
            self.body.say([self.one("purpose", "abroad")])
        if self.terms.joint:
            self.body.say([split(line) for line in read("body")["notes"]["joint"]])

    def _who(self) -> None:
        asked = [c for c in self.terms.conditions if not c.excludes]
        shut = [c for c in self.terms.conditions if c.excludes]
        if asked:
            self.body.say([self.one("who", "intro")])
            self.body.bullets((c.line, c.values) for c in asked)
        else:
            self.body.say([split(read("body")["who"]["open_to_all"])])
        if shut:
            lines = read("rules")["excluded"]["intro"]
            self.body.say([split(lines[self.rng.randrange(len(lines))])])
            self.body.bullets((c.line, c.values) for c in shut)
        ends = self.some("who", "end_early" if self.terms.pre_founding else "end", self.rng.randint(1, 2))
        self.body.say(ends)

    def _given(self) -> None:
        terms = self.terms
        plain = {"event": "gathering", "space": "rooms"}.get(terms.kind, "nomoney")
        lines = [self.one("given", MONEY_OF.get(terms.kind, "money") if terms.has_money else plain)]
        if terms.share:
            lines.append(self.one("given", "share"))
        elif terms.kind not in ("space", "loan", "investment") and self.chance(0.5):
            lines.append(self.one("given", "free"))
        self.body.say(lines)
        self.body.say(self.some("given", terms.kind, self.rng.randint(2, 3)), bullets=self.chance(0.5))
        if terms.private and self.chance(0.6):
            self.body.say([self.one("notes", "private")])

    def _hand_in(self) -> None:
        terms = self.terms
        self.body.say([self.one("hand", "intro")])
        self.body.bullets(self._papers())
        if terms.rolling or terms.spent:
            lines = [self.one("hand", "rolling" if terms.rolling else "spent")]
        else:
            lines = [self.one("hand", "close")]
        if terms.grace:
            lines.append(self.one("hand", "grace"))
        self.body.say(lines)
        self.body.say(self.some("hand", "how", self.rng.randint(2, 3)))

    def _papers(self) -> list[tuple[Tri, Mapping[str, Any]]]:
        found: list[tuple[Tri, Mapping[str, Any]]] = []
        for paper in self.terms.documents:
            ko, zh, en = paper.name.ko, paper.name.zh, paper.name.en
            if paper.valid_days:
                ko += f"({paper.valid_days}일 이내 발급분)"
                zh += f"（{paper.valid_days}日内开具）"
                en += f" (issued within {paper.valid_days} days)"
            if not paper.required:
                ko, zh, en = f"{ko}(해당하는 경우)", f"{zh}（如有）", f"{en}, where it applies"
            found.append((tri(ko, zh, en), {}))
        return found

    def _decided(self) -> None:
        terms = self.terms
        lines = [self.one("decided", "doc" if terms.multiple and terms.talk else "read" if terms.talk else "plain")]
        if terms.talk:
            lines.append(self.one("decided", "talk"))
            lines += [self.one("decided", "committee")] if self.chance(0.44) else []
        if terms.site:
            lines.append(self.one("decided", "site" if terms.talk and terms.kind == "demonstration" else "visit"))
        self.body.say(lines)
        scores = [self.one("decided", "mean")] if self.chance(0.7) else []
        if terms.pass_mark:
            scores.append(self.one("decided", "pass"))
        groups = (("tie_talk" if terms.talk and self.chance(0.4) else "tie", 0.5), ("bonus", 0.38), ("reserve", 0.2))
        scores += [self.one("decided", group) for group, share in groups if self.chance(share)]
        if scores:
            self.body.say(scores, bullets=self.chance(0.35))
        if terms.plan and not (terms.rolling or terms.spent):
            self.body.say([self.one("decided", "plan")])
            self.body.bullets(_dated(step) for step in terms.plan)
        last = [self.one("decided", "monthly" if terms.rolling or terms.spent else "result")]
        last += [
            self.one("decided", group) for group, share in (("confirm", 0.4), ("objection", 0.3)) if self.chance(share)
        ]
        self.body.say(last)

    def _notes(self) -> None:
        group = "all" if self.terms.has_money else "light"
        self.body.say(self.some("notes", group, self.rng.randint(3, 5)), bullets=True)
        if self.terms.consolidated:
            self.body.say([self.one("notes", "consolidated")])
        self.body.say([self.one("notes", "contact")])


def _dated(step: Stage) -> tuple[Tri, Mapping[str, Any]]:
    lines = read("lead")["steps"]
    on = day(step.on)
    if step.until and step.until != step.on:
        ends = {"a": on, "b": day(step.until)}
        on = tri(*(fill(split(lines["range"]), code, ends) for code in LANGUAGES))
    return split(lines[step.kind]), {"on": on}

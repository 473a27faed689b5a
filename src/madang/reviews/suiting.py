"""How well each reviewer suits each case, from what both wrote; read by the worker alone (it loads the language tools)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db.models import prefetch_related_objects

from madang.applications.models import Submission
from madang.engines.assignment import Described, affinities
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.affinity import Passage, hear
from madang.engines.retrieval.tokens import detect

from .ground import Ground
from .models import Bid, Redaction
from .sheet import pages

NEAR: Final = 12
"""Reviewers kept beside each case, with the reasons: from them the next is suggested when one steps back."""
SHARED: Final = 3
"""Concepts named as a reason."""


@dataclass(frozen=True)
class Suited:
    """`matrix`: sparse (cases, reviewers) as the engine gives it; the rest is what it was made from, for the reasons."""

    matrix: Any
    cases: list[Described]
    works: list[Described]
    bids: dict[tuple[int, int], int]


def suited(ground: Ground) -> Suited:
    """Read both sides and weigh them. Five queries."""
    prefetch_related_objects([member.reviewer for member in ground.members], "works")
    cases, works, bids = _cases(ground), _reviewers(ground), _bids(ground)
    row = {case.pk: at for at, case in enumerate(ground.cases)}
    column = {member.reviewer_id: at for at, member in enumerate(ground.members)}
    wished = [(row[case], column[reviewer], value) for (case, reviewer), value in bids.items()]
    matrix = affinities(cases, works, bids=wished, candidates=max(40, min(len(works), 120)))
    return Suited(matrix, cases, works, bids)


def near(suits: Suited, ground: Ground, chosen: Collection[tuple[int, int]]) -> dict[int, list[list[Any]]]:
    """Case id -> rows, best first, each [reviewer id, affinity, bid, sectors both name, concepts both name].

    The best `NEAR` of each case who are not kept from it, and those chosen for it.
    """
    values = suits.matrix.toarray()
    heard, known = [_concepts(one) for one in suits.cases], [_concepts(one) for one in suits.works]
    found: dict[int, list[list[Any]]] = {}
    for at, case in enumerate(ground.cases):
        rows: list[list[Any]] = []
        for column in np.argsort(-values[at], kind="stable").tolist():
            pair = (case.pk, ground.members[column].reviewer_id)
            if pair not in chosen and (pair in ground.bars or len(rows) >= NEAR):
                continue
            both = sorted(suits.cases[at].sectors & suits.works[column].sectors)
            shared = _shared(heard[at], known[column])
            rows.append([pair[1], round(float(values[at, column]), 4), suits.bids.get(pair, 0), both, shared])
        found[case.pk] = rows
    return found


def _cases(ground: Ground) -> list[Described]:
    """What reviewers of this stage may read of each, and the sectors the startup names."""
    newest: dict[int, Submission] = {}
    submissions = (
        Submission.objects.filter(application__in=[case.application_id for case in ground.cases])
        .select_related("form")
        .order_by("application", "number")
    )
    for submission in submissions:
        newest[submission.application_id] = submission
    covers: dict[int, list[Redaction]] = defaultdict(list)
    for redaction in Redaction.objects.filter(case__in=ground.cases):
        covers[redaction.case_id].append(redaction)
    told = []
    for case in ground.cases:
        texts: list[str] = []
        if case.application_id in newest:
            for page in pages(case, ground.stage, newest[case.application_id], covers[case.pk]):
                for answer in page.answers:
                    texts += [str(line) for line in answer.told.lines]
                    texts += [str(cell) for cells in answer.told.rows for cell in cells]
        whole = "\n".join(text for text in texts if text.strip())
        told.append(Described([whole] if whole else [], sectors=frozenset(case.application.startup.sectors)))
    return told


def _reviewers(ground: Ground) -> list[Described]:
    told = []
    for member in ground.members:
        reviewer = member.reviewer
        texts = [words for _lang, words in reviewer.expertise if words]
        texts += ["\n".join(part for part in (work.title, work.text) if part) for work in reviewer.works.all()]
        told.append(Described(texts, frozenset(reviewer.concepts), frozenset(reviewer.sectors)))
    return told


def _bids(ground: Ground) -> dict[tuple[int, int], int]:
    """A conflict of interest is no wish: it keeps the pair apart, whatever their affinity."""
    wishes = Bid.objects.filter(member__in=ground.members, case__in=ground.cases).exclude(value=Bid.Value.CONFLICT)
    rows = wishes.values_list("case_id", "member__reviewer_id", "value")
    return {(case, reviewer): value for case, reviewer, value in rows}


def _shared(heard: Mapping[str, float], known: Mapping[str, float]) -> list[str]:
    return sorted((one for one in heard if one in known), key=lambda one: (-heard[one] * known[one], one))[:SHARED]


def _concepts(one: Described) -> dict[str, float]:
    """Concepts by weight, spotted in the texts or declared."""
    weights = dict(hear((Passage(text, detect(text), "text") for text in one.texts), lexicon()).weights)
    for concept in one.concepts:
        if concept in lexicon():
            weights[concept] = max(weights.get(concept, 0.0), lexicon()[concept].weight)
    return weights

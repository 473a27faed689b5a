"""A startup's suggestions, as the API tells of them."""

from datetime import date
from typing import Any, Literal

from ninja import Field, Query, Router, Schema

from madang.core.api import answers, serving
from madang.matching.showing import Amounts, Group, Shown, Suggestion, Why, show
from madang.matching.suggestions import weigh
from madang.people.api_auth import signed_in
from madang.programmes.api.calls import row
from madang.programmes.api.schemas import CallRow
from madang.startups.api import MemberRequest
from madang.startups.capacity import AsMember
from madang.startups.knowledge import Strict

router = Router(tags=["My startups"])


class PhraseOne(Schema):
    """Words as they were written."""

    text: str
    lang: Literal["ko", "zh", "en"]
    where: str = Field(
        description="Of the startup: `name`, `summary`, `product`, `sectors`. Of a call: `title`, `summary`, or `text` for "
        "the concept's own name where only the full text names it."
    )


class Reason(Schema):
    """Why a call is suggested."""

    words: str = Field(description="What both are about, or what is shared without words (sector, stage).")
    mine: PhraseOne | None = Field(description="The startup's words.")
    theirs: PhraseOne | None = Field(description="The call's words; null where they are the same.")
    is_same: bool = Field(description="The two mean the same; false: something near, as a robot and a delivery robot.")


class Suggested(Schema):
    """A suggested call."""

    call: CallRow
    reasons: list[Reason]
    stands: str = Field(description="How the startup stands to it, in a sentence.")
    time: str = Field(description="When it opens, or opened last; empty for an open call.")


class StepGroup(Schema):
    """Calls that one and the same step would open."""

    kind: Literal["tell", "answer", "found", "incorporate", "certificate", "right", "place", "clear", "wait"]
    words: str = Field(description="The step.")
    by: date | None = Field(description="The last day on which it opens all of them, where a day counts.")
    total: int
    calls: list[Suggested] = Field(description="The nearest of them.")


class Suggestions(Schema):
    """What a startup could win, without a score: each with its reasons."""

    win: list[Suggested] = Field(description="Open, near, and taking the startup as its profile stands.")
    away: list[StepGroup] = Field(description="One step away.")
    watch: list[Suggested] = Field(description="Opening later, or closed and opened in several years.")
    dismissed: int = Field(description="Calls the team took off.")
    left_out: int = Field(description="Further calls left out because of those.")


class Asked(Strict):
    """How many of each."""

    limit: int = Field(10, ge=1, le=40, description="At most so many to win; `away` and `watch` in proportion.")


@router.get(
    "/{startup}/suggestions",
    response=answers(Suggestions, 304, 404),
    auth=signed_in("startups"),
    summary="What could my startup win?",
)
@serving(AsMember)
def suggestions(request: MemberRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Calls to win now, one step away, and to watch. Scope `startups`."""
    weighed = weigh(request.capacity.startup, request.capacity, now=request.now)
    amounts = Amounts(win=asked.limit, groups=max(2, asked.limit // 2), in_group=3, watch=max(3, asked.limit // 2))
    return _out(show(weighed, request.capacity, now=request.now, amounts=amounts), request)


def _out(shown: Shown, request: MemberRequest) -> dict[str, Any]:
    return {
        "win": [_suggested(one, request) for one in shown.win],
        "away": [_group(group, request) for group in shown.away],
        "watch": [_suggested(one, request) for one in shown.watch],
        "dismissed": shown.dismissed,
        "left_out": shown.left_out,
    }


def _suggested(one: Suggestion, request: MemberRequest) -> dict[str, Any]:
    return {
        "call": row(one.call, request.now),
        "reasons": [_reason(why) for why in one.whys],
        "stands": one.stands,
        "time": one.time,
    }


def _group(group: Group, request: MemberRequest) -> dict[str, Any]:
    return {
        "kind": group.kind,
        "words": group.told.words,
        "by": group.by,
        "total": group.total,
        "calls": [_suggested(one, request) for one in group.calls],
    }


def _reason(why: Why) -> dict[str, Any]:
    return {"words": why.words, "mine": why.mine, "theirs": why.theirs, "is_same": why.is_same}

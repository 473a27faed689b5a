"""The startup's own results in the API: what was told, and nothing before."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from ninja import Field, Router, Schema

from madang.applications.models import Application
from madang.core.api import answers, serving
from madang.people.api_auth import signed_in
from madang.reviews.models import Letter, Outcome
from madang.reviews.results import StageLines, comments, known, scores
from madang.startups.api import MemberRequest
from madang.startups.capacity import AsMember

router = Router(tags=["My startups"])


class ResultLetter(Schema):
    """A letter as it was sent."""

    kind: Literal["shortlist", "result", "promoted", "lapsed", "revoked", "objection"]
    language: Literal["ko", "zh", "en"]
    subject: str
    body: str
    released_at: datetime


class ResultScore(Schema):
    """One figure beside the field, decimals as text. Quartiles are null where fewer than five applications were scored."""

    stage: str
    criterion: str = Field(description="Empty: all criteria together.")
    own: str
    out_of: str
    lower_quartile: str | None
    median: str | None
    upper_quartile: str | None


class ResultComment(Schema):
    """Words of a reviewer that staff released. A letter stands for the reviewer."""

    stage: str
    reviewer: str
    language: str
    text: str


class ApplicationResult(Schema):
    """What an application's team was told. `result` and what follows are null or empty until it is known how it ended."""

    application: str = Field(description="The application's number.")
    call: str
    letters: list[ResultLetter]
    result: Literal["selected", "reserve", "not_selected", "ineligible"] | None
    standing: Literal["final", "offered", "confirmed", "declined", "lapsed", "revoked"] | None
    confirm_by: datetime | None
    reserve_order: int | None
    scores: list[ResultScore]
    comments: list[ResultComment]


class ApplicationResults(Schema):
    """The newest letter first."""

    items: list[ApplicationResult]


@router.get(
    "/{startup}/results",
    response=answers(ApplicationResults, 304, 404),
    auth=signed_in("startups"),
    summary="My results",
)
@serving(AsMember)
def results(request: MemberRequest) -> dict[str, Any]:
    """Every result that was told to the startup. An application of which nothing was told is not in the list, whatever its
    call has come to. Scope `startups`."""
    told = Letter.objects.filter(
        outcome__case__application__startup=request.capacity.startup, released_at__isnull=False
    )
    ids = list(told.order_by().values_list("outcome__case__application", flat=True).distinct())
    rows = Application.objects.filter(pk__in=ids).select_related("call__institution")
    shown = [(application, known(application, now=request.now)) for application in rows]
    shown.sort(key=lambda pair: (pair[1].letters[0].released_at or request.now, pair[0].pk), reverse=True)
    return {"items": [_out(application, found.letters, found.outcome) for application, found in shown]}


def _out(application: Application, letters: Any, outcome: Outcome | None) -> dict[str, Any]:
    return {
        "application": application.number,
        "call": application.call.public_id,
        "letters": [
            {key: getattr(one, key) for key in ("kind", "language", "subject", "body", "released_at")}
            for one in letters
        ],
        "result": outcome.result if outcome else None,
        "standing": outcome.standing if outcome else None,
        "confirm_by": outcome.confirm_by if outcome and outcome.standing == Outcome.Standing.OFFERED else None,
        "reserve_order": outcome.reserve_order if outcome and outcome.result == Outcome.Result.RESERVE else None,
        "scores": [line for part in scores(outcome) for line in _lines(part)] if outcome else [],
        "comments": [
            {"stage": one.stage.public_id, "reviewer": one.label, "language": one.language, "text": one.text}
            for one in (comments(outcome) if outcome else ())
        ],
    }


def _lines(part: StageLines) -> list[dict[str, Any]]:
    return [
        {
            "stage": part.stage.public_id,
            "criterion": line.name.said().text if line.name else "",
            "own": str(line.own),
            "out_of": str(line.out_of),
            "lower_quartile": _text(line.low),
            "median": _text(line.middle),
            "upper_quartile": _text(line.high),
        }
        for line in part.lines
    ]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)

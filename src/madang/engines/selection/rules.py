"""A call's rules of selection as data: stages in order, what each asks, how ties fall, who waits in reserve.

The classes read and check their own shapes (types, unknown keys, bounds); what must hold between parts is in
`checking`. Keys of the JSON form are the names of the fields: docs/reference/selection.md.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic.dataclasses import dataclass

from .exact import Number, Rounding, number

VERSION = 1
NOT_YET = "not_yet"


def _day(value: object) -> object:
    """A day as `YYYY-MM-DD` only: a bare number is no day."""
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError("a day belongs here: YYYY-MM-DD")


def _hour(value: object) -> object:
    if isinstance(value, str) and len(value) in (5, 8):
        return time.fromisoformat(value)
    if isinstance(value, time) and value.tzinfo is None:
        return value
    raise ValueError("an hour belongs here: HH:MM")


def zoned(value: object) -> datetime:
    """A time with its zone; ValueError for one without, or for anything else."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(read, datetime) or read.tzinfo is None:
        raise ValueError("a time with its zone belongs here: 2026-05-11T15:00+09:00")
    return read


def _fact(value: object) -> Decimal | date | datetime | str:
    """A number, a day, a time with its zone, or `not_yet`."""
    if value == NOT_YET:
        return NOT_YET
    if isinstance(value, datetime) or (isinstance(value, str) and "T" in value):
        return zoned(value)
    if isinstance(value, date):
        return value
    if isinstance(value, str) and value[4:5] == "-":
        return date.fromisoformat(value)
    return number(value)


def _when(value: object) -> date | datetime:
    """A day, or a time with its zone."""
    read = _fact(value)
    if isinstance(read, date):
        return read
    raise ValueError("a day or a time with its zone belongs here")


def _left(value: object) -> bool | str:
    if isinstance(value, bool) or (isinstance(value, str) and 0 < len(value) <= 64):
        return value
    raise ValueError("true, false or the id of a stage belongs here")


Id = Annotated[str, Field(strict=True, min_length=1, max_length=64)]
Count = Annotated[int, Field(strict=True, ge=0, le=100_000)]
Positive = Annotated[Number, Field(gt=0)]
Points = Annotated[Number, Field(ge=0)]
Flag = Annotated[bool, Field(strict=True)]
Words = Annotated[str, Field(max_length=2_000)]
Day = Annotated[date, BeforeValidator(_day)]
Hour = Annotated[time, BeforeValidator(_hour)]
When = Annotated[date | datetime, PlainValidator(_when)]
Fact = Annotated[Decimal | date | datetime | str, PlainValidator(_fact)]
Left = Annotated[bool | str, PlainValidator(_left)]
SHUT = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Criterion:
    """One question of a rubric, scored from `min` to `max`.

    `weight` is what full marks are worth in the review's total; left out, it is `max`: points as written.
    """

    id: Id
    max: Positive
    min: Points = Decimal(0)
    weight: Points | None = None

    @property
    def worth(self) -> Decimal:
        return self.max if self.weight is None else self.weight


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Multiple:
    """How many go on to the next stage: `times` the places, or `count`.

    `waived_up_to`: with at most so many times the places in the field, all that pass go on.
    `tied_go_on`: all that are tied at the line go on, where the call says so; else such a tie is for people.
    """

    times: Positive | None = None
    count: Annotated[int, Field(strict=True, ge=1, le=100_000)] | None = None
    rounding: Rounding = "up"
    waived_up_to: Positive | None = None
    tied_go_on: Flag = False


@dataclass(frozen=True, kw_only=True, config=SHUT)
class TieBreak:
    """One rule of the call's ordered list against ties. The higher value stands first, save where `first` says else.

    `by`: `criterion` (of `stage`), `stage` (its score; `without_bonus` leaves bonus points out), `without_bonus` (the
    score that ranks, without bonus points), `company_age` (the younger company first, by the fact `founded`), `fact`
    (a number, day or time each application carries).
    """

    by: Literal["criterion", "stage", "without_bonus", "company_age", "fact"]
    stage: Id | None = None
    criterion: Id | None = None
    without_bonus: Flag = False
    fact: Id | None = None
    first: Literal["high", "low"] = "high"


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Stage:
    """One stage that gives a score.

    `weight`: its share in the weighted total; needed as soon as there are two stages (0 for one that only sifts).
    `out_of`: full marks every total is scaled to; left out, the sum of what the criteria are worth, without scaling.
    `trim_from`: with at least so many reviews exactly one highest and one lowest are dropped; None never drops.
    `minimum_reviews`: reviews needed, counted before any is dropped and without those recused.
    `pending`: `problem` holds the stage up until every review asked for is in or recused, `leave_out` counts the rest.
    `rank_by`: what the multiple sifts by: this stage's score or the weighted total so far.
    `ties`: its own list against ties; left out, that of the call.
    """

    id: Id
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=60)]
    weight: Points | None = None
    out_of: Positive | None = None
    minimum_reviews: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    trim_from: Annotated[int, Field(strict=True, ge=3, le=100)] | None = None
    pending: Literal["problem", "leave_out"] = "problem"
    decimals: Annotated[int, Field(strict=True, ge=0, le=6)] = 2
    pass_mark: Points | None = None
    pass_without_bonus: Flag = False
    multiple: Multiple | None = None
    rank_by: Literal["stage", "so_far"] = "stage"
    ties: tuple[TieBreak, ...] | None = None

    @property
    def full_marks(self) -> Decimal:
        return sum((criterion.worth for criterion in self.criteria), Decimal(0)) if self.out_of is None else self.out_of


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Total:
    """How stages make the weighted total: their weighted `mean`, or the `sum` of weight times score.

    `out_of` scales each stage to these full marks first; needed for a mean over stages of different full marks.
    """

    combine: Literal["mean", "sum"] = "mean"
    out_of: Positive | None = None
    decimals: Annotated[int, Field(strict=True, ge=0, le=6)] = 2
    pass_mark: Points | None = None
    pass_without_bonus: Flag = False


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Bonus:
    """Bonus points, added to the rounded mean of one stage, their sum at most `cap` (None: no cap).

    `within_full_marks` cuts a score that the bonus lifts over full marks down to them.
    """

    stage: Id
    cap: Points | None = None
    within_full_marks: Flag = False


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Deductions:
    """Points taken off at one stage, after the bonus, their sum at most `cap`; a score never falls below zero."""

    stage: Id
    cap: Points | None = None


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Reserve:
    """Those who passed and found no place, in order: at most `size` (None: all), until the end of the day `expires`."""

    size: Count | None = None
    expires: Day | None = None


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Confirmation:
    """Confirm until `hour` of the n-th working day after the local date of the notice.

    `calendar`: `KR` or `CN`. `closed` and `open` are days that the body itself shuts or works on.
    """

    working_days: Annotated[int, Field(strict=True, ge=1, le=250)] = 3
    hour: Hour = time(17)
    calendar: Literal["KR", "CN"] = "KR"
    zone: Annotated[str, Field(max_length=64)] = "Asia/Seoul"
    closed: tuple[Day, ...] = ()
    open: tuple[Day, ...] = ()


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Rules:
    """All of it. `reserve` None: the call keeps no reserve list. `calibration`: `off` where its rules
    forbid calibrated scores, `shown` beside those given, or `used` where a decision may rest on them.

    `note`: where the rules come from, and what was assumed.
    """

    places: Annotated[int, Field(strict=True, ge=1, le=100_000)]
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=12)]
    total: Total = Total()
    bonus: Bonus | None = None
    deductions: Deductions | None = None
    ties: tuple[TieBreak, ...] = ()
    reserve: Reserve | None = None
    confirmation: Confirmation | None = None
    calibration: Literal["off", "shown", "used"] = "shown"
    note: Words = ""

    def stage(self, name: str) -> Stage:
        """The stage of this id; KeyError for an unknown one."""
        return next((stage for stage in self.stages if stage.id == name), None) or _unknown(name)


def _unknown(name: str) -> Stage:
    raise KeyError(name)


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Extra:
    """Points of one ground for a bonus or a deduction, with what it rests on."""

    points: Points
    why: Words = ""


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Application:
    """One application in the field, under an id that says nothing about it.

    `withdrawn`, `excluded`: True: out of the whole field. The id of a stage: out of the field from that stage on; what
    earlier stages decided stands. `facts`: what tie-breaks ask; `founded` is the day of founding or `not_yet`.
    """

    id: Id
    bonus: tuple[Extra, ...] = ()
    deductions: tuple[Extra, ...] = ()
    facts: Mapping[Id, Fact] = Field(default_factory=dict)
    withdrawn: Left = False
    excluded: Left = False


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Review:
    """What one reviewer gave one application at one stage. `reviewer` may be left out: then `id` stands for it.

    `state`: `done`, `pending` (asked for, not handed in) or `recused` (given back; never counts).
    """

    id: Id
    application: Id
    stage: Id
    reviewer: Id | None = None
    state: Literal["done", "pending", "recused"] = "done"
    scores: Mapping[Id, Number | None] = Field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Settlement:
    """An order that people gave to applications which every rule left tied, with where it is written down.

    `at`: the id of a stage (its shortlist) or `total` (places and reserve). Only what is still tied is touched.
    """

    at: Id
    order: Annotated[tuple[Id, ...], Field(min_length=2)]
    why: Words = ""


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Case:
    """Rules and everything they are asked about. `until`: the last stage to reckon; None: to the end.

    `calibrated`: stages whose scores have the reviewers' severity taken out, where the rules let them be `used`.
    """

    version: Literal[1]
    rules: Rules
    applications: tuple[Application, ...]
    reviews: tuple[Review, ...] = ()
    settled: tuple[Settlement, ...] = ()
    until: Id | None = None
    calibrated: tuple[Id, ...] = ()

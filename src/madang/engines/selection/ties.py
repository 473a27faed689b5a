"""An order with shared places: the score first, then the call's own list, then what people settled; never chance."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from .exact import shown
from .results import Separation, StageScore
from .rules import NOT_YET, Application, Settlement, TieBreak

Value = Decimal | date | datetime
Reader = Callable[[str], Value | None]


@dataclass(frozen=True)
class Key:
    """One question asked of everyone tied: greater stands first (less, where `low`). None: not known of this one.

    `fact` is the name of what would have to be known.
    """

    label: str
    value: Reader
    low: bool = False
    fact: str = ""


@dataclass(frozen=True)
class Group:
    """Applications that share a place, by id. `tried`: what was asked while they stayed together; `missing` facts."""

    members: tuple[str, ...]
    tried: tuple[str, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()


def arrange(members: Iterable[str], keys: Sequence[Key], settled: Sequence[Settlement] = ()) -> list[Group]:
    """Groups from best to last. The same for every order of `members`.

    A key that is not known of every one still tied stops there: a later rule must not decide before an earlier one.
    An order that people settled takes a group apart where it names all of it.
    """
    groups = _split(tuple(sorted(members)), keys, ())
    return [part for group in groups for part in _settle(group, settled)]


def _split(members: tuple[str, ...], keys: Sequence[Key], tried: tuple[str, ...]) -> list[Group]:
    if len(members) <= 1 or not keys:
        return [Group(members, tried)] if members else []
    key, rest = keys[0], keys[1:]
    values = {member: key.value(member) for member in members}
    unknown = tuple((member, key.fact) for member, value in values.items() if value is None)
    if unknown:
        return [Group(members, (*tried, key.label), unknown)]
    known = {member: value for member, value in values.items() if value is not None}
    out: list[Group] = []
    for value in sorted(set(known.values()), reverse=not key.low):
        equals = tuple(member for member in members if known[member] == value)
        out += _split(equals, rest, (*tried, key.label))
    return out


def _settle(group: Group, settled: Sequence[Settlement]) -> list[Group]:
    if len(group.members) > 1:
        for settlement in settled:
            if set(group.members) <= set(settlement.order):
                order = [member for member in settlement.order if member in group.members]
                return [Group((member,), (*group.tried, "settled")) for member in order]
    return [group]


def ranks(groups: Sequence[Group]) -> dict[str, int]:
    """Rank by application: one more than how many stand in better groups, so equals share and the next is skipped."""
    out: dict[str, int] = {}
    for group in groups:
        rank = len(out) + 1
        out.update(dict.fromkeys(group.members, rank))
    return out


def separations(groups: Sequence[Group], keys: Sequence[Key]) -> tuple[Separation, ...]:
    """What told neighbours of equal score apart. `keys[0]` is the score itself, which needs no explaining."""
    out = []
    for upper, lower in pairwise(groups):
        first, second = upper.members[0], lower.members[0]
        if keys[0].value(first) != keys[0].value(second):
            continue
        for key in keys[1:]:
            one, other = key.value(first), key.value(second)
            if one is None or other is None or one != other:
                break
        else:
            one = other = None
        if one is None or other is None:
            out.append(Separation(first, second, "settled", "", ""))
        else:
            out.append(Separation(first, second, key.label, _said(one), _said(other)))
    return tuple(out)


def _said(value: Value) -> str:
    if value == YOUNGEST:
        return NOT_YET
    return shown(value) if isinstance(value, Decimal) else value.isoformat()


YOUNGEST = date.max


def tie_keys(
    breaks: Sequence[TieBreak],
    applications: Mapping[str, Application],
    scores: Mapping[str, Mapping[str, StageScore]],
    plain: Reader,
) -> list[Key]:
    """The call's list as keys. `scores`: by stage, then application; a rule about a stage not yet held is left out."""
    out = []
    for rule in breaks:
        low, known = rule.first == "low", scores.get(rule.stage or "", {})
        match rule.by:
            case "without_bonus":
                out.append(Key("without_bonus", plain, low))
            case "company_age":
                out.append(Key("company_age", _fact(applications, "founded"), low, "founded"))
            case "fact":
                name = rule.fact or ""
                out.append(Key(f"fact {name}", _fact(applications, name), low, name))
            case "criterion" if known:
                label = f"criterion {rule.stage}.{rule.criterion}"
                out.append(Key(label, _criterion(known, rule.criterion or ""), low))
            case "stage" if known:
                label = f"stage {rule.stage}" + (" without_bonus" if rule.without_bonus else "")
                out.append(Key(label, _stage(known, without_bonus=rule.without_bonus), low))
    return out


def _fact(applications: Mapping[str, Application], name: str) -> Reader:
    def read(one: str) -> Value | None:
        fact = applications[one].facts.get(name)
        return YOUNGEST if fact == NOT_YET else fact if not isinstance(fact, str) else None

    return read


def _criterion(scores: Mapping[str, StageScore], name: str) -> Reader:
    return lambda one: scores[one].criteria[name]


def _stage(scores: Mapping[str, StageScore], *, without_bonus: bool) -> Reader:
    return lambda one: scores[one].without_bonus if without_bonus else scores[one].score

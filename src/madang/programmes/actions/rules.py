"""What changes who may apply."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from madang.core.capacity import Capacity
from madang.core.policy import Refused, require
from madang.engines.eligibility import All, Any, Leaf, Not, Region, Rule, dumps, leaves, loads
from madang.journey.log import record
from madang.programmes import facts, policy
from madang.programmes.models import Call

from .calls import Stale, locked_call
from .indexing import index_later


@transaction.atomic
def set_rule(
    *, call: Call, rule_json: object, version: int, by: Capacity, now: datetime, confirm: bool = False
) -> Call:
    """Put a rule in the place of the one there is. A rule with no leaf of a machine's reading counts as confirmed.

    `confirm`: the person has read it against the notice, so the marks of a machine's reading go.

    `rule_json` is the form that `engines.eligibility.loads` reads; None takes the rule off. Where the rule names regions
    that bind everyone, the catalogue's regions follow it. Raises `RuleError` with every fault, `Stale`, `Refused`.
    """
    locked = locked_call(call)
    require(policy.can_edit(by, locked))
    if locked.version != version:
        raise Stale(locked)
    rule = loads(rule_json) if rule_json is not None else None
    if confirm and rule is not None:
        rule = _by_a_person(rule)
    form = dumps(rule) if rule is not None else None
    if form == locked.rule and not (confirm and locked.rule_checked_at is None):
        return locked
    before = _regions(loads(locked.rule)) if locked.rule else []
    after = _regions(rule) if rule is not None else []
    confirmed = rule is not None and all(leaf.source == "person" for leaf in leaves(rule))
    locked.rule = form
    if before != after:
        locked.regions = after
    return _kept(locked, confirmed=confirmed, by=by, now=now)


@transaction.atomic
def confirm_rule(*, call: Call, version: int, by: Capacity, now: datetime) -> Call:
    """A person has read the rule against the notice and it says the same. Marks of a machine's reading go."""
    locked = locked_call(call)
    require(policy.can_edit(by, locked))
    if locked.version != version:
        raise Stale(locked)
    if not locked.rule:
        raise Refused(_("There are no conditions to confirm yet. Add them first."))
    if locked.rule_checked_at is not None:
        raise Refused(_("Someone has confirmed these conditions already."))
    locked.rule = dumps(_by_a_person(loads(locked.rule)))
    return _kept(locked, confirmed=True, by=by, now=now)


def _kept(locked: Call, *, confirmed: bool, by: Capacity, now: datetime) -> Call:
    locked.rule_checked_at = now if confirmed else None
    locked.rule_checked_by_id = by.person.pk if confirmed and by.person else None
    locked.version += 1
    locked.save(update_fields=["rule", "regions", "rule_checked_at", "rule_checked_by", "version", "updated_at"])
    record(facts.RuleChanged(call=locked.pk, confirmed=confirmed), institution=locked.institution, by=by, at=now)
    index_later(locked.pk)
    return locked


def _regions(rule: Rule) -> list[str]:
    """Regions that every applicant must lie in: those of leaves no group makes optional."""
    of = rule.of if isinstance(rule, All) else (rule,)
    return sorted({code for part in of if isinstance(part, Region) for code in part.any_of})


def _by_a_person(rule: Rule) -> Rule:
    match rule:
        case All(of=of):
            return All(tuple(_by_a_person(part) for part in of))
        case Any(of=of):
            return Any(tuple(_by_a_person(part) for part in of))
        case Not(of=part):
            return Not(_by_a_person(part))
        case Leaf():
            return replace(rule, source="person")

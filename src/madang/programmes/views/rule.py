"""The rule builder: who may apply, built of sentences, tried on the street before it counts."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.text import reader_language
from madang.engines.eligibility import Rule, leaves, loads, outline
from madang.institutions.capacity import AsStaff
from madang.programmes import fit, policy
from madang.programmes.actions import rules as actions
from madang.programmes.actions.calls import Stale
from madang.programmes.builder import Tree, grown, read
from madang.programmes.forms.rule import Checked, check, menu, show
from madang.programmes.models import Call
from madang.programmes.rule_moves import apply
from madang.programmes.rule_templates import TEMPLATES
from madang.programmes.trial import Trial, trial

from .acting import said, staff
from .desk import SECTIONS, found

SAVE: Final = ("save", "confirm")


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def builder(request: Request, public_id: str) -> HttpResponse:
    """The page, each of its buttons, and the live preview. Only "save" and "confirm" change the call."""
    call = found(request, public_id)
    if request.method != "POST":
        tree = grown(call.rule)
        return _page(request, call, tree, check(tree))
    tree = read(request.POST)
    button = request.POST.get("do", "")
    if button == "preview":
        return _page(request, call, tree, check(tree), part="#preview")
    if button not in SAVE:
        focus = apply(tree, button, request.POST.dict())
        checked = check(tree)
        # Half-built conditions are not scolded before someone wants to save them.
        shown = Checked(checked.form, checked.rule)
        return _page(request, call, tree, shown, focus=focus, part="#builder" if request.htmx else "")
    checked = check(tree)
    if checked.faults:
        return _page(request, call, tree, checked, status=422)
    return _save(request, call, tree, checked, confirm=button == "confirm")


def _save(request: Request, call: Call, tree: Tree, checked: Checked, *, confirm: bool) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        actions.set_rule(
            call=call,
            rule_json=checked.form,
            version=int(version) if version.isdecimal() and len(version) < 9 else 0,
            by=request.capacity,
            now=request.now,
            confirm=confirm,
        )
    except Stale as stale:
        clash = _lines(stale.current.rule)
        call.version = stale.current.version
        return _page(request, call, tree, checked, status=409, refusal=stale.reason, clash=clash)
    except Refused as refused:
        return _page(request, call, tree, checked, status=409, refusal=refused.reason)
    said(request, _("Saved and confirmed.") if confirm else _("Saved."))
    return redirect("programmes:rule", staff(request).institution.slug, call.public_id)


def _lines(form: Any) -> list[tuple[int, str]]:
    return outline(loads(form), reader_language()) if form else []


def _page(
    request: Request,
    call: Call,
    tree: Tree,
    checked: Checked,
    *,
    status: int = 200,
    focus: int | None = None,
    refusal: str = "",
    clash: list[tuple[int, str]] | None = None,
    part: str = "",
) -> HttpResponse:
    on = fit.counted_on(call, now=request.now)
    tried = trial(checked.rule, on=on) if checked.rule is not None else None
    context = {
        "institution": staff(request).institution,
        "call": call,
        "section": "rule",
        "title": SECTIONS["rule"],
        "sections": SECTIONS.items(),
        "root": show(tree, checked.faults, focus),
        "next_node": tree.next_ident,
        "menu": menu(),
        "starts": [(key, template.name) for key, template in TEMPLATES.items()],
        "may": policy.can_edit(request.capacity, call),
        "refusal": refusal,
        "clash": clash or [],
        "faults": sum(len(told) for told in checked.faults.values()),
        "lines": outline(checked.rule, reader_language()) if checked.rule is not None else [],
        "is_by_machine": checked.rule is not None and _by_machine(checked.rule),
        "counted_on": on,
        "trial": tried,
        "bars": _bars(tried) if tried else [],
        "bars_most": max(1, sum(count or 0 for count in (tried.met, tried.unmet, tried.unknown))) if tried else 1,
    }
    return render(request, f"programmes/desk/rule.html{part}", context, status=status)


def _by_machine(rule: Rule) -> bool:
    return any(leaf.source == "machine" for leaf in leaves(rule))


def _bars(tried: Trial) -> list[dict[str, Any]]:
    rows = [
        ("met", _("Met"), tried.met),
        ("unknown", _("Not known yet"), tried.unknown),
        ("unmet", _("Not met"), tried.unmet),
    ]
    return [
        {
            "outcome": outcome,
            "label": label,
            "count": count or 0,
            "shown": _("about %(n)d") % {"n": count} if count is not None else _("fewer than 5"),
        }
        for outcome, label, count in rows
    ]

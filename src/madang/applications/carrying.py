"""What becomes of drafts when a call's form gets a new version: which answers go along, and which no longer fit."""

from collections import Counter
from dataclasses import dataclass, field

from madang.engines.forms import Carried, Form, carry, difference
from madang.programmes.models import Call

from .models import Application, AttachedFile, Entry
from .reading import Sheet, form_of, learn

State = Application.State


@dataclass(frozen=True)
class Move:
    """One draft on its way to a new form."""

    sheet: Sheet
    renamed: dict[str, str]
    carried: Carried


@dataclass(frozen=True)
class Effect:
    """What publishing would do: how many drafts move, how many lose something, and how many lose each question's answer."""

    drafts: int = 0
    touched: int = 0
    lost: dict[str, int] = field(default_factory=dict)


def moves(call: Call, new: Form, *, lock: bool = False) -> list[Move]:
    """How each draft of a call would stand on the form. Three queries, and one for forms this process has not read yet.

    `lock`: hold the rows of the drafts until the transaction ends, in the order of their ids.
    """
    rows = Application.objects.filter(call=call, state=State.DRAFT).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    drafts = list(rows.select_related("form").defer("form__definition"))
    learn(draft.form for draft in drafts)
    entries: dict[int, dict[str, Entry]] = {}
    for entry in Entry.objects.filter(application__in=drafts):
        entries.setdefault(entry.application_id, {})[entry.question] = entry
    files: dict[int, dict[str, list[AttachedFile]]] = {}
    held = AttachedFile.objects.filter(application__in=drafts, removed_at__isnull=True).select_related("document")
    for file in held.order_by("attached_at", "pk"):
        files.setdefault(file.application_id, {}).setdefault(file.question, []).append(file)
    found = []
    for draft in drafts:
        draft.call = call
        old = form_of(draft.form)
        sheet = Sheet(draft, old, entries.get(draft.pk, {}), files.get(draft.pk, {}))
        asked = {question.id for question in old.questions()}
        answers = {key: value for key, value in sheet.answers.items() if key in asked}
        renamed = dict(difference(old, new).renamed)
        found.append(Move(sheet, renamed, carry(old, new, answers, lang=draft.language)))
    return found


def effect(call: Call, new: Form) -> Effect:
    """What publishing the form would do to the drafts, as counts: staff never see whose they are."""
    found = moves(call, new)
    lost: Counter[str] = Counter(key for one in found for key in one.carried.lost)
    return Effect(len(found), sum(1 for one in found if one.carried.lost), dict(lost))

"""A form before and after it is published: as a founder sees it, what publishing does, and what each version changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from madang.applications import drafting
from madang.applications.actions import forms as actions
from madang.applications.carrying import effect
from madang.applications.controls import Worded, draw, worded
from madang.applications.models import Application, FormVersion
from madang.applications.policy.desk import can_change_form
from madang.applications.reading import form_of, learn
from madang.applications.showing import Asked
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.text import LANGUAGES, reader_language
from madang.engines.forms import Form, difference, digest
from madang.engines.forms.definition import OPTIONAL, FileLimits, Question
from madang.institutions.capacity import AsStaff
from madang.programmes.models import Call

from .desk_acting import base, call_of, form_of_call, staff, told, version_sent

PARTS = {
    "kind": gettext_lazy("kind"),
    "label": gettext_lazy("wording"),
    "help": gettext_lazy("help"),
    "meaning": gettext_lazy("meaning"),
    "required": gettext_lazy("when it has to be answered"),
    "shown_if": gettext_lazy("when it is shown"),
    "hidden_from_reviewers": gettext_lazy("whether reviewers see it"),
    "limits": gettext_lazy("limits"),
    "section": gettext_lazy("section"),
    "place": gettext_lazy("place"),
}


@dataclass(frozen=True)
class Told:
    """What one version changed, in words: questions added, taken out, asked under another id, and changed with what of them."""

    added: list[Worded]
    removed: list[Worded]
    changed: list[tuple[Worded, str]]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def tell(old: Form, new: Form) -> Told:
    """The difference of two versions in the reader's language."""
    found, lang = difference(old, new), reader_language()
    before = {question.id: worded(question.label, lang) for question in old.questions()}
    after = {question.id: worded(question.label, lang) for question in new.questions()}
    changed = [(after[one.question], _joined(PARTS.get(part, part) for part in one.parts)) for one in found.changed]
    changed += [(after[new_id], _("the same question, put in anew")) for new_id in found.renamed.values()]
    return Told([after[key] for key in found.added], [before[key] for key in found.removed], changed)


def _joined(words: Iterable[Any]) -> str:
    return ("、" if reader_language() == "zh" else ", ").join(str(word) for word in words)


@acting(AsStaff)
@require_safe
def preview(request: Request, public_id: str) -> HttpResponse:
    """The draft, or a published version, with the fields a founder writes in; nothing is sent from here."""
    call = call_of(request, public_id)
    number = request.GET.get("version", "")
    if number.isdecimal() and len(number) < 6:
        shown: Form | None = form_of(get_object_or_404(FormVersion, call=call, number=int(number)))
        checked = None
    else:
        checked = drafting.check(form_of_call(call).draft)
        shown, number = checked.form, ""
    lang = reader_language()
    writes = request.GET.get("writes", "")
    writes = writes if writes in LANGUAGES else lang
    context = base(request, call) | {
        "number": number,
        "writes": writes,
        "languages": LANGUAGES,
        "faults": len(checked.problems) if checked else 0,
        "form_title": worded(shown.title, lang) if shown else None,
        "form_help": worded(shown.help, lang) if shown else None,
        "parts": _parts(shown, lang, writes) if shown else [],
        "is_narrow": request.GET.get("width") == "narrow",
    }
    return render(request, "applications/desk/form_preview.html", context)


def _parts(form: Form, lang: str, writes: str) -> list[dict[str, Any]]:
    return [
        {
            "id": section.id,
            "title": worded(section.title, lang),
            "help": worded(section.help, lang),
            "is_conditional": section.shown_if is not None,
            "asked": [_asked(form, question, lang, writes) for question in section.questions],
        }
        for section in form.sections
    ]


def _asked(form: Form, question: Question, lang: str, writes: str) -> Asked:
    """The question as the writing page shows it before anything is written."""
    is_file = isinstance(question.limits, FileLimits)
    return Asked(
        question=question,
        label=worded(question.label, lang),
        help=worded(question.help, lang),
        needed=question.required == form.stages[0],
        later=question.required not in (OPTIONAL, form.stages[0]),
        drawn=None if is_file else draw(question, None, lang=lang, writes=writes),
        version=0,
        value=None,
        said="",
        source="",
        as_of=None,
        age="",
        written="",
        by="",
        counted="",
        faults=(),
        files=(),
        offer=None,
        offer_said="",
        offer_age="",
        folded=False,
    )


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Request, public_id: str) -> HttpResponse:
    """What publishing changes and does to drafts; then publish."""
    call = call_of(request, public_id)
    form = form_of_call(call)
    slug, refusal = staff(request).institution.slug, ""
    if request.method == "POST":
        try:
            done = actions.publish_form(call=call, version=version_sent(request), by=request.capacity, now=request.now)
        except Refused as refused_:
            refusal = refused_.reason
        else:
            words = ngettext(
                "Version %(version)s is published. %(n)s draft has moved to it.",
                "Version %(version)s is published. %(n)s drafts have moved to it.",
                done.moved,
            )
            told(request, words % {"version": done.version.number, "n": done.moved})
            return redirect("applications:form", slug, public_id)
    checked = drafting.check(form.draft)
    last = FormVersion.objects.filter(call=call).defer("definition").order_by("-number").first()
    context = base(request, call) | {
        "form": form,
        "faults": len(checked.problems),
        "last": last,
        "refusal": refusal,
        "may": can_change_form(request.capacity, call, now=request.now),
        **_plan(call, checked.form, last),
    }
    return render(request, "applications/desk/form_publish.html", context, status=409 if refusal else 200)


def _plan(call: Call, new: Form | None, last: FormVersion | None) -> dict[str, Any]:
    """What changes, and what becomes of the drafts: counts alone."""
    if new is None:
        return {"is_new": False}
    handed_in = Application.objects.filter(call=call).exclude(submitted_at=None).count()
    if last is None:
        return {"is_new": True, "handed_in": handed_in, "count": len(list(new.questions()))}
    old, lang = form_of(last), reader_language()
    labels = {question.id: worded(question.label, lang) for form in (new, old) for question in form.questions()}
    found = effect(call, new)
    return {
        "is_new": last.digest != digest(new),
        "change": tell(old, new),
        "effect": found,
        "lost": [(labels.get(key, Worded(key)), count) for key, count in found.lost.items()],
        "handed_in": handed_in,
    }


@acting(AsStaff)
@require_safe
def versions(request: Request, public_id: str) -> HttpResponse:
    """Every published version, newest first, with what it changed and how many applications stand on it."""
    call = call_of(request, public_id)
    rows = list(
        FormVersion.objects.filter(call=call).select_related("published_by").defer("definition").order_by("-number")
    )
    learn(rows)
    on = _standing(call)
    history = [
        {
            "version": row,
            "questions": len(list(form_of(row).questions())),
            "change": tell(form_of(rows[at + 1]), form_of(row)) if at + 1 < len(rows) else None,
            "drafts": on.get((row.pk, "draft"), 0),
            "handed_in": on.get((row.pk, "handed_in"), 0),
        }
        for at, row in enumerate(rows)
    ]
    back = reverse("applications:form", args=[staff(request).institution.slug, public_id])
    return render(
        request, "applications/desk/form_versions.html", base(request, call) | {"history": history, "back": back}
    )


def _standing(call: Call) -> dict[tuple[int, str], int]:
    """How many drafts and how many that were handed in stand on each version. One query."""
    counts = Application.objects.filter(call=call).order_by().values_list("form").annotate(
        drafts=Count("pk", filter=Q(state=Application.State.DRAFT)), handed_in=Count("submitted_at")
    )  # fmt: skip
    found: dict[tuple[int, str], int] = {}
    for form, drafts, handed_in in counts:
        found[form, "draft"], found[form, "handed_in"] = drafts, handed_in
    return found

"""After handing in: which answers the bank keeps for the next application."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from madang.applications.actions.keeping import keep as keep_action
from madang.applications.bank import fresh
from madang.applications.controls import worded
from madang.applications.policy.writing import can_apply
from madang.applications.reading import day_of
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.text import reader_language
from madang.engines.forms import show
from madang.startups.capacity import AsMember

from .acting import found, refused, said


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: Request, public_id: str) -> HttpResponse:
    """Answer by answer: keep it, or leave the bank as it is."""
    application = found(request, public_id)
    submission = application.submissions.select_related("form").order_by("-number").first()
    if submission is None:
        raise Http404
    submission.application = application
    lang = reader_language()
    if request.method != "POST":
        rows = [
            {
                "id": one.question.id,
                "label": worded(one.question.label, lang),
                "said": show(one.question, one.value, lang),
                "before": show(one.question, one.before, lang) if one.before is not None else "",
                "as_of": one.as_of,
            }
            for one in fresh(submission, today=day_of(application, request.now))
        ]
        context: dict[str, Any] = {"application": application, "call": application.call}
        context |= {
            "startup": application.startup,
            "rows": rows,
            "submission": submission,
            "may": can_apply(request.capacity, application.startup),
        }
        return render(request, "applications/s/keep.html", context)
    chosen = set(request.POST.getlist("keep"))
    try:
        outcome = keep_action(submission=submission, questions=chosen, by=request.capacity, now=request.now)
    except Refused as refusal:
        back = reverse("applications:application", args=[application.startup.slug, public_id])
        return refused(request, refusal.reason, back)
    kept = len(outcome.saved)
    words = ngettext(
        "%(n)s answer is kept for the next application.", "%(n)s answers are kept for the next application.", kept
    )
    said(request, words % {"n": kept} if kept else _("The answer bank stays as it was."))
    return redirect("applications:application", application.startup.slug, public_id)

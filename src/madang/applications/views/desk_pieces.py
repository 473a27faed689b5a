"""One piece of a form at a time: a question, a section, the head, and questions taken from the shared library."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.applications import drafting
from madang.applications.actions import forms as actions
from madang.applications.controls import worded
from madang.applications.drafting import Checked, Draft
from madang.applications.forms.building import KIND_WORDS, HeadForm, QuestionForm, SectionForm
from madang.applications.library import search
from madang.applications.models import CallForm
from madang.applications.policy.desk import can_change_form
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.text import reader_language
from madang.engines.forms import Problem, meanings
from madang.engines.forms.words import Words
from madang.institutions.capacity import AsStaff
from madang.programmes.models import Call

from .desk_acting import base, call_of, form_of_call, refused, staff, told, version_sent


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Request, public_id: str, question: str) -> HttpResponse:
    """One question with its limits. What the engine would not read is said beside its field, and nothing is saved."""
    call = call_of(request, public_id)
    form = form_of_call(call)
    body = drafting.question_of(form.draft, question)
    if body is None:
        raise Http404
    asked = QuestionForm.of(
        body,
        form.version,
        stages=form.draft.get("stages", []),
        earlier=drafting.earlier(form.draft, question),
        data=request.POST if request.method == "POST" else None,
    )
    home = drafting.home_of(form.draft, question) or {}
    context = {
        "part": asked,
        "kind": KIND_WORDS.get(body["kind"], body["kind"]),
        "meaning": meanings().get(body.get("meaning", "")),
        "name": worded(Words(**body.get("label") or {}), reader_language()),
        "home": worded(Words(**home.get("title") or {}), reader_language()),
    }
    make = lambda: drafting.place_question(form.draft, question, asked.values())  # noqa: E731
    return _piece(request, call, form, asked, make, key=question, page="form_question", context=context)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Request, public_id: str, section: str) -> HttpResponse:
    """One section: title, help, when it is shown."""
    call = call_of(request, public_id)
    form = form_of_call(call)
    body = drafting.section_of(form.draft, section)
    if body is None:
        raise Http404
    earlier = drafting.earlier(form.draft, f"@{section}")
    part = SectionForm.of(body, form.version, earlier, request.POST if request.method == "POST" else None)
    context = {"part": part, "name": worded(Words(**body["title"]), reader_language())}
    make = lambda: drafting.place_section(form.draft, section, part.values())  # noqa: E731
    return _piece(request, call, form, part, make, key=f"@{section}", page="form_section", context=context)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def head(request: Request, public_id: str) -> HttpResponse:
    """The form's title, what applicants read first, and the stages."""
    call = call_of(request, public_id)
    form = form_of_call(call)
    part = HeadForm.of(form.draft, form.version, request.POST if request.method == "POST" else None)
    context = {"part": part, "name": worded(Words(**form.draft["title"]), reader_language())}
    return _piece(request, call, form, part, lambda: part.values(form.draft), key="", page="form_head", context=context)


def _piece(
    request: Request,
    call: Call,
    form: CallForm,
    part: Any,
    make: Callable[[], Draft],
    *,
    key: str,
    page: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Save one piece of the form, or show it with what is wrong."""
    slug, refusal = staff(request).institution.slug, ""
    may = can_change_form(request.capacity, call, now=request.now)
    if request.method == "POST" and part.is_valid() and (draft := _made(part, make)) is not None:
        for problem in _faults(drafting.check(draft), drafting.check(form.draft), key):
            _say(part, problem)
        if not part.errors:
            try:
                actions.save_form(
                    call=call, draft=draft, version=version_sent(request), by=request.capacity, now=request.now
                )
            except actions.FormStale as stale:
                # The words stay; saved once more, they take the place of this piece alone.
                refusal = stale.reason
                part.data = part.data.copy()
                part.data["version"] = str(CallForm.objects.values_list("version", flat=True).get(call=call))
            except Refused as refused_:
                refusal = refused_.reason
            else:
                told(request, _("Saved."))
                return redirect(reverse("applications:form", args=[slug, call.public_id]) + f"#{key.removeprefix('@')}")
    status = 409 if refusal else 422 if part.errors else 200
    shown = base(request, call) | {"form": form, "may": may, "refusal": refusal} | context
    return render(request, f"applications/desk/{page}.html", shown, status=status)


def _made(part: Any, make: Callable[[], Draft]) -> Draft | None:
    """The draft with the piece in it; lines that cannot be read stand as a fault of their field."""
    from_lines = "columns" if "columns" in part.fields else None
    try:
        return make()
    except ValidationError as error:
        part.add_error(from_lines, error)
        return None


def _faults(after: Checked, before: Checked, key: str) -> list[Problem]:
    """What is wrong with the piece itself, and what its change breaks elsewhere."""
    own = after.at.get(key, [])
    known = {(problem.path, problem.code) for problem in before.problems}
    return own or [one for one in after.problems if (one.path, one.code) not in known]


def _say(part: Any, problem: Problem) -> None:
    if hasattr(part, "take"):
        part.take([problem])
    else:
        name = "shown_if" if "shown_if" in problem.path and "shown_if" in part.fields else None
        part.add_error(name, problem.text(reader_language()))


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: Request, public_id: str) -> HttpResponse:
    """Questions of the shared library, found by words of any of the three languages, and taken into a section."""
    call = call_of(request, public_id)
    form = form_of_call(call)
    slug = staff(request).institution.slug
    sent = request.POST if request.method == "POST" else request.GET
    home = drafting.section_of(form.draft, sent.get("section", "")) or form.draft["sections"][0]
    if request.method == "POST":
        back = reverse("applications:form", args=[slug, public_id])
        meaning = meanings().get(request.POST.get("take", ""))
        if meaning is None:
            raise Http404
        draft, key = drafting.take(form.draft, home["id"], meaning)
        try:
            actions.save_form(
                call=call, draft=draft, version=version_sent(request), by=request.capacity, now=request.now
            )
        except Refused as refusal:
            return refused(request, refusal.reason, back)
        told(request, _("Added."))
        return redirect(f"{back}#{key}")
    lang, words = reader_language(), request.GET.get("q", "").strip()[:80]
    taken = {question.get("meaning") for question in drafting.questions(form.draft)}
    context = base(request, call) | {
        "form": form,
        "home": home["id"],
        "sections": [(one["id"], worded(Words(**one["title"]), lang)) for one in form.draft["sections"]],
        "words": words,
        "groups": search(words, lang, taken),
        "may": can_change_form(request.capacity, call, now=request.now),
    }
    return render(request, "applications/desk/form_library.html", context)

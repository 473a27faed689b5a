"""What the desk does with applications: asks for a correction, files on behalf, takes a copy away."""

from typing import Any, Final
from uuid import UUID, uuid4

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.applications.actions import corrections, exporting, on_behalf
from madang.applications.arrived import Choice
from madang.applications.deadline import deadline_of
from madang.applications.forms.desk import FileForForm
from madang.applications.models import Correction, Export, FormVersion
from madang.applications.policy import desk as policy
from madang.core.capacity import Request, acting
from madang.core.files import download
from madang.core.policy import Refused
from madang.core.text import reader_language
from madang.institutions.capacity import AsStaff
from madang.programmes.models import Call
from madang.startups.models import Startup

from .desk_acting import application_of, base, call_of, refused, staff, told
from .desk_applications import correction_form, named, page, sent_of

_TYPES: Final = {
    Export.Kind.TABLE: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Export.Kind.PAPERS: ("zip", "application/zip"),
}


@acting(AsStaff)
@require_POST
def correction(request: Request, public_id: str, application: str) -> HttpResponse:
    """Ask the applicant to mend named answers."""
    call = call_of(request, public_id)
    held = application_of(request, call, application)
    form = correction_form(held, request.POST)
    back = reverse("applications:desk_application", args=[staff(request).institution.slug, public_id, application])
    if not form.is_valid():
        submissions = sent_of(held)
        asked = [(one, named(held, one)) for one in held.corrections.select_related("asked_by").order_by("-asked_at")]
        context = page(request, held, submissions[0], submissions) | {
            "corrections": asked,
            "form": form,
            "may_ask": policy.can_ask_correction(request.capacity, held),
        }
        return render(request, "applications/desk/application.html", context, status=422)
    try:
        corrections.ask_correction(application=held, by=request.capacity, now=request.now, **form.cleaned_data)
    except Refused as refusal:
        return refused(request, refusal.reason, back)
    told(request, _("The team is asked by e-mail."))
    return redirect(back)


@acting(AsStaff)
@require_POST
def recall(request: Request, public_id: str, application: str, correction: int) -> HttpResponse:
    """Take a request to correct back."""
    held = application_of(request, call_of(request, public_id), application)
    found: Correction = get_object_or_404(held.corrections, pk=correction)
    back = reverse("applications:desk_application", args=[staff(request).institution.slug, public_id, application])
    try:
        corrections.recall_correction(correction=found, by=request.capacity, now=request.now)
    except Refused as refusal:
        return refused(request, refusal.reason, back)
    told(request, _("The request is taken back, and the team is told."))
    return redirect(back)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def file_for(request: Request, public_id: str) -> HttpResponse:
    """Begin an application on a startup's behalf."""
    call = call_of(request, public_id)
    form = FileForForm(request.POST if request.method == "POST" else None, initial={"key": uuid4()})
    refusal, done = "", None
    if request.method == "POST" and form.is_valid():
        startup = Startup.objects.visible_to(request.capacity).filter(slug=form.cleaned_data["startup"]).first()
        if startup is None:
            form.add_error("startup", _("No startup with a public page has this address."))
        else:
            values = {key: form.cleaned_data[key] for key in ("key", "title", "language", "authority")}
            try:
                done = on_behalf.file_for(call=call, startup=startup, by=request.capacity, now=request.now, **values)
            except Refused as refused_:
                refusal = refused_.reason
            else:
                words = _(
                    "The draft %(number)s is begun. The team is told by e-mail; it is theirs to fill in and hand in."
                )
                told(request, words % {"number": done.number})
                return redirect("applications:desk_list", staff(request).institution.slug, public_id)
    has_form = FormVersion.objects.filter(call=call).exists()
    may = policy.can_file_for(request.capacity, call, deadline_of(call), has_form=has_form, now=request.now)
    status = 409 if refusal else 422 if form.errors else 200
    context = base(request, call) | {"form": form, "refusal": refusal, "may": may}
    return render(request, "applications/desk/file_for.html", context, status=status)


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: Request, public_id: str) -> HttpResponse:
    """Copies of the list: ask for one, and fetch those that are ready."""
    call = call_of(request, public_id)
    slug = staff(request).institution.slug
    choice = Choice.of((request.POST if request.method == "POST" else request.GET).dict())
    if request.method == "POST":
        kind, key = request.POST.get("kind", ""), _key(request.POST.get("key", ""))
        if kind not in Export.Kind.values or key is None:
            raise Http404
        back = reverse("applications:desk_exports", args=[slug, public_id])
        try:
            made = exporting.ask_export(
                call=call,
                kind=kind,
                choice=choice,
                language=reader_language(),
                key=key,
                by=request.capacity,
                now=request.now,
            )
        except Refused as refusal:
            return refused(request, refusal.reason, back)
        return redirect("applications:desk_export", slug, public_id, made.public_id)
    rows = Export.objects.filter(call=call).select_related("asked_by").order_by("-asked_at", "-pk")[:20]
    context = base(request, call) | {
        "exports": list(rows),
        "choice": choice,
        "key": uuid4(),
        "may": policy.can_act(request.capacity, call),
    }
    return render(request, "applications/desk/exports.html", context)


def _key(sent: str) -> UUID | None:
    try:
        return UUID(sent)
    except ValueError:
        return None


@acting(AsStaff)
@require_safe
def export(request: Request, public_id: str, export: str) -> HttpResponse:
    """How far an export is; asked again every two seconds by the page while it is being made."""
    call = call_of(request, public_id)
    held = _export(call, export)
    part = "#progress" if request.htmx else ""
    context = base(request, call) | {"export": held, "may": policy.can_act(request.capacity, call)}
    return render(request, f"applications/desk/export.html{part}", context)


@acting(AsStaff)
@require_safe
def export_file(request: Request, public_id: str, export: str) -> HttpResponse | FileResponse:
    """The file of an export, while it lives; who fetched it is written down."""
    call = call_of(request, public_id)
    held = _export(call, export)
    if held.state != Export.State.READY or held.expires_at is None or held.expires_at <= request.now:
        raise Http404
    stored: Any = exporting.opened(held, by=request.capacity, now=request.now)
    suffix, content_type = _TYPES[Export.Kind(held.kind)]
    name = f"applications-{call.public_id}.{suffix}"
    return download(stored, name=name, content_type=content_type)


def _export(call: Call, public_id: str) -> Export:
    held: Export = get_object_or_404(Export.objects.select_related("asked_by"), call=call, public_id=public_id)
    held.call = call
    return held

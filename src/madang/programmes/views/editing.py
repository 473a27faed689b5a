"""A call is begun and edited section by section; what someone else saved meanwhile is shown beside what was typed."""

from typing import Any, Final

from django.forms import BaseForm, ChoiceField
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madang.core import figures, moments
from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.text import Text
from madang.institutions.capacity import AsStaff
from madang.programmes import policy
from madang.programmes.actions import calls as actions
from madang.programmes.actions import files as file_actions
from madang.programmes.forms import SECTION_FORMS, ContactFormSet, DocumentFormSet, FileForm, StepFormSet, VersionedForm
from madang.programmes.forms.calls import WhatForm
from madang.programmes.forms.lists import RowsFormSet
from madang.programmes.models import Call, Programme

from .acting import said, staff
from .desk import SECTIONS, found

ROWS: Final[dict[str, type[RowsFormSet]]] = {
    "documents": DocumentFormSet,
    "steps": StepFormSet,
    "contacts": ContactFormSet,
}
_ORDER: Final = [key for key in SECTIONS if key not in {"rule", "files"}]


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def call_new(request: Request, public_id: str) -> HttpResponse:
    """A new call of a programme: its words first, the rest section by section."""
    desk = staff(request)
    programme = get_object_or_404(Programme.objects.of_desk(desk.institution), public_id=public_id)
    blank = Call(programme=programme, institution=desk.institution, version=0)
    form = WhatForm.of(blank, request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            call = actions.draft_call(programme=programme, fields=form.values(), by=desk, now=request.now)
        except Refused as refused:
            refusal = refused.reason
        else:
            said(request, _("The draft is saved. Now say when it opens and closes."))
            return redirect("programmes:desk_section", desk.institution.slug, call.public_id, "when")
    context = {
        "institution": desk.institution,
        "programme": programme,
        "form": form,
        "refusal": refusal,
        "may": policy.can_add(desk, desk.institution),
    }
    return render(
        request, "programmes/desk/call_new.html", context, status=409 if refusal else 422 if form.errors else 200
    )


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Request, public_id: str, section: str) -> HttpResponse:
    """One section of a call. "One more row", moving a row and "save" are all plain submits that keep everything typed."""
    if section not in SECTION_FORMS:
        raise Http404
    call = found(request, public_id)
    kind = SECTION_FORMS[section]
    if request.method != "POST":
        return _page(request, call, section, kind.of(call), _rows(call, section))
    form = kind.of(call, request.POST)
    if section in ROWS and (arranged := _arranged(request, call, section)) is not None:
        return _page(request, call, section, form, arranged)
    rows = _rows(call, section, request.POST)
    if not form.is_valid() or (rows is not None and not rows.is_valid()):
        return _page(request, call, section, form, rows, status=422)
    try:
        _save(request, call, section, form, rows)
    except actions.Stale as stale:
        clash = _differences(form, rows, section, stale.current)
        form.reopened(stale.current.version)
        return _page(request, call, section, form, rows, status=409, refusal=stale.reason, clash=clash)
    except Refused as refused:
        return _page(request, call, section, form, rows, status=409, refusal=refused.reason)
    said(request, _("Saved."))
    slug = staff(request).institution.slug
    if "next" in request.POST:
        following = _after(section)
        if following:
            return redirect("programmes:desk_section", slug, call.public_id, following)
        return redirect("programmes:desk_call", slug, call.public_id)
    return redirect("programmes:desk_section", slug, call.public_id, section)


def _save(request: Request, call: Call, section: str, form: VersionedForm, rows: RowsFormSet | None) -> None:
    version = form.cleaned_data["version"]
    if section == "steps" and rows is not None:
        actions.set_steps(call=call, steps=rows.values(), version=version, by=request.capacity, now=request.now)
        return
    fields = form.values() | ({section: rows.values()} if rows is not None else {})
    actions.edit_call(call=call, fields=fields, version=version, by=request.capacity, now=request.now)


def _after(section: str) -> str:
    place = _ORDER.index(section) + 1
    return _ORDER[place] if place < len(_ORDER) else ""


def _saved_rows(call: Call, section: str) -> list[Any]:
    if section == "steps":
        return sorted(call.stages_set.all(), key=lambda step: step.position)
    return list(getattr(call, section))


def _rows(call: Call, section: str, data: Any = None) -> RowsFormSet | None:
    return ROWS[section].of(_saved_rows(call, section), data) if section in ROWS else None


def _arranged(request: Request, call: Call, section: str) -> RowsFormSet | None:
    """The rows with one more, or in another order, as the button asked; nothing is saved yet. None for a save."""
    saved = _saved_rows(call, section)
    if "move" in request.POST:
        return ROWS[section].moved(saved, request.POST, request.POST["move"])
    return ROWS[section].with_one_more(saved, request.POST) if "more" in request.POST else None


def _page(
    request: Request,
    call: Call,
    section: str,
    form: VersionedForm,
    rows: RowsFormSet | None,
    *,
    status: int = 200,
    refusal: str = "",
    clash: list[tuple[str, Any]] | None = None,
) -> HttpResponse:
    context = {
        "institution": staff(request).institution,
        "call": call,
        "section": section,
        "title": SECTIONS[section],
        "sections": SECTIONS.items(),
        "form": form,
        "rows": rows,
        "refusal": refusal,
        "clash": clash or [],
        "may": policy.can_edit(request.capacity, call),
    }
    return render(request, "programmes/desk/section.html", context, status=status)


def _differences(form: VersionedForm, rows: RowsFormSet | None, section: str, current: Call) -> list[tuple[str, Any]]:
    """What stands saved now where it is not what was typed: label and value, ready to show."""
    clash = [
        (str(form.fields[name].label), _shown(form, name, getattr(current, name)))
        for name, value in form.values().items()
        if name in form.fields and getattr(current, name) != value
    ]
    if rows is not None:
        kept = _saved_rows(current, section)
        named = ", ".join(_row_words(section, row) for row in kept) or _("(empty)")
        clash.append((str(SECTIONS[section]), named))
    return clash


def _row_words(section: str, row: Any) -> str:
    if section == "steps":
        return str(row)
    name = Text.from_json(row["name"]) if isinstance(row.get("name"), dict) else row.get("name", "")
    return str(name or row.get("kind") or row.get("email") or row.get("phone") or "–")


def _shown(form: BaseForm, name: str, value: Any) -> Any:
    field = form.fields[name]
    if value in (None, "", [], Text()):
        return _("(empty)")
    if isinstance(field, ChoiceField):
        names: dict[str, Any] = {}
        for code, label in field.choices:  # type: ignore[misc, union-attr]
            names |= dict(label) if isinstance(label, list | tuple) else {code: label}
        return ", ".join(str(names.get(code, code)) for code in (value if isinstance(value, list) else [value]))
    if hasattr(value, "hour"):
        return moments.moment(value)
    if hasattr(value, "year"):
        return moments.day(value)
    return figures.number(value) if isinstance(value, int) else value


@acting(AsStaff)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: Request, public_id: str) -> HttpResponse:
    """The files of a call; one is added at a time."""
    call = found(request, public_id)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                file_actions.add_file(call=call, upload=form.cleaned_data["file"], by=request.capacity, now=request.now)
            except Refused as refused:
                form.add_error("file", refused.reason)
                status = 409
            else:
                said(request, _("The file is kept. Its words will be found by search in a moment."))
                return redirect("programmes:desk_files", staff(request).institution.slug, call.public_id)
    context = {
        "institution": staff(request).institution,
        "call": call,
        "section": "files",
        "title": SECTIONS["files"],
        "sections": SECTIONS.items(),
        "form": form,
        "may": policy.can_edit(request.capacity, call),
    }
    return render(request, "programmes/desk/files.html", context, status=status)


@acting(AsStaff)
@require_POST
def file_remove(request: Request, public_id: str, file_id: str) -> HttpResponse:
    """Take a file off."""
    call = found(request, public_id)
    attachment = get_object_or_404(call.attachments.select_related("call"), public_id=file_id)
    file_actions.remove_file(attachment=attachment, by=request.capacity, now=request.now)
    said(request, _("The file is gone."))
    return redirect("programmes:desk_files", staff(request).institution.slug, call.public_id)

"""The document wallet: a checklist of what most calls ask for, every file, its versions, and handing it to a member."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.core import files, moments
from madang.core.capacity import Request, acting
from madang.core.edits import Stale, fingerprint
from madang.core.policy import Refused
from madang.engines import taxonomy
from madang.startups import actions, policy
from madang.startups.actions.documents import MOST_BYTES, OTHER
from madang.startups.capacity import AsMember
from madang.startups.forms.documents import DetailsForm, ReplaceForm, UploadForm
from madang.startups.models import Document
from madang.startups.wallet.kinds import usual_end
from madang.startups.wallet.standing import checklist, needing, standing

from .acting import member, refused, said
from .words import differences


@acting(AsMember)
@require_safe
def documents(request: Request) -> HttpResponse:
    """The nine as a checklist, then everything kept. Four queries however much there is."""
    who, today = member(request), moments.day_of(request.now)
    rows = list(Document.objects.visible_to(who).exclude(replaced_at__isnull=False).for_list())
    current = [one for one in rows if not one.removed_at]
    nine = checklist(who.startup, current, list(who.startup.papers.all()), today)
    expiring, missing = needing(nine, current, today)
    context = {
        "startup": who.startup,
        "nine": nine,
        "settled": sum(row.settled for row in nine),
        "held": [standing(one, today) for one in current],
        "removed": [one for one in rows if one.removed_at],
        "expiring": expiring,
        "missing": missing,
        "size": sum(one.size for one in current),
        "most": MOST_BYTES,
        "may": policy.can_edit(who, who.startup),
    }
    return render(request, "startups/documents.html", context)


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def add_document(request: Request) -> HttpResponse:
    """Upload a file. `?kind=` comes from the checklist; a paper of the profile hands on what it knows."""
    who, today = member(request), moments.day_of(request.now)
    if request.method != "POST":
        return _upload_page(request, UploadForm(initial=_asked(request), today=today))
    form = UploadForm(request.POST, request.FILES, today=today)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    given = {"upload": form.cleaned_data["file"], "values": form.values(), "by": who, "now": request.now}
    try:
        kept = actions.keep_document(startup=who.startup, **given)
    except Refused as refusal:
        form.add_error("file", refusal.reason)
        return _upload_page(request, form, status=409)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _upload_page(request, form, status=422)
    said(request, _("This very file was here already; it is kept once.") if kept.was_there else _("Kept."))
    return redirect("startups:documents", who.startup.slug)


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: Request, public_id: str) -> HttpResponse:
    """One document: what is said of it, what was measured, its older versions."""
    who, found = member(request), _found(request, public_id)
    today, seen = moments.day_of(request.now), fingerprint(found)
    if request.method != "POST":
        form = DetailsForm(initial=DetailsForm.initial_of(found, seen), today=today)
        return _page(request, found, form)
    form = DetailsForm(request.POST, today=today)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        actions.describe_document(
            document=found, values=form.values(), seen=form.cleaned_data["seen"], by=who, now=request.now
        )
    except Stale as stale:
        form.reopened(seen)
        return _page(request, found, form, stale=stale, clash=differences(form, stale.changed), status=409)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, found, form, status=422)
    except Refused as refusal:
        return refused(request, refusal, request.path)
    said(request, _("Saved."))
    return redirect("startups:document", who.startup.slug, found.public_id)


@acting(AsMember)
@require_safe
def document_file(request: Request, public_id: str) -> HttpResponseBase:
    """The bytes, always as a download; an older or removed version as long as it is kept."""
    found = _found(request, public_id)
    try:
        return files.download(found.file, name=found.name, content_type=found.content_type)
    except FileNotFoundError as gone:
        raise Http404 from gone


@acting(AsMember)
@require_http_methods(["GET", "HEAD", "POST"])
def replace_document(request: Request, public_id: str) -> HttpResponse:
    """A newer version; the older one stays for whoever was handed it."""
    who, found = member(request), _found(request, public_id)
    today = moments.day_of(request.now)
    may = policy.can_replace(who, found)
    if request.method != "POST":
        return _upload_page(request, ReplaceForm(document=found, today=today), document=found, may=may)
    form = ReplaceForm(request.POST, request.FILES, document=found, today=today)
    if not form.is_valid():
        return _upload_page(request, form, document=found, may=may, status=422)
    given = {"upload": form.cleaned_data["file"], "values": form.values() | {"kind": found.kind}}
    try:
        fresh = actions.replace_document(document=found, by=who, now=request.now, **given)
    except Refused as refusal:
        form.add_error("file", refusal.reason)
        return _upload_page(request, form, document=found, may=may, status=409)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _upload_page(request, form, document=found, may=may, status=422)
    said(request, _("The new version is kept. What was handed in before stays as it was."))
    return redirect("startups:document", who.startup.slug, fresh.public_id)


@acting(AsMember)
@require_POST
def remove_document(request: Request, public_id: str) -> HttpResponse:
    who, found = member(request), _found(request, public_id)
    try:
        actions.remove_document(document=found, by=who, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, redirect("startups:document", who.startup.slug, public_id).url)
    said(request, _("Removed. It can be put back for 30 days."))
    return redirect("startups:documents", who.startup.slug)


@acting(AsMember)
@require_POST
def restore_document(request: Request, public_id: str) -> HttpResponse:
    who, found = member(request), _found(request, public_id)
    try:
        actions.restore_document(document=found, by=who, now=request.now)
    except Refused as refusal:
        return refused(request, refusal, redirect("startups:documents", who.startup.slug).url)
    said(request, _("Put back."))
    return redirect("startups:documents", who.startup.slug)


def _found(request: Request, public_id: str) -> Document:
    """Any version of the own startup's; another's is absent."""
    rows = Document.objects.visible_to(request.capacity).for_list().select_related("startup", "uploaded_by")
    found: Document = get_object_or_404(rows, public_id=public_id)
    return found


def _asked(request: Request) -> dict[str, Any]:
    """What the address and a paper of the profile without a file say already."""
    kind = request.GET.get("kind", "")
    if kind not in taxonomy.DOCUMENTS and kind != OTHER:
        return {}
    today = moments.day_of(request.now)
    paper = member(request).startup.papers.filter(kind=kind, document__isnull=True).order_by("-issued_on").first()
    end = paper and (paper.valid_until or usual_end(kind, paper.issued_on))
    # A paper that has lapsed is about to be replaced by another: its dates would be wrong for that one.
    fresh = paper if paper and not (end and end < today) else None
    known = {name: getattr(fresh, name) for name in ("issuer", "issued_on", "valid_until")} if fresh else {}
    return {"kind": kind} | known


def _upload_page(request: Request, form: DetailsForm, *, status: int = 200, **more: Any) -> HttpResponse:
    startup = member(request).startup
    context = {"startup": startup, "form": form, "may": policy.can_edit(request.capacity, startup)}
    return render(request, "startups/document_upload.html", context | more, status=status)


def _page(request: Request, found: Document, form: DetailsForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "startup": found.startup,
        "form": form,
        "document": found,
        "standing": standing(found, moments.day_of(request.now)),
        "versions": _versions(found),
        "may": policy.can_replace(request.capacity, found),
        "may_restore": policy.can_restore(request.capacity, found),
    }
    return render(request, "startups/document.html", context | more, status=status)


def _versions(found: Document) -> list[Document]:
    """Every version of the same paper, newest first, this one among them. Two queries however many."""
    rows = Document.objects.filter(startup=found.startup).select_related("uploaded_by")
    older = dict(rows.values_list("pk", "replaces"))
    newer = {before: pk for pk, before in older.items() if before}
    chain, at = [found.pk], found.pk
    while at in newer:
        at = newer[at]
        chain.insert(0, at)
    at = found.pk
    while before := older.get(at):
        chain.append(before)
        at = before
    by_pk = rows.in_bulk(chain)
    return [by_pk[pk] for pk in chain]

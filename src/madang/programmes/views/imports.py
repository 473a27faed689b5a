"""Bringing calls in: upload, preview, progress and result, for a desk and for the street office."""

import csv
import io
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.core.capacity import Request, acting
from madang.core.policy import Refused
from madang.core.text import reader_language
from madang.institutions.capacity import AsStaff
from madang.institutions.models import Institution
from madang.people.capacity import AsOperator
from madang.programmes import policy
from madang.programmes.actions import import_runs as actions
from madang.programmes.forms.imports import LARGEST, ReadingForm, UploadForm
from madang.programmes.import_preview import Preview, preview
from madang.programmes.import_words import problem, reason
from madang.programmes.importers.fetch import fetch, masked
from madang.programmes.importers.records import ImportFailed
from madang.programmes.models import Call, ImportRun
from madang.programmes.sources import SOURCES

PER_PAGE: Final = 50
FETCH_SECONDS: Final = 20
Status = ImportRun.Status
View = Callable[..., HttpResponseBase]


def _institution(request: Request) -> Institution | None:
    """Whose import it is: the desk's own, or the street's for the operator."""
    return request.capacity.institution if isinstance(request.capacity, AsStaff) else None


def _url(request: Request, name: str, *rest: str) -> str:
    desk = _institution(request)
    return (
        reverse(f"programmes:{name}", args=[desk.slug, *rest])
        if desk
        else reverse(f"programmes:street_{name}", args=rest)
    )


def _found(request: Request, public_id: str) -> ImportRun:
    runs = ImportRun.objects.visible_to(request.capacity).select_related("institution", "started_by")
    run: ImportRun = get_object_or_404(runs, public_id=public_id)
    return run


def _both(view: View) -> tuple[View, View]:
    """The same page under a desk's address and under the street office's."""
    return acting(AsStaff)(view), acting(AsOperator)(view)


@require_http_methods(["GET", "HEAD", "POST"])
def _index(request: Request) -> HttpResponse:
    """Upload a file, and the imports there have been; 50 a page."""
    desk = _institution(request)
    may = policy.can_import(request.capacity, desk)
    posted = request.POST if request.method == "POST" else None
    form = UploadForm(posted, request.FILES or None, may_fetch=desk is None)
    refusal = ""
    if posted is not None and form.is_valid():
        try:
            run = _upload(request, form.cleaned_data, desk)
        except ImportFailed as failed:
            form.add_error("address", failed.reason(reader_language()))
        except Refused as refused:
            refusal = refused.reason
        else:
            return redirect(_url(request, "import_run", run.public_id))
    runs = ImportRun.objects.visible_to(request.capacity).select_related("institution").order_by("-pk")
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "institution": desk,
        "form": form,
        "may": may,
        "refusal": refusal,
        "page": page,
        "rows": [(run, _url(request, "import_run", run.public_id), _source(run)) for run in page.object_list],
        "back": reverse("programmes:desk", args=[desk.slug]) if desk else "",
    }
    status = 409 if refusal else 422 if posted is not None else 200
    return render(request, "programmes/imports/index.html", context, status=status)


def _upload(request: Request, asked: dict[str, Any], desk: Institution | None) -> ImportRun:
    file, address = asked.get("file"), asked.get("address") or ""
    if address and not policy.can_import(request.capacity, desk):
        raise Refused(policy.can_import(request.capacity, desk).reason)
    if file:
        data, origin = file.read(), file.name
    else:
        hosts = (address.split("/")[2].rpartition("@")[2].partition(":")[0],) if settings.MADANG_FETCH_PRIVATE else ()
        data = fetch(address, allowed_hosts=hosts, largest=LARGEST, seconds=FETCH_SECONDS)
        origin = masked(address)
    return actions.upload(
        data=data, origin=origin, source=asked["source"], institution=desk, by=request.capacity, now=request.now
    )


def _source(run: ImportRun) -> str:
    name = SOURCES.get(run.source)
    return name.said(reader_language()).text if name else run.source


@require_http_methods(["GET", "HEAD", "POST"])
def _run(request: Request, public_id: str) -> HttpResponse:
    """One import: what the file holds, then how far it is, then what came of it."""
    run = _found(request, public_id)
    if run.status == Status.PREVIEW:
        return _preview(request, run)
    if request.method == "POST":
        return _again(request, run)
    if run.status in (Status.WAITING, Status.RUNNING):
        return _progress(request, run)
    response = render(request, "programmes/imports/result.html", _result(request, run))
    if request.htmx and request.GET.get("part"):
        response.headers["HX-Refresh"] = "true"
    return response


def _common(request: Request, run: ImportRun) -> dict[str, Any]:
    return {
        "run": run,
        "institution": _institution(request),
        "source": _source(run),
        "may": policy.can_import(request.capacity, run.institution),
        "index_url": _url(request, "imports"),
        "here": _url(request, "import_run", run.public_id),
    }


def _data(run: ImportRun) -> bytes:
    with run.file.open("rb") as file:
        return bytes(file.read())


def _preview(request: Request, run: ImportRun) -> HttpResponse:
    try:
        data = _data(run)
    except OSError as error:
        raise Http404 from error
    shown = preview(run, data)
    posted = request.POST if request.method == "POST" else None
    form = _reading_form(run, shown, posted)
    refusal = ""
    if posted is not None and form.is_valid():
        try:
            _choose(request, run, form.cleaned_data)
            if posted.get("then") == "start":
                actions.start(run=run, by=request.capacity, now=request.now)
        except Refused as refused:
            refusal = refused.reason
        else:
            return redirect(_url(request, "import_run", run.public_id))
    context = _common(request, run) | {
        "preview": shown,
        "form": form,
        "refusal": refusal,
        "discard_url": _url(request, "import_discard", run.public_id),
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "programmes/imports/preview.html", context, status=status)


def _reading_form(run: ImportRun, shown: Preview, posted: Any) -> ReadingForm:
    initial = {
        "encoding": run.encoding,
        "sheet": shown.sheet,
        "outcome": "draft" if run.options.get("draft") else "publish",
        "full": bool(run.options.get("full")),
    }
    return ReadingForm(
        posted,
        initial=initial,
        headers=shown.headers,
        examples=shown.examples,
        mapping=shown.mapping,
        sheets=shown.sheets,
        has_text=not shown.sheets,
        has_rows=bool(shown.rows),
    )


def _choose(request: Request, run: ImportRun, asked: dict[str, Any]) -> None:
    options = {"draft": asked["outcome"] == "draft", "full": asked["full"], "sheet": asked.get("sheet", "")}
    # Another sheet or encoding has other columns: what was chosen for the old ones would not fit.
    moved = options["sheet"] != run.options.get("sheet", options["sheet"]) or asked.get("encoding", "") != run.encoding
    mapping = {} if moved else asked["mapping"]
    actions.choose(run=run, encoding=asked.get("encoding", ""), mapping=mapping, options=options, by=request.capacity)


def _again(request: Request, run: ImportRun) -> HttpResponse:
    try:
        actions.start(run=run, by=request.capacity, now=request.now)
    except Refused as refused:
        context = _result(request, run) | {"refusal": refused.reason}
        return render(request, "programmes/imports/result.html", context, status=409)
    return redirect(_url(request, "import_run", run.public_id))


def _progress(request: Request, run: ImportRun) -> HttpResponse:
    context = _common(request, run) | {"cut_off": actions.is_cut_off(run, now=request.now)}
    template = "programmes/imports/progress.html"
    return render(request, template + "#bar" if request.htmx and request.GET.get("part") else template, context)


def _result(request: Request, run: ImportRun) -> dict[str, Any]:
    notes = Paginator(run.refusals.order_by("is_remark", "row", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    made = Call.objects.filter(source_records__first_run=run, source_records__duplicate_of=None).distinct()
    calls = Paginator(
        made.select_related("institution").order_by("rule_checked_at", "-pk").defer("body", "search"), PER_PAGE
    ).get_page(request.GET.get("calls"))
    return _common(request, run) | {
        "problem": problem(run),
        "notes": notes,
        "lines": [(note, reason(note)) for note in notes.object_list],
        "calls": calls,
        "csv_url": _url(request, "import_csv", run.public_id),
    }


@require_safe
def _refusals(request: Request, public_id: str) -> HttpResponse:
    """Every row that was not taken, as a table one can mend from."""
    run = _found(request, public_id)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_("Row"), _("Column"), _("Value"), _("Taken"), _("What to know, and how to mend it")])
    for note in run.refusals.order_by("is_remark", "row", "pk"):
        cells = [note.column, note.value, _("yes") if note.is_remark else _("no"), reason(note)]
        writer.writerow([note.row, *(_harmless(cell) for cell in cells)])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{run.public_id}.csv"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@")) or cell.startswith(("\t", "\r", "\n")) else cell


@require_POST
def _discard(request: Request, public_id: str) -> HttpResponse:
    """Throw away a file that was only looked at."""
    run = _found(request, public_id)
    try:
        actions.discard(run=run, by=request.capacity)
    except Refused as refused:
        context = _result(request, run) | {"refusal": refused.reason}
        return render(request, "programmes/imports/result.html", context, status=409)
    return redirect(_url(request, "imports"))


index, street_index = _both(_index)
run, street_run = _both(_run)
refusals, street_refusals = _both(_refusals)
discard, street_discard = _both(_discard)

"""What everyone may see: the list of institutions, and their logos."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from madang.core.capacity import Request, acting
from madang.core.policy import Reason
from madang.core.text import reader_language
from madang.engines.taxonomy import INSTITUTION_KINDS, LANGUAGES, SECTORS, sector_within
from madang.engines.taxonomy.terms import Terms
from madang.institutions.forms import SearchForm
from madang.institutions.models import Institution
from madang.people.capacity import AsVisitor

PER_PAGE = 60


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list: its choices as (code, words, how many there would be, chosen now)."""

    name: str
    title: Reason
    choices: list[tuple[str, str, int, bool]]


@acting(AsVisitor)
@require_safe
def index(request: Request) -> HttpResponse:
    picked = SearchForm(request.GET).picked() if request.GET else {}
    visible = Institution.objects.visible_to(request.capacity)
    page = Paginator(visible.matching(**picked).for_list(), PER_PAGE).get_page(request.GET.get("page"))
    facets = [
        _facet("kind", _("Kind"), INSTITUTION_KINDS, _counts(visible, picked, "kind", "kind"), picked),
        _facet("sector", _("Sector"), SECTORS, _counts(visible, picked, "sector", "sectors"), picked),
        _facet("language", _("Language"), LANGUAGES, _counts(visible, picked, "language", "languages"), picked),
    ]
    return render(request, "institutions/index.html", {"page": page, "facets": facets, "picked": picked})


def _counts(visible: Any, picked: dict[str, str], facet: str, column: str) -> Counter[str]:
    """Counts under every other filter: what a click on this facet would show. A street has some fifty institutions."""
    others = {name: value for name, value in picked.items() if name != facet}
    rows = visible.matching(**others).values_list(column, flat=True)
    return Counter(code for row in rows for code in _codes(row))


def _codes(held: str | list[str]) -> set[str]:
    """The codes a row counts for, wider sectors included: an institution for humanoids is found under robotics."""
    codes = {held} if isinstance(held, str) else set(held)
    return codes | {wide for code in codes if code in SECTORS for wide in SECTORS if sector_within(code, wide)}


def _facet(name: str, title: Reason, terms: Terms, counts: Counter[str], picked: dict[str, str]) -> Facet:
    lang = reader_language()
    chosen = picked.get(name, "")
    choices = [
        (code, term.said(lang), counts.get(code, 0), code == chosen)
        for code, term in terms.items()
        if counts.get(code) or code == chosen
    ]
    return Facet(name, title, choices)


@acting(AsVisitor)
@require_safe
def logo(request: Request, slug: str) -> HttpResponseBase:
    """The logo as the picture it was drawn anew as. Nothing in it can run: one type, no sniffing, its own sandbox."""
    institution = get_object_or_404(Institution.objects.visible_to(request.capacity), slug=slug)
    if not institution.logo:
        raise Http404
    try:
        picture = institution.logo.open("rb")
    except OSError as gone:
        raise Http404 from gone
    response = FileResponse(picture, content_type="image/png", filename=f"{slug}.png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, max-age=86400"
    return response

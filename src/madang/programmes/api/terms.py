"""The codes that other answers hold, with their names in three languages."""

from typing import Any, Final

from ninja import Router, Schema

from madang.core.api import answers, serving
from madang.core.capacity import Request
from madang.engines import taxonomy
from madang.engines.eligibility import lists
from madang.people.api_auth import anyone
from madang.people.capacity import AsVisitor

router = Router(tags=["Terms"], auth=anyone())


class TermOne(Schema):
    """One code with its names; `parent` is the wider code, empty at the top."""

    code: str
    ko: str
    zh: str
    en: str
    parent: str


class Terms(Schema):
    """Every list of codes."""

    supports: list[TermOne]
    sectors: list[TermOne]
    regions: list[TermOne]
    stages: list[TermOne]
    institution_kinds: list[TermOne]
    documents: list[TermOne]
    founding_types: list[TermOne]
    founder_traits: list[TermOne]
    rounds: list[TermOne]
    ip_kinds: list[TermOne]
    certificates: list[TermOne]
    sizes: list[TermOne]
    arrears: list[TermOne]
    standings: list[TermOne]


_LISTS: Final = {
    "supports": taxonomy.SUPPORTS,
    "sectors": taxonomy.SECTORS,
    "regions": taxonomy.REGIONS,
    "stages": taxonomy.STAGES,
    "institution_kinds": taxonomy.INSTITUTION_KINDS,
    "documents": taxonomy.DOCUMENTS,
    "founding_types": taxonomy.FOUNDING_TYPES,
    "founder_traits": taxonomy.FOUNDER_TRAITS,
    "rounds": taxonomy.ROUNDS,
    "ip_kinds": taxonomy.IP_KINDS,
    "certificates": lists.CERTIFICATES,
    "sizes": lists.SIZES,
    "arrears": lists.ARREARS,
    "standings": lists.STANDINGS,
}
_TERMS: Final = {
    name: [{"code": t.code, "ko": t.ko, "zh": t.zh, "en": t.en, "parent": t.parent} for t in terms.values()]
    for name, terms in _LISTS.items()
}


@router.get("", response=answers(Terms, 304), summary="Every code with its names")
@serving(AsVisitor)
def terms(request: Request) -> dict[str, Any]:
    """The lists of codes, in all three languages whatever language is asked."""
    return _TERMS

"""A search in words: the filters as a reader knows them."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from madang.core.text import Text, reader_language
from madang.engines.taxonomy import LANGUAGES, Terms
from madang.institutions.models import Institution
from madang.people.capacity import AsVisitor
from madang.programmes.models import Programme
from madang.programmes.queries.catalogue import FACETS, Search

NAME_LENGTH = 80


def house_names(searches: Iterable[Search]) -> Mapping[str, Text]:
    """The names of the institutions that searches are narrowed to, by slug: one query for all, none when there are none."""
    slugs = {search.institution for search in searches if search.institution}
    if not slugs:
        return {}
    return dict(Institution.objects.visible_to(AsVisitor()).filter(slug__in=slugs).values_list("slug", "name"))


def said(search: Search, names: Mapping[str, Text]) -> list[str | Text]:
    """Everything a search is narrowed by, each as one word or name; empty for the whole list of open calls."""
    parts: list[str | Text] = [f"“{search.text}”"] if search.text else []
    parts += [_label(name, code) for name, codes in search.chosen.items() for code in codes]
    if search.institution:
        parts.append(names.get(search.institution, search.institution))
    return [*parts, *_time(search.when)]


def _time(when: str) -> list[str]:
    words = {
        "week": _("Closes within 7 days"),
        "upcoming": _("Opens later"),
        "closed": _("Closed"),
        "all": _("Open, coming and closed"),
    }
    return [words[when]] if when in words else []


def filter_words(counted: str) -> str:
    """A filter as it is counted ("sector:ai", "when:week", "institution") in words; one that left the lists as it stands."""
    name, _colon, code = counted.partition(":")
    if name == "institution":
        return _("One institution")
    if name == "when":
        return next(iter(_time(code)), code)
    return _label(name, code) if name in FACETS and code in FACETS[name][1] else counted


def name_of(search: Search) -> str:
    """A name to begin with: the words, or the first filters."""
    if search.text:
        return search.text[:NAME_LENGTH]
    parts = [str(part) for part in said(search, house_names([search]))]
    return ", ".join(parts[:3])[:NAME_LENGTH] or _("Open calls")


def _label(name: str, code: str) -> str:
    lang = reader_language()
    match name:
        case "funding":
            return str(Programme.Funding(code).label)
        case "language":
            return LANGUAGES[code].said(lang)
        case _:
            terms: Terms = FACETS[name][1]
            return terms[code].said(lang)

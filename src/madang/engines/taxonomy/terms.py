"""What a term is, and the three questions every list of terms answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _no_maps() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Term:
    """One code of a list, named in three languages.

    `parent` is the code of the wider term, "" at the top. `maps` leads to other classifications: a key such as
    `isic` to the codes there, several where the other list draws its lines elsewhere.
    """

    code: str
    ko: str
    zh: str
    en: str
    parent: str = ""
    maps: Mapping[str, tuple[str, ...]] = field(default_factory=_no_maps, hash=False)

    def said(self, lang: str) -> str:
        """The name in `lang`: ko, zh or en; Django's zh-hans is read as zh, an unknown language as English."""
        match lang[:2]:
            case "ko":
                return self.ko
            case "zh":
                return self.zh
            case _:
                return self.en


Terms = Mapping[str, Term]


def listed(rows: Iterable[Term]) -> Terms:
    """A read-only list of terms by code, in the order given. Raises ValueError on a code given twice."""
    terms: dict[str, Term] = {}
    for term in rows:
        if term.code in terms:
            raise ValueError(f"the code {term.code!r} is listed twice")
        terms[term.code] = term
    return MappingProxyType(terms)


def table(*rows: tuple[str, str, str, str]) -> Terms:
    """A flat list from rows of (code, Korean, Chinese, English)."""
    return listed(Term(*row) for row in rows)


def name(terms: Terms, code: str, lang: str = "en") -> str:
    """The name of one code in `lang`; a code that is not in the list (a retired one, say) is shown as it stands."""
    term = terms.get(code)
    return term.said(lang) if term else code


def names(terms: Terms, codes: Iterable[str], lang: str = "en") -> list[str]:
    """The names of several codes, in the order given."""
    return [name(terms, code, lang) for code in codes]


def choices(terms: Terms, lang: str = "en") -> list[tuple[str, str]]:
    """Pairs of code and name for a select field, in the list's own order."""
    return [(code, term.said(lang)) for code, term in terms.items()]


def within(terms: Terms, code: str, ancestor: str) -> bool:
    """Whether `code` is `ancestor` or lies below it. An unknown code lies in nothing but itself."""
    while code:
        if code == ancestor:
            return True
        term = terms.get(code)
        code = term.parent if term else ""
    return False

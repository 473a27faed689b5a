"""Codes of the shared lists, said in the reader's language: `{% load terms %}{% term "ROUNDS" code %}`."""

from collections.abc import Iterable

from django import template

from madang.core.text import reader_language
from madang.engines import taxonomy
from madang.engines.eligibility import fact_label as label_of_fact
from madang.engines.eligibility import lists
from madang.engines.taxonomy.terms import Terms

register = template.Library()


def _list(name: str) -> Terms:
    """Raises AttributeError for a list that does not exist: a typo fails the page's test."""
    found: Terms = getattr(taxonomy, name, None) or getattr(lists, name)
    return found


@register.simple_tag
def term(name: str, code: str) -> str:
    """One code's name; a code that left the list is shown as it stands."""
    return taxonomy.name(_list(name), code, reader_language())


@register.simple_tag
def terms(name: str, codes: Iterable[str]) -> list[str]:
    """Several codes' names, in the order given: `{% terms "SECTORS" codes as names %}`."""
    return taxonomy.names(_list(name), codes, reader_language())


@register.simple_tag
def fact_label(key: str) -> str:
    """What a fact of the eligibility engine is called: "head_office", "arrears.local_tax"."""
    return label_of_fact(key, reader_language())

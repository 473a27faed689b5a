"""Small words of applications: a form's words in their own language."""

from django import template
from django.utils.safestring import SafeString

from madang.applications.controls import Worded, marked
from madang.core.text import reader_language
from madang.engines.taxonomy import DOCUMENTS, name

register = template.Library()


@register.simple_tag
def wording(words: Worded) -> SafeString | str:
    """Words of a form, with `lang` where they are in another language than the page."""
    return marked(words)


@register.simple_tag
def megabytes(size: int) -> str:
    """A file's size as people say it: 340 KB, 1.2 MB."""
    return f"{max(1, round(size / 1024))} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


@register.simple_tag
def document_kind(code: str) -> str:
    """What a document is called; one of no known kind by its code."""
    return name(DOCUMENTS, code, reader_language()) if code in DOCUMENTS else ""


@register.filter
def item(held: dict[str, object], key: str) -> object:
    """One value of a mapping by a key that a template holds in a variable."""
    return held.get(key) if held else None

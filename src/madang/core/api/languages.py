"""Which language the answer is in: `?lang=`, else `Accept-Language`, else the street's own. Never a cookie."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from madang.core.text import DJANGO_CODES

# What `?lang=` may say -> Django's code.
LANGUAGES: Final = {**DJANGO_CODES, "zh-hans": "zh-hans"}


def reader_of(request: HttpRequest) -> str:
    """Django's code of the reader's language. An unknown `?lang=` counts as not said (the front refuses it after)."""
    if chosen := LANGUAGES.get(request.GET.get("lang", "")):
        return chosen
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE

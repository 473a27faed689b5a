"""Web addresses as portals hold them: no scheme, a doubled path, relative, escaped, or no address at all."""

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from madang.core.clean import one_line

_LONGEST: Final = 2000
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_HOST = re.compile(
    r"(?:[A-Za-z0-9\u0080-\U0010ffff](?:[\w-]{0,61}\w)?\.)+[^\W\d_][\w-]{1,61}\.?|\d{1,3}(?:\.\d{1,3}){3}"
)
_HOST_FIRST = re.compile(rf"(?:{_HOST.pattern})(?::\d{{1,5}})?(?=[/?#]|$)")
_FILE_NAME = re.compile(r"[^/]*\.(?:hwpx?|pdf|docx?|xlsx?|pptx?|zip|txt|png|jpe?g)", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def clean_url(text: str, *, base: str = "") -> str:
    """A usable http(s) address, or "".

    Adds https:// where only the scheme is missing, joins a relative path to `base`, undoes a path or a whole address
    that stands twice, and drops everything else: other schemes (javascript:, mailto:), bare file names, hosts without
    a dot, user:password@.
    """
    text = _SPACES.sub("", one_line(text)).strip("<>\"'")
    if not text or len(text) > _LONGEST or _FILE_NAME.fullmatch(text):
        return ""
    starts = [match.start() for match in _SCHEME.finditer(text)]
    if len(starts) > 1 and starts[0] == 0 and text[: starts[1]].rstrip("/") in {"http:", "https:", _host_part(text)}:
        text = text[starts[1] :]  # https://host/https://host/page
    if not _SCHEME.match(text):
        text = _with_scheme(text, base)
    return _checked(_undoubled(text))


def _host_part(text: str) -> str:
    match = re.match(r"https?://[^/?#]*", text, re.IGNORECASE)
    return match[0] if match else ""


def _with_scheme(text: str, base: str) -> str:
    if text.startswith("//"):
        return f"https:{text}"
    if _HOST_FIRST.match(text):
        return f"https://{text}"
    if base and text[0] in "/?" and not _OTHER_SCHEME.match(text):
        return urljoin(base, text)
    return ""


def _undoubled(url: str) -> str:
    host = _host_part(url)
    rest = url[len(host) :]
    bare = host.split("//", 1)[-1]
    if bare and rest.startswith(f"/{bare}/"):  # https://host/host/page
        rest = rest[len(bare) + 1 :]
    path, mark, query = rest.partition("?")
    half, odd = divmod(len(path), 2)
    if half > 1 and not odd and path[:half] == path[half:]:  # /web/view.do/web/view.do
        path = path[:half]
    return host + path + mark + query


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    good = parts.scheme in {"http", "https"} and parts.hostname and _HOST.fullmatch(parts.hostname)
    if not good or parts.username is not None or port == 0:
        return ""
    return url if len(url) <= _LONGEST else ""

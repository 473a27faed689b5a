"""Bytes from a file or an address that an operator gives, in settings or on the command line.

An address is resolved once and the connection goes to exactly that address, so a name cannot point elsewhere between
the check and the use. Internal addresses are refused unless their host is allowed by name; a redirect may not leave the
host; size and total time are bounded; keys in an address never reach a message or a log.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Collection
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request

from .records import ImportFailed

LARGEST: Final = 64 * 1024 * 1024
SECONDS: Final = 60
_CHUNK: Final = 64 * 1024
_MOST_HOPS: Final = 3
_SECRETS: Final = r"serviceKey|crtfcKey|crtfc_key|api_?key|access_?token|token|key|password|secret|sig|signature"
_SECRET = re.compile(rf"((?:^|[?&;\s])(?:{_SECRETS})=)[^&#;\s]*", re.IGNORECASE)
_USER = re.compile(r"(//)[^/@\s]*@")


def masked(address: str) -> str:
    """The address as it may be shown and logged: keys and user names replaced by ***."""
    return _USER.sub(r"\1***@", _SECRET.sub(r"\1***", address))[:500]


def fetch(
    place: str, *, allowed_hosts: Collection[str] = (), largest: int = LARGEST, seconds: float = SECONDS
) -> bytes:
    """What a file or an http(s) address holds.

    `allowed_hosts`: names of internal hosts that may be asked all the same. Raises ImportFailed: `no_such_file`,
    `bad_address`, `unknown_host`, `private_address`, `moved_elsewhere`, `http_status`, `unreachable`, `too_slow`,
    `too_large`.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", place):
        return _from_web(place, frozenset(host.casefold() for host in allowed_hosts), largest, seconds)
    return _from_file(place, largest)


def _from_file(place: str, largest: int) -> bytes:
    path = Path(place)
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except (OSError, ValueError) as error:
        raise ImportFailed("no_such_file", path=place[:300]) from error
    return _bounded(data, largest)


def _bounded(data: bytes, largest: int) -> bytes:
    if len(data) > largest:
        raise ImportFailed("too_large", limit=max(1, largest // 1024 // 1024))
    return data


def _from_web(address: str, allowed: frozenset[str], largest: int, seconds: float) -> bytes:
    end = time.monotonic() + seconds
    host = _host(address)
    for _ in range(_MOST_HOPS + 1):
        pinned = _resolved(address, allowed)
        opener = OpenerDirector()
        for handler in (_PinnedHTTP(pinned), _PinnedHTTPS(pinned), _NoRedirect()):
            opener.add_handler(handler)
        request = Request(_ascii(address), headers={"User-Agent": "madang-import", "Accept-Encoding": "identity"})  # noqa: S310
        left = end - time.monotonic()
        if left <= 0:
            raise ImportFailed("too_slow", host=host, seconds=int(seconds))
        try:
            answer = opener.open(request, timeout=min(left, 20))
        except TimeoutError as error:
            raise ImportFailed("too_slow", host=host, seconds=int(seconds)) from error
        except (URLError, OSError, http.client.HTTPException, ValueError) as error:
            raise _unreached(error, host, seconds) from None  # the error's own text may hold the address with its key
        if answer is None:
            raise ImportFailed("bad_address", address=masked(address))
        with answer:
            if answer.status in {301, 302, 303, 307, 308}:
                address = _next(address, str(answer.headers.get("Location") or ""), host)
                continue
            if answer.status != 200:
                raise ImportFailed("http_status", host=host, status=answer.status)
            return _body(answer, host, largest, end, seconds)
    raise ImportFailed("moved_elsewhere", host=host)


def _unreached(error: Exception, host: str, seconds: float) -> ImportFailed:
    if isinstance(error, HTTPError):
        return ImportFailed("http_status", host=host, status=error.code)
    if isinstance(error, URLError) and isinstance(error.reason, TimeoutError):
        return ImportFailed("too_slow", host=host, seconds=int(seconds))
    return ImportFailed("unreachable", host=host)


def _body(answer: http.client.HTTPResponse, host: str, largest: int, end: float, seconds: float) -> bytes:
    data = bytearray()
    try:
        while chunk := answer.read1(_CHUNK):
            data += chunk
            if len(data) > largest:
                break
            if time.monotonic() > end:  # a server that drips one byte at a time stays within every single time-out
                raise ImportFailed("too_slow", host=host, seconds=int(seconds))
    except TimeoutError as error:
        raise ImportFailed("too_slow", host=host, seconds=int(seconds)) from error
    except (OSError, http.client.HTTPException) as error:
        raise ImportFailed("unreachable", host=host) from error
    if answer.length:  # the server promised more than it sent
        raise (
            ImportFailed("unreachable", host=host)
            if len(data) <= largest
            else ImportFailed("too_large", limit=max(1, largest // 1024 // 1024))
        )
    return _bounded(bytes(data), largest)


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ImportFailed("bad_address", address=masked(address)) from error
    if (
        parts.scheme not in {"http", "https"}
        or not host
        or parts.username is not None
        or re.search(r"[\s\x00-\x1f]", address)
    ):
        raise ImportFailed("bad_address", address=masked(address))
    return host


def _next(address: str, location: str, host: str) -> str:
    new = urljoin(address, location)
    old_parts, new_parts = urlsplit(address), urlsplit(new)
    downgraded = old_parts.scheme == "https" and new_parts.scheme != "https"
    if not location or _host(new) != host or downgraded:
        raise ImportFailed("moved_elsewhere", host=host)
    return new


def _ascii(address: str) -> str:
    """Hangul and Han in path and query percent-encoded; what is already encoded (a key, say) stays as it is."""
    parts = urlsplit(address)
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    path, query = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._"), quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{parts.scheme}://{host}{path}{'?' + query if query else ''}"


def _resolved(address: str, allowed: frozenset[str]) -> str:
    """One IP address for the host, public unless the host is allowed by name; every answer of the resolver counts."""
    parts = urlsplit(address)
    host = _host(address)
    try:
        found = socket.getaddrinfo(host, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ImportFailed("unknown_host", host=host) from error
    numbers = [str(entry[4][0]) for entry in found]
    if host.casefold() not in allowed and not all(_is_public(number) for number in numbers):
        raise ImportFailed("private_address", host=host)
    return numbers[0]


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return _is_public(str(inner))
        if address in _NAT64:
            return _is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    return address.is_global and not address.is_multicast and not address.is_reserved


_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class _PinnedHTTP(HTTPHandler):
    """Connects to the address that was checked, under the name that was asked for."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        number = self.number

        class Connection(http.client.HTTPConnection):
            def connect(self) -> None:
                self.sock = socket.create_connection((number, self.port), self.timeout)

        return self.do_open(Connection, req)


class _PinnedHTTPS(HTTPSHandler):
    """The same with TLS; the certificate is checked against the name."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        number = self.number
        context = ssl.create_default_context()

        class Connection(http.client.HTTPSConnection):
            def connect(self) -> None:
                plain = socket.create_connection((number, self.port), self.timeout)
                self.sock = context.wrap_socket(plain, server_hostname=self.host)

        return self.do_open(Connection, req)


class _NoRedirect(HTTPRedirectHandler):
    """Redirects come back as answers, to be judged."""

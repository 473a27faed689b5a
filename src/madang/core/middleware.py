"""What every request gets before its view: the time by the database clock, and a log line after it."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import clock, load, metrics

log = structlog.get_logger("madang.request")


class Moment:
    """`request.now`: asked for only by views that decide something, so that static answers touch no database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = clock.now()  # type: ignore[attr-defined]
        return self.get_response(request)


class OnlySent:
    """A page for who opens an address that only takes what a form sends.

    One comes there by changing the language on a form that was sent back with its errors; Django's answer is blank.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or request.path.startswith("/api/"):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers.get("Allow", "POST")
        return page


class Record:
    """One structured line and one metric a request. No query string, no address: they hold personal data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start, cpu = time.perf_counter(), time.thread_time()
        with load.counted():
            response = self.get_response(request)
        match = request.resolver_match
        route = (match.view_name or match.route) if match else "none"
        took = time.perf_counter() - start
        metrics.observe(route=route, method=request.method or "", status=response.status_code, seconds=took)
        log.info(
            "request",
            route=route,
            method=request.method,
            status=response.status_code,
            ms=round(took * 1000, 1),
            cpu_ms=round((time.thread_time() - cpu) * 1000, 1),
            capacity=getattr(getattr(request, "capacity", None), "name", ""),
        )
        return response

"""Counters and timings in Prometheus's text form."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("madang_requests_total", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram(
    "madang_request_seconds",
    "Wall time of a request",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


def observe(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request. `route` is the route's name, never the address: the label set stays small."""
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)

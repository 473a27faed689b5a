"""Structured logs: one line an event, as text for people or JSON for machines."""

from typing import Any

import structlog


def config(form: str, *, quiet: bool) -> dict[str, Any]:
    """Django's LOGGING. `form` is "line" or "json"; `quiet` keeps request lines out of test output."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    renderer,
                ],
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["out"], "level": "WARNING" if quiet else "INFO"},
        "loggers": {
            "django.request": {"level": "ERROR" if quiet else "WARNING"},
            "procrastinate": {"level": "WARNING"},
            "axes": {"level": "ERROR" if quiet else "WARNING"},
        },
    }

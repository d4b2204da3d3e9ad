"""One line an event, for people or for machines; what looks like a secret never gets that far."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

_SECRET = re.compile(r"(?:xox[a-z](?:\.xox[a-z])?|xapp|sk)-[A-Za-z0-9-]{4,}")
_TICKET = re.compile(r"(wss?://[^\s'\"?]+)\?[^\s'\"]+")
_QUIET = (
    "slack_bolt",
    "slack_sdk",
    "apscheduler",
    "httpx",
    "httpcore",
    "uvicorn.access",
    "trafilatura",
    "htmldate",
)


def set_up(level: str, form: str) -> None:
    """Send structlog's and the libraries' lines to stderr as `form` ("console", "json") says, from `level` up."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    shown: list[Processor] = (
        [structlog.processors.format_exc_info, mask, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if form == "json"
        else [
            structlog.processors.format_exc_info,
            mask,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shown],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.getLevelName(level), logging.WARNING))


def mask(_: Any, __: str, event: EventDict) -> EventDict:
    """The event with tokens, keys and connection tickets replaced, also within a traceback."""
    return {key: _masked(value) for key, value in event.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, (int, float, bool, type(None))):
        return value
    text = value if isinstance(value, str) else repr(value)
    return _TICKET.sub(r"\1?…", _SECRET.sub("…", text))

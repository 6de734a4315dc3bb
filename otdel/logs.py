"""Structured logs to standard error: ids and codes, no secrets, no personal data (P22)."""

import logging
import re
import sys
from typing import Any

import structlog

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
_PHONE = re.compile(r"(?:\+|%2B)\d{8,15}", re.IGNORECASE)


def _without_secrets(_: Any, __: str, line: Any) -> str:
    """The last net, over the whole line: a library that logs a URL must not give the token away."""
    return _PHONE.sub("[phone]", _TOKEN.sub("[token]", line))


def _ours(record: logging.LogRecord) -> bool:
    """A broken HTTP request is answered with 400 and is no bug of ours.

    aiohttp would write its bytes down, with a traceback (P22).
    """
    error = record.exc_info[1] if record.exc_info else None
    return type(error).__module__ != "aiohttp.http_exceptions"


def configure(level: str = "INFO", *, human: bool | None = None) -> None:
    """JSON lines for machines; colours when a person looks at a terminal."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    human = sys.stderr.isatty() if human is None else human
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if human else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
                _without_secrets,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("aiohttp.server").addFilter(_ours)
    # These write addresses and bodies at INFO.
    for name in ("aiohttp.access", "twilio", "aiogram", "aiosqlite", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # That a tick is left out while the one before still works is how it is meant.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)

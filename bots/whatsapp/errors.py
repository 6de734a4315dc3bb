"""Twilio's answers and broken connections as our three kinds of failure."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp

from core.errors import ChannelError, Permanent, Temporary, Unknown

AUTH_RETRY = 60
"""Seconds until a refused credential is tried again: a wrong token must not kill messages."""

_RATE_CODES = {20429, 63018}
"""Too many requests of the account; the sender's rate at WhatsApp."""
_AUTH_CODES = {20003, 20004, 20005, 20006}
"""Wrong credential, method not allowed, account not active, access denied."""


def broken(error: BaseException, *, changes: bool) -> ChannelError:
    """A connection that failed. `changes`: the request may have had an effect once written.

    Refused connections, names not resolved and failed TLS happen before anything is written.
    """
    before = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    if isinstance(error, before) or not changes:
        return Temporary("unreachable", whole_account=True)
    return Unknown("connection-lost")


def refused(status: int, body: str, headers: Mapping[str, str], *, changes: bool) -> ChannelError:
    """An answer that is no 2xx. Twilio's own words stay out: they repeat the number (P22)."""
    code = _code(body)
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _RATE_CODES:
        return Temporary("rate", _retry_after(headers), whole_account=True)
    if status == HTTPStatus.UNAUTHORIZED or code in _AUTH_CODES or _bare_403(status, code):
        return Temporary("auth", AUTH_RETRY, whole_account=True)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Permanent(str(code or status))
    if changes:
        return Unknown(f"http-{status}")
    return Temporary(f"http-{status}", _retry_after(headers))


def unreadable(*, changes: bool) -> ChannelError:
    """A 2xx that is not the answer it should be: an intermediary's page, a cut-off body."""
    return Unknown("unreadable-answer") if changes else Temporary("unreadable-answer")


def _bare_403(status: int, code: int | None) -> bool:
    """A 403 with a number of its own is about one message, without one about the account."""
    return status == HTTPStatus.FORBIDDEN and code in {None, 403}


def _code(body: str) -> int | None:
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    code = answer.get("code") if isinstance(answer, dict) else None
    return code if isinstance(code, int) else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, or a date of HTTP."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())

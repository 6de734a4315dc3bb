import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from yarl import URL

from bots.whatsapp import errors
from bots.whatsapp.config import TwilioConfig
from core.errors import Permanent
from core.policy.gate import GateClosed, Ticket

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
_READING = frozenset({"GET", "HEAD"})

_ticket: ContextVar[Ticket | None] = ContextVar("twilio_ticket", default=None)


@contextmanager
def admitted(ticket: Ticket) -> Iterator[None]:
    """What is sent inside was allowed by the gate."""
    token = _ticket.set(ticket)
    try:
        yield
    finally:
        _ticket.reset(token)


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    url: URL
    headers: Mapping[str, str]
    body: bytes | None

    @property
    def changes(self) -> bool:
        """Whether it may have had an effect once it was written."""
        return self.method not in _READING


class TwilioHttp(AsyncHttpClient):
    """Twilio's way out, over the product's own session.

    twilio's client ignores its time-out and warns on aiohttp 3.14 (DEPENDENCIES); this one also
    raises our errors itself, so that twilio's exceptions and log lines, which repeat addresses
    and texts, never appear (P22). Every call that is not a mere reading needs the gate's ticket:
    there is no exit beside the outbox. Raises GateClosed, Temporary, Permanent, Unknown.
    """

    def __init__(self, config: TwilioConfig, session: aiohttp.ClientSession) -> None:
        super().__init__(logging.getLogger(__name__), is_async=True)
        self._base = URL(config.api_url)
        self._replaced = config.api_base is not None
        self._session = session
        self._timeout = aiohttp.ClientTimeout(
            total=TOTAL_SECONDS, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS
        )

    async def request(  # type: ignore[override]
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109, ARG002 - twilio's signature
        allow_redirects: bool = False,  # noqa: ARG002 - never: a credential travels along
    ) -> Response:
        sent = dict(headers or {})
        if auth is not None:
            sent["Authorization"] = aiohttp.encode_basic_auth(*auth)
        body = urlencode(data, doseq=True, errors="replace").encode("ascii") if data else None
        call = Call(method.upper(), self._target(uri, params or {}), sent, body)
        if call.changes:
            _demand_ticket()
        status, received, text = await self._exchange(call)
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise errors.refused(status, text, received, changes=call.changes)
        if not _is_object(text):
            raise errors.unreadable(changes=call.changes)
        return Response(status, text, received)

    async def _exchange(self, call: Call) -> tuple[int, Mapping[str, str], str]:
        try:
            async with self._session.request(
                call.method,
                call.url,
                data=call.body,
                headers=call.headers,
                timeout=self._timeout,
                allow_redirects=False,
            ) as answer:
                return answer.status, answer.headers, await answer.text(errors="replace")
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            # Not chained: the library's words name the address (P22).
            raise errors.broken(error, changes=call.changes) from None

    def _target(self, uri: str, params: Mapping[str, Any]) -> URL:
        """Every Twilio host becomes the API base.

        A paging link elsewhere is not followed: the credential would go with it.
        """
        asked = URL(uri, encoded=True)
        if not (asked.host or "").endswith(".twilio.com"):
            if _place(asked) != _place(self._base):
                raise Permanent("foreign-host")
        elif self._replaced:
            asked = URL(f"{self._base}{asked.raw_path_qs}", encoded=True)
        return asked.extend_query({name: str(value) for name, value in params.items()})


def _place(url: URL) -> tuple[str, str | None, int | None]:
    return url.scheme, url.host, url.port


def _demand_ticket() -> None:
    ticket = _ticket.get()
    if ticket is None or not ticket.verdict.allowed:
        raise GateClosed


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False

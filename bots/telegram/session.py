"""How aiogram calls Telegram here: through the gate, in bounded time, without telling secrets."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramServerError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    AnswerInlineQuery,
    Response,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType

from core.policy.gate import GateClosed, Ticket

CONNECT_SECONDS = 5
TOTAL_SECONDS = 20
UPLOAD_SECONDS = 120
"""A file of 50 MB on a slow line; everything else is done or given up in `TOTAL_SECONDS`."""

SERVER_ERRORS = 500
CLIENT_ERRORS = 400

SERVICE = frozenset(
    {
        "getMe",
        "getUpdates",
        "getFile",
        "setWebhook",
        "deleteWebhook",
        "getWebhookInfo",
        "setMyCommands",
        "deleteMyCommands",
    }
)
"""Calls that carry nobody's content to anybody."""

NEVER = frozenset({"forwardMessage", "forwardMessages", "copyMessage", "copyMessages"})
"""They carry the original author along, past the gate that judged the text (CHANNELS)."""

_ticket: ContextVar[Ticket | None] = ContextVar("gate_ticket", default=None)


@contextmanager
def with_ticket(ticket: Ticket) -> Iterator[None]:
    """Calls inside leave under this ticket. A refusal is no ticket."""
    if not ticket.verdict.allowed:
        raise GateClosed(ticket.verdict.rule)
    token = _ticket.set(ticket)
    try:
        yield
    finally:
        _ticket.reset(token)


class GateMiddleware(BaseRequestMiddleware):
    """Two exits and no third (DESIGN): whatever else calls Telegram raises GateClosed."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        name = method.__api_method__
        if name in NEVER or not (_carries_nothing(method) or _ticket.get() is not None):
            raise GateClosed(name)
        return await make_request(bot, method)


def _carries_nothing(method: TelegramMethod[Any]) -> bool:
    if isinstance(method, AnswerCallbackQuery):
        return not method.text and not method.url
    if isinstance(method, AnswerInlineQuery):
        return not method.results and method.button is None
    return method.__api_method__ in SERVICE


class NotSent(TelegramNetworkError):
    """There was no connection: nothing can have arrived, trying again repeats nothing."""


class BoundedSession(AiohttpSession):
    """aiogram's session with bounded time, and failures told apart by what may have arrived."""

    def __init__(self, api_base: str, proxy: str | None = None) -> None:
        super().__init__(api=TelegramAPIServer.from_base(api_base))
        self._http_proxy = proxy
        self.middleware(GateMiddleware())

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """`timeout` is aiogram's own wish and is not asked: the bounds stand here."""
        del timeout
        status, body = await self._post(bot, method)
        try:
            response = self.check_response(bot, method, status, body.decode("utf-8", "replace"))
        except ClientDecodeError:
            # Its text holds the whole answer: other people's messages and names (P22).
            raise _undecodable(method, status) from None
        return response.result  # type: ignore[return-value]

    async def _post(self, bot: Bot, method: TelegramMethod[Any]) -> tuple[int, bytes]:
        session = await self.create_session()
        form = self.build_form_data(bot=bot, method=method)
        total = UPLOAD_SECONDS if form.is_multipart else TOTAL_SECONDS
        limits = aiohttp.ClientTimeout(total=total, sock_connect=CONNECT_SECONDS)
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        try:
            async with session.post(
                url, data=form, timeout=limits, proxy=self._http_proxy, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError) as error:
            raise NotSent(method, type(error).__name__) from None
        except aiohttp.ConnectionTimeoutError as error:
            raise NotSent(method, type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Without its cause: aiohttp's texts hold the URL, and the URL holds the token.
            raise TelegramNetworkError(method, type(error).__name__) from None


def _undecodable(method: TelegramMethod[Any], status: int) -> Exception:
    """An HTML page of a proxy is a refusal; a broken 200 may have been a success."""
    if status >= SERVER_ERRORS:
        return TelegramServerError(method, str(status))
    if status >= CLIENT_ERRORS:
        return TelegramAPIError(method, str(status))
    return TelegramNetworkError(method, "undecodable answer")

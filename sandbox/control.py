"""The control routes that belong to no provider, and the frame all control routes share."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.mail.post import PostOffice
from sandbox.product import Product
from sandbox.telegram.errors import ApiError
from sandbox.twilio.errors import TwilioError
from sandbox.world import World

Body = dict[str, Any]
Act = Callable[[Body], Awaitable[Any]]
HEARTBEAT = 10


def control(path: str, act: Act, verb: str = "POST") -> web.RouteDef:
    """JSON in, JSON out; a GET's query is its body. Mistakes answer 400 with the reason."""

    async def handle(request: web.Request) -> web.Response:
        _refuse_foreign_page(request)
        try:
            return web.json_response(await act(await _body(request)))
        except (ApiError, TwilioError) as error:
            return web.json_response({"error": str(error)}, status=400)
        except (LookupError, ValueError, TypeError) as error:
            reason = f"{type(error).__name__}: {error}"
            return web.json_response({"error": reason}, status=400)

    return web.route(verb, f"/control/{path}", handle)


async def _body(request: web.Request) -> Body:
    if request.method in ("GET", "DELETE"):
        return dict(request.query)
    body = json.loads(await request.read() or b"{}")
    if not isinstance(body, dict):
        raise TypeError("the body must be a JSON object")
    return body


def _refuse_foreign_page(request: web.Request) -> None:
    """A web page from elsewhere must not steer the sandbox through the visitor's browser."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="foreign origin")


class Control:
    def __init__(self, world: World, product: Product, cast: Body, mail: PostOffice) -> None:
        self._world = world
        self._product = product
        self._cast = cast
        self._mail = mail

    def routes(self) -> list[web.RouteDef]:
        return [
            control("calls", self._calls, "GET"),
            control("faults", self._add_fault),
            control("faults", self._faults, "GET"),
            control("faults", self._clear_faults, "DELETE"),
            control("clock", self._clock),
            control("product/kill", self._kill),
            control("wall", self._wall, "GET"),
            control("state", self._state, "GET"),
            web.get("/control/events", self._events),
        ]

    async def _calls(self, body: Body) -> Any:
        limit = int(body["limit"]) if "limit" in body else None
        rows = self._world.calls.since(body.get("provider"), int(body.get("since", 0)), limit)
        wanted = body.get("method")
        return [r for r in rows if wanted is None or r["method"].lower() == wanted.lower()]

    async def _add_fault(self, body: Body) -> Any:
        return {"id": self._world.faults.add(body).id}

    async def _faults(self, _body: Body) -> Any:
        return self._world.faults.rows()

    async def _clear_faults(self, body: Body) -> Any:
        self._world.faults.remove(int(body["id"]) if "id" in body else None)
        return self._world.faults.rows()

    async def _clock(self, body: Body) -> Any:
        if "offset" in body:
            self._world.set_offset(float(body["offset"]))
        elif "advance" in body:
            self._world.set_offset(self._world.offset + float(body["advance"]))
        return {"offset": self._world.offset, "now": self._world.now()}

    async def _kill(self, _body: Body) -> Any:
        return self._product.kill()

    async def _wall(self, _body: Body) -> Any:
        return await self._product.wall()

    async def _state(self, _body: Body) -> Any:
        twilio = self._cast.get("twilio", {})
        return {
            "phones": self._cast.get("phones", []),
            "users": self._cast.get("users", []),
            "bots": [
                {k: v for k, v in bot.items() if k != "token"} for bot in self._cast.get("bots", [])
            ],
            "twilio": {k: twilio.get(k) for k in ("whatsapp_from", "sms_from")},
            "smtp": self._mail.url,
            "tour": self._cast.get("tour", []),
            "offset": self._world.offset,
            "now": self._world.now(),
            "product": self._product.as_json(),
            "faults": self._world.faults.rows(),
        }

    async def _events(self, request: web.Request) -> web.StreamResponse:
        _refuse_foreign_page(request)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        with self._world.listening() as queue:
            await response.prepare(request)
            await response.write(b": hello\n\n")
            while not self._world.closing.is_set():
                line = await _next_line(queue)
                try:
                    await response.write(line.encode())
                except ConnectionError:
                    break
        return response


async def _next_line(queue: asyncio.Queue[tuple[str, Body]]) -> str:
    """A comment now and then shows whether the page is still there."""
    try:
        kind, data = await asyncio.wait_for(queue.get(), HEARTBEAT)
    except TimeoutError:
        return ": still here\n\n"
    return f"event: {kind}\ndata: {json.dumps(data, default=str)}\n\n"

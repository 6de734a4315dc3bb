"""How a broken network looks from the client's side, once a fault has been picked."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.faults import Fault
from sandbox.world import World

Perform = Callable[[], Awaitable[web.Response]]
Refuse = Callable[[Fault], web.Response]
POLL = 0.05


async def answer_through(
    world: World, request: web.Request, fault: Fault | None, perform: Perform, refuse: Refuse
) -> web.StreamResponse:
    """`status` and `retry_after` answer in the provider's own words, given by `refuse`."""
    if fault is None:
        return await perform()
    if fault.kind in ("refuse", "reset_before"):
        return _reset(request)
    if fault.kind in ("status", "retry_after"):
        return refuse(fault)
    if fault.kind == "slow":
        await _wait(world, request, 5.0 if fault.seconds is None else fault.seconds)
        return await perform()
    answer = await perform()
    return await _spoil(world, request, fault, answer)


async def _spoil(
    world: World, request: web.Request, fault: Fault, answer: web.Response
) -> web.StreamResponse:
    if fault.kind == "hang":
        await _wait(world, request, fault.seconds)
        return _drop(request)
    if fault.kind == "reset_after":
        return _reset(request)
    if fault.kind == "lost_answer":
        return _drop(request)
    if fault.kind == "garbage":
        return web.Response(text="<html><body>502 Bad Gateway</body></html>", status=200)
    body = answer.body if isinstance(answer.body, bytes) else b"{}"
    return web.Response(body=body[: max(1, len(body) // 2)], content_type="application/json")


async def _wait(world: World, request: web.Request, seconds: float | None) -> None:
    """Until the time is over, the client has gone, or the sandbox stops; None means for ever."""
    clock = asyncio.get_running_loop().time
    until = None if seconds is None else clock() + seconds
    while not world.closing.is_set() and (until is None or clock() < until):
        if request.transport is None or request.transport.is_closing():
            return
        left = POLL if until is None else min(POLL, until - clock())
        await asyncio.sleep(max(left, 0))


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    return web.Response()


def _reset(request: web.Request) -> web.Response:
    """Linger 0 makes the kernel send RST instead of FIN."""
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()

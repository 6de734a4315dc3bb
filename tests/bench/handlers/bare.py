"""The signature and nothing else, as lean as a genuine check can be: the others' measure."""

import base64
import hmac
from pathlib import Path
from urllib.parse import parse_qsl

from aiohttp import web

from tests.bench import posts

_KEY = hmac.new(posts.AUTH.encode(), digestmod="sha1")
_KEY.update((posts.PUBLIC_URL + posts.PATH).encode())


def thanks() -> web.Response:
    return web.Response(body=b"<Response/>", content_type="text/xml")


async def signed(request: web.Request) -> tuple[bytes, dict[str, str]]:
    body = await request.read()
    fields = parse_qsl(body.decode(), keep_blank_values=True)
    mac = _KEY.copy()
    mac.update("".join([name + value for name, value in sorted(fields)]).encode())
    presented = request.headers.get("X-Twilio-Signature", "")
    if not hmac.compare_digest(base64.b64encode(mac.digest()), presented.encode()):
        raise web.HTTPForbidden
    return body, dict(fields)


async def _handle(request: web.Request) -> web.Response:
    await signed(request)
    return thanks()


async def handler(_: Path):
    return _handle

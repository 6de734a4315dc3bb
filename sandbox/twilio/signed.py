"""Signed form posts to the product, with Twilio's patience: 15 seconds and one more try."""

import asyncio
import base64
import hashlib
import hmac
from urllib.parse import parse_qs, urlsplit

import aiohttp

from sandbox.world import World

PATIENCE = 15.0


def signature(token: str, url: str, fields: dict[str, str]) -> str:
    """HMAC-SHA1 over the URL as configured (without a fragment) and the sorted parameters."""
    text = url + "".join(key + fields[key] for key in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


async def post_signed(world: World, token: str, url: str, fields: dict[str, str]) -> int:
    """The last HTTP status, 0 when nothing answered.

    `#rc=N` in the URL sets the number of retries (0-5, else one), `#rp=all` or `rp=4xx` retries
    refusals too; the fragment is neither sent nor signed.
    """
    target, _, fragment = url.partition("#")
    overrides = parse_qs(fragment)
    retries = min(int(overrides.get("rc", ["1"])[0]), 5)
    policy = overrides.get("rp", [""])[0]
    until = asyncio.get_running_loop().time() + PATIENCE
    status = 0
    for attempt in range(1 + retries):
        if attempt:
            await asyncio.sleep(0.2 * attempt)
        left = until - asyncio.get_running_loop().time()
        if left <= 0:
            break
        status = await _post(world, token, target, fields, left)
        if not _worth_another(status, policy):
            break
    return status


def _worth_another(status: int, policy: str) -> bool:
    if status == 0 or status >= 500:
        return True
    return status >= 400 and any(word in policy for word in ("all", "4xx"))


async def _post(world: World, token: str, url: str, fields: dict[str, str], left: float) -> int:
    headers = {
        "X-Twilio-Signature": signature(token, url, fields),
        "User-Agent": "TwilioProxy/1.1",
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "Host": urlsplit(url).netloc,
    }
    form = aiohttp.FormData(fields, charset="utf-8")
    try:
        async with world.http.post(
            url, data=form, headers=headers, timeout=aiohttp.ClientTimeout(total=left),
            allow_redirects=False,
        ) as response:  # fmt: skip
            await response.read()
            return response.status
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return 0

"""The signature, and a commit of its own for every message."""

from pathlib import Path

import aiosqlite
from aiohttp import web

from tests.bench.handlers.bare import signed, thanks


async def handler(folder: Path):
    connection = await aiosqlite.connect(folder / "each.db", isolation_level=None)
    await connection.execute("PRAGMA journal_mode=WAL")
    await connection.execute("PRAGMA synchronous=FULL")
    await connection.execute("CREATE TABLE inbox (sid TEXT PRIMARY KEY, payload BLOB)")

    async def handle(request: web.Request) -> web.Response:
        body, fields = await signed(request)
        await connection.execute(
            "INSERT INTO inbox VALUES (?, ?) ON CONFLICT DO NOTHING", (fields["MessageSid"], body)
        )
        return thanks()

    return handle

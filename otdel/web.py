"""One port: webhooks, health, metrics, signed files."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from aiohttp import web

from core.errors import StorageUnavailable
from otdel.metrics import Metrics
from otdel.signing import MediaLinks

State = Callable[[], Awaitable[dict[str, str]]]
"""Part → "ok" or what is the matter; never a secret."""
Refresh = Callable[[], Awaitable[None]]


class Pages:
    def __init__(
        self,
        metrics: Metrics,
        state: State,
        refresh: Refresh,
        links: MediaLinks,
        blob_path: Callable[[str], Path],
    ) -> None:
        self._metrics = metrics
        self._state = state
        self._refresh = refresh
        self._links = links
        self._blob_path = blob_path

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.health),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
            web.get("/media/{signed}", self.media),
        ]

    async def health(self, _: web.Request) -> web.Response:
        """The process lives; nothing else is asked."""
        return web.json_response({"status": "ok"})

    async def ready(self, _: web.Request) -> web.Response:
        state = await self._state()
        good = all(value == "ok" for value in state.values())
        return web.json_response(state, status=200 if good else 503)

    async def metrics(self, _: web.Request) -> web.Response:
        # With the database away the counters of this process are still worth seeing.
        with contextlib.suppress(StorageUnavailable):
            await self._refresh()
        return web.Response(
            body=self._metrics.page(), headers={"Content-Type": "text/plain; version=0.0.4"}
        )

    async def media(self, request: web.Request) -> web.StreamResponse:
        """Only what we signed, only for an hour; never shown as a page of ours."""
        found = self._links.read(request.match_info["signed"])
        if found is None:
            raise web.HTTPForbidden
        blob, content_type = found
        path = self._blob_path(blob)
        if not path.exists():
            raise web.HTTPNotFound
        return web.FileResponse(
            path,
            headers={
                "Content-Type": content_type or "application/octet-stream",
                "X-Content-Type-Options": "nosniff",
                "Content-Disposition": "attachment",
                "Cache-Control": "private, max-age=600",
            },
        )


def application(routes: Sequence[web.RouteDef]) -> web.Application:
    """Each handler bounds its own body; this is the outer wall."""
    app = web.Application(client_max_size=2**20)
    app.add_routes(routes)
    return app


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    await web.TCPSite(runner, host, port, backlog=1024).start()
    return runner

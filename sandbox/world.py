import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.calllog import CallLog
from sandbox.faults import Faults

JSON = dict[str, Any]
EVENTS_HELD = 2_000


class World:
    """What all emulators share: the clock, the event stream, the call log and the faults."""

    def __init__(
        self,
        state_dir: Path,
        clock_file: Path | None = None,
        call_log: Path | None = None,
        offset: float = 0.0,
    ) -> None:
        self.media_dir = state_dir
        self.calls = CallLog(call_log)
        self.faults = Faults()
        self.offset = offset
        self.url = ""
        self.closing = asyncio.Event()
        self._clock_file = clock_file
        self._listeners: set[asyncio.Queue[tuple[str, JSON]]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None

    def now(self) -> float:
        return time.time() + self.offset

    def set_offset(self, seconds: float) -> None:
        self.offset = seconds
        self.write_clock()
        self.publish("clock", {"offset": self.offset, "now": self.now()})

    def write_clock(self) -> None:
        """The clock file holds one number, the seconds added to the real clock."""
        if self._clock_file is None:
            return
        fresh = self._clock_file.with_suffix(".new")
        fresh.write_text(f"{self.offset}\n", encoding="utf-8")
        fresh.replace(self._clock_file)

    @property
    def http(self) -> aiohttp.ClientSession:
        if self._http is None:
            # Twilio and Telegram send no cookies and follow the URL exactly as configured.
            self._http = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(),
                connector=aiohttp.TCPConnector(limit=200, force_close=True),
            )
        return self._http

    def publish(self, kind: str, data: JSON) -> None:
        for queue in self._listeners:
            if queue.full():
                # A page that stopped reading loses the oldest events, never the server's memory.
                queue.get_nowait()
            queue.put_nowait((kind, data))

    @contextlib.contextmanager
    def listening(self) -> Iterator[asyncio.Queue[tuple[str, JSON]]]:
        queue: asyncio.Queue[tuple[str, JSON]] = asyncio.Queue(EVENTS_HELD)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler(
                {"message": "a background task of the sandbox failed", "exception": error}
            )

    def log_call(self, provider: str, row: JSON) -> None:
        n = self.calls.add(provider, row)
        if self._listeners:
            said = {key: row.get(key) for key in ("bot", "method", "status", "fault")}
            self.publish("call", {"n": n, "provider": provider, **said})

    async def close(self, before: Callable[[], None] | None = None) -> None:
        self.closing.set()
        if before is not None:
            before()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()
            self._http = None
        self.calls.close()

"""The load, a process of its own: `python -m tests.bench.load PORT COUNT SECONDS [--rate N]`.

Keep-alive connections without an HTTP library, so that the server is what is measured. Without a
rate each connection sends as soon as it is answered; with one, posts leave at their appointed
times whatever the server does, and what waits for a free connection counts as waiting.
"""

import argparse
import asyncio
import json
import re
import time
from collections import Counter, deque

from tests.bench import posts

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
PATIENCE = 10.0


class Load:
    """Hands out prepared requests and gathers what became of them."""

    def __init__(self, requests: list[bytes], seconds: float) -> None:
        self._requests = deque(requests)
        self._seconds = seconds
        self._until = 0.0
        self._open = 0
        self.idle: list[Connection] = []
        self._waiting: deque[tuple[float, bytes]] = deque()
        self.statuses: Counter[int] = Counter()
        self.latencies: list[float] = []
        self.done = asyncio.Event()
        self.began = self.ended = 0.0

    def begin(self) -> None:
        self.began = time.perf_counter()
        self._until = self.began + self._seconds

    def next(self) -> bytes | None:
        """For a connection that sends without pause."""
        if self._requests and time.perf_counter() < self._until:
            return self._requests.popleft()
        return None

    async def paced(self, rate: float) -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        for number in range(min(len(self._requests), int(rate * self._seconds))):
            at = start + number / rate
            if at > loop.time():
                await asyncio.sleep(at - loop.time())
            self._waiting.append((at - loop.time() + time.perf_counter(), self._requests.popleft()))
            self.feed()

    def feed(self) -> None:
        while self._waiting and self.idle:
            due, request = self._waiting.popleft()
            self.idle.pop().send(request, due)

    def sent(self) -> None:
        self._open += 1

    def answered(self, status: int, seconds: float) -> None:
        self._open -= 1
        self.statuses[status] += 1
        self.latencies.append(seconds)
        self.ended = time.perf_counter()
        self.settle()

    def settle(self) -> None:
        if not self._open and not self._waiting:
            self.done.set()
        else:
            self.done.clear()


class Connection(asyncio.Protocol):
    def __init__(self, load: Load, *, paced: bool) -> None:
        self._load = load
        self._paced = paced
        self._heard = b""
        self._since = 0.0
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def send(self, request: bytes, since: float | None = None) -> None:
        self._since = time.perf_counter() if since is None else since
        assert self._transport is not None
        self._load.sent()
        self._transport.write(request)

    def go_on(self) -> None:
        if self._paced:
            self._load.idle.append(self)
            self._load.feed()
            return
        request = self._load.next()
        if request is not None:
            self.send(request)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, found, rest = self._heard.partition(b"\r\n\r\n")
        length = _LENGTH.search(head) if found else None
        if length is None or len(rest) < int(length[1]):
            return
        self._heard = b""
        waited = time.perf_counter() - self._since
        self.go_on()
        self._load.answered(int(head[9:12]), waited)


async def run(
    port: int, count: int, seconds: float, connections: int, rate: float | None, mark: int
) -> dict[str, object]:
    load = Load([posts.request(mark, number) for number in range(count)], seconds)
    loop = asyncio.get_running_loop()
    made = [
        (
            await loop.create_connection(
                lambda: Connection(load, paced=rate is not None), "127.0.0.1", port
            )
        )[1]
        for _ in range(connections)
    ]
    load.begin()
    for connection in made:
        connection.go_on()
    if rate is not None:
        await load.paced(rate)
    load.settle()
    async with asyncio.timeout(seconds + PATIENCE):
        await load.done.wait()
    return _figures(load)


def _figures(load: Load) -> dict[str, object]:
    ordered = sorted(load.latencies)
    answered = len(ordered)
    return {
        "answered": answered,
        "per_second": load.statuses[200] / (load.ended - load.began),
        "p50_ms": ordered[answered // 2] * 1000,
        "p99_ms": ordered[int(answered * 0.99)] * 1000,
        "worst_ms": ordered[-1] * 1000,
        "latencies_ms": [round(seconds * 1000, 3) for seconds in ordered],
        "statuses": dict(load.statuses),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load")
    parser.add_argument("port", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--connections", type=int, default=128)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--mark", type=int, required=True, help="Makes the message ids its own.")
    known = parser.parse_args()
    figures = run(known.port, known.count, known.seconds, known.connections, known.rate, known.mark)
    print(json.dumps(asyncio.run(figures)))


if __name__ == "__main__":
    main()

"""P19: input of any shape gets a definite 2xx or 4xx, signed or not."""

import asyncio
import threading
from collections.abc import Iterator
from urllib.parse import quote_plus, urlencode

import aiohttp
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.whatsapp.convert import TwilioFeed
from bots.whatsapp.webhook import TwilioWebhook
from tests.bots.whatsapp.twilio_world import ACCOUNT, MemoryIntake, config, inbox_item, sign

TEXT = st.text(max_size=30).map(lambda t: t.encode("utf-8", "replace").decode())
NAMES = st.sampled_from(
    [
        "MessageSid",
        "SmsSid",
        "AccountSid",
        "From",
        "To",
        "Body",
        "NumMedia",
        "MediaUrl0",
        "MediaContentType0",
        "Latitude",
        "Longitude",
        "MessageType",
        "MessageStatus",
        "ErrorCode",
        "ExternalUserId",
        "ButtonText",
        "ListId",
        "otdel.sent",
    ]
)
VALUES = st.one_of(
    TEXT,
    st.sampled_from(
        ["", "0", "-1", "٣", "nan", "1e999", "\x00", ACCOUNT, "whatsapp:+70000000100", "SM1"]
    ),
)
PAIRS = st.lists(st.tuples(st.one_of(NAMES, TEXT), VALUES), max_size=15)
GOOD = [("MessageSid", "SM1"), ("AccountSid", ACCOUNT), ("From", "+70000000100")]
ANY = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Server:
    """The webhook in a loop of its own, so that hypothesis can call it synchronously."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.intake = MemoryIntake()
        self.results: list[str] = []
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        self.run(self._start())

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    async def _start(self) -> None:
        app = web.Application()
        hook = TwilioWebhook(config(), self.intake, lambda _, result: self.results.append(result))
        app.add_routes(hook.routes())
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        self._http = aiohttp.ClientSession()

    async def _stop(self) -> None:
        await self._http.close()
        await self._runner.cleanup()

    def stop(self) -> None:
        self.run(self._stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        async def send() -> int:
            url = f"http://127.0.0.1:{self.port}{path}"
            async with self._http.post(url, data=body, headers=headers) as answer:
                return answer.status

        return self.run(send())

    def raw(self, request: bytes) -> bytes:
        async def send() -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(request)
            writer.write_eof()
            answer = await asyncio.wait_for(reader.read(), 15)
            writer.close()
            return answer

        return self.run(send())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    served = Server()
    yield served
    served.stop()


PATHS = st.sampled_from(["/webhooks/twilio", "/webhooks/twilio/status"])


@ANY
@given(PATHS, st.binary(max_size=300), st.sampled_from(["x", "", "é"]))
def test_random_bytes_are_refused(server, path, body, signature) -> None:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": signature,
    }
    assert 400 <= server.post(path, body, headers) < 500


@ANY
@given(PATHS, PAIRS, st.booleans())
def test_random_signed_forms_are_stored_or_refused_and_convert(server, path, pairs, good) -> None:
    pairs = [*pairs, *GOOD] if good else pairs
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": sign(f"https://firm.example{path}", pairs),
    }
    server.intake.items.clear()
    status = server.post(path, urlencode(pairs).encode(), headers)
    assert status in {200, 400}
    assert bool(server.intake.items) is (status == 200)
    for item in server.intake.items.values():
        assert "\x00" not in item.external_id + item.order_key
        assert len(item.external_id) <= 200
        assert len(item.order_key) <= 200
        converted = TwilioFeed(ACCOUNT).convert(inbox_item(item))
        assert converted is None or "\x00" not in repr(converted)


@ANY
@given(st.text(st.characters(codec="ascii"), max_size=40), st.binary(max_size=60))
def test_random_requests_on_the_wire_never_give_a_5xx(server, query, tail) -> None:
    line = f"POST /webhooks/twilio/status?{quote_plus(query, safe='&=%')} HTTP/1.1\r\n"
    head = "Host: x\r\nX-Twilio-Signature: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    for framing in ("Transfer-Encoding: chunked", f"Content-Length: {len(tail) + 5}"):
        answer = server.raw((line + head + framing + "\r\n\r\n").encode() + tail)
        assert b" 50" not in answer[:16]

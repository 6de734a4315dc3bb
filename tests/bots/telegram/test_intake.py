import asyncio
import io
import json
import subprocess
import sys

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bots.telegram.poller import TelegramPoller
from bots.telegram.webhook import BODY_LIMIT, SECRET_HEADER, Hook, TelegramWebhook
from tests.bots.telegram.fakes import ANNA, STAFF_TOKEN, FakeIntake

SECRET = "s3cret-value"


@pytest.fixture
def intake():
    return FakeIntake()


@pytest.fixture
async def hook(intake):
    counted = []
    room = TelegramWebhook(
        intake, {"staff": Hook("1000001", SECRET)}, lambda *row: counted.append(row)
    )
    app = web.Application()
    app.add_routes(room.routes())
    async with TestClient(TestServer(app)) as client:
        client.counted = counted
        yield client


async def post(hook, body, secret: str | None = SECRET, path="/webhooks/telegram/staff"):
    headers = {} if secret is None else {SECRET_HEADER: secret}
    data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
    async with hook.post(path, data=data, headers=headers) as answer:
        return answer.status


async def test_an_update_is_stored_before_the_webhook_answers_and_once_only(hook, intake):
    update = {"update_id": 7, "message": {"chat": {"id": 5}, "text": "\ud800"}}

    assert [await post(hook, update), await post(hook, update)] == [200, 200]
    kept = list(intake.kept.values())
    assert [(k.external_id, k.order_key, k.kind) for k in kept] == [("7", "tg:1000001:5", "update")]
    assert json.loads(kept[0].payload) == update
    assert hook.counted == [("telegram", "accepted"), ("telegram", "duplicate")]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "тайна", "\xff\xfe"])
async def test_a_missing_wrong_or_non_ascii_secret_changes_nothing(hook, intake, secret):
    assert await post(hook, {"update_id": 1}, secret) == 403
    assert intake.puts == 0


async def test_an_empty_configured_secret_lets_nobody_in(intake):
    app = web.Application()
    app.add_routes(TelegramWebhook(intake, {"staff": Hook("1", "")}).routes())
    async with TestClient(TestServer(app)) as client:
        assert await post(client, {"update_id": 1}, "") == 403


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b"{}", b"[" * 200_000, b"\xff", b'{"update_id": "1"}',
     b'{"update_id": true}', b'{"update_id": -1}', b'{"update_id": 1.5}',
     b'{"update_id": ' + b"9" * 5000 + b"}"],
)  # fmt: skip
async def test_a_malformed_body_is_a_400_and_is_not_stored(hook, intake, body):
    assert await post(hook, body) == 400
    assert intake.puts == 0


async def test_a_body_over_the_limit_is_refused(hook, intake):
    assert await post(hook, b"x" * (BODY_LIMIT + 1)) == 413
    assert intake.puts == 0


async def test_when_the_storage_is_gone_the_provider_is_asked_to_come_again(hook, intake):
    intake.down = True

    assert await post(hook, {"update_id": 1}) == 503


async def test_a_bot_that_is_off_has_no_webhook(hook):
    assert await post(hook, {"update_id": 1}, path="/webhooks/telegram/client") == 404


def test_a_hook_never_shows_its_secret():
    assert SECRET not in repr(Hook("1", SECRET))


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


def poller(api_base, intake, **more):
    return TelegramPoller(STAFF_TOKEN, api_base, intake, poll_seconds=0, **more)


async def test_updates_are_stored_and_confirmed_by_the_next_poll(api_base, outside, intake, http):
    await outside.write("раз")
    await outside.write("два")
    polling = poller(api_base, intake)

    assert [await polling.once(http), await polling.once(http)] == [0, 0]
    assert intake.puts == 1
    texts = [json.loads(k.payload)["message"]["text"] for k in intake.kept.values()]
    assert texts == ["раз", "два"]
    assert {k.order_key for k in intake.kept.values()} == {f"tg:1000001:{ANNA}"}


async def test_a_kill_between_storing_and_confirming_repeats_nothing(
    api_base, outside, intake, http
):
    counted = []
    await outside.write("раз")
    intake.die_after = True
    with pytest.raises(KeyboardInterrupt):
        await poller(api_base, intake).once(http)

    again = poller(api_base, intake, on_result=lambda *row: counted.append(row))
    assert await again.once(http) == 0
    assert len(intake.kept) == 1
    assert counted == [("telegram", "duplicate")]


async def test_while_the_storage_is_gone_nothing_is_confirmed(api_base, outside, intake, http):
    await outside.write("раз")
    polling = poller(api_base, intake)
    intake.down = True
    assert 0 < await polling.once(http) <= 10

    intake.down = False
    assert await polling.once(http) == 0
    assert len(intake.kept) == 1


async def test_an_unknown_kind_of_update_is_stored_too(api_base, outside, intake, http):
    await outside.post("telegram/update", bot="staff", update={"brand_new": {"x": 1}})

    assert await poller(api_base, intake).once(http) == 0
    assert [json.loads(k.payload)["brand_new"] for k in intake.kept.values()] == [{"x": 1}]


@pytest.mark.parametrize("kind", ["garbage", "truncated", "reset_before", "reset_after"])
async def test_a_broken_answer_is_waited_out_and_nothing_is_lost(
    api_base, outside, intake, http, kind
):
    await outside.write("раз")
    await outside.fault(kind, "getUpdates", count=1)
    polling = poller(api_base, intake)

    assert 0 < await polling.once(http) <= 10
    assert await polling.once(http) == 0
    assert len(intake.kept) == 1


async def test_nobody_listening_is_waited_out_with_growing_pauses(intake, http, closed_port):
    polling = poller(f"http://127.0.0.1:{closed_port}", intake)

    pauses = [await polling.once(http) for _ in range(12)]
    assert all(0 < pause <= 10 for pause in pauses)
    assert pauses[-1] >= 5


async def test_a_refused_token_is_asked_again_after_half_a_minute(sandbox, intake, http):
    polling = TelegramPoller("5:" + "x" * 35, f"{sandbox.url}/telegram", intake)

    assert await polling.once(http) == 30


async def test_another_poller_is_reported_once_and_waited_for(
    api_base, outside, intake, http, capsys
):
    await outside.fault("status", "getUpdates", status=409, count=2)
    polling = poller(api_base, intake)

    assert await polling.once(http) > 0
    assert await polling.once(http) > 0
    assert capsys.readouterr().out.count("another_poller") == 1
    assert await polling.once(http) == 0


async def test_a_webhook_left_over_from_before_is_dropped_and_nothing_is_lost(
    api_base, outside, intake, http, closed_port
):
    url = f"{api_base}/bot{STAFF_TOKEN}/setWebhook"
    await http.post(url, json={"url": f"http://127.0.0.1:{closed_port}/hook"})
    await outside.write("раз")
    polling = poller(api_base, intake)

    assert await polling.once(http) > 0
    assert await polling.once(http) == 0
    assert len(intake.kept) == 1


async def test_the_providers_wish_to_wait_is_obeyed(api_base, outside, intake, http):
    await outside.fault("retry_after", "getUpdates", retry_after=35, count=1)

    assert await poller(api_base, intake).once(http) >= 35


async def test_neither_token_nor_address_is_told_when_polling_fails(
    intake, http, closed_port, capsys
):
    await poller(f"http://127.0.0.1:{closed_port}", intake).once(http)

    said = capsys.readouterr().out
    assert "telegram_poll_failed" in said
    assert STAFF_TOKEN not in said
    assert str(closed_port) not in said


async def test_a_long_poll_stops_long_before_its_end_and_is_delivered_again(
    api_base, outside, intake
):
    polling = TelegramPoller(STAFF_TOKEN, api_base, intake, poll_seconds=25)
    running = asyncio.ensure_future(polling.run())
    await outside.write("раз")
    while not intake.kept:
        await asyncio.sleep(0.01)
    polling.stop()

    await asyncio.wait_for(running, 15)
    assert len(intake.kept) == 1


async def test_a_bug_in_the_storage_ends_the_poller_loudly(api_base, outside):
    class Broken(FakeIntake):
        async def put(self, items):
            raise ZeroDivisionError

    await outside.write("раз")
    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(TelegramPoller(STAFF_TOKEN, api_base, Broken()).run(), 30)


@pytest.mark.parametrize("module", ["poller", "webhook", "convert", "intake", "client.feed"])
def test_the_way_into_the_inbox_does_without_aiogram(module):
    code = f"import sys, bots.telegram.{module}; sys.exit('aiogram' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_retailers_room_knows_nothing_of_the_staffs():
    code = (
        "import sys, bots.telegram.retailer.feed\n"
        "sys.exit(any(name.startswith('bots.telegram.staff') for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

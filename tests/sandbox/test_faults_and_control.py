import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from .conftest import ACCOUNT, ANNA, CAST, OURS, PERSON

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


async def bot_texts(other) -> list[str]:
    chat = await other.get("telegram/chat", bot="staff", chat=ANNA)
    return [row["text"] for row in chat["messages"] if row["from_bot"]]


@pytest.mark.parametrize(
    ("rule", "error", "performed"),
    [
        ({"kind": "status", "status": 502}, TelegramServerError, False),
        ({"kind": "retry_after", "retry_after": 35}, TelegramRetryAfter, False),
        ({"kind": "refuse"}, TelegramNetworkError, False),
        ({"kind": "reset_before"}, TelegramNetworkError, False),
        ({"kind": "reset_after"}, TelegramNetworkError, True),
        ({"kind": "lost_answer"}, TelegramNetworkError, True),
        ({"kind": "garbage"}, ClientDecodeError, True),
        ({"kind": "truncated"}, ClientDecodeError, True),
        ({"kind": "hang", "seconds": 0.2}, TelegramNetworkError, True),
    ],
)
@pytest.mark.usefixtures("started")
async def test_each_kind_of_fault_strikes_once(bot, other, rule, error, performed):
    rule = {"provider": "telegram", "method": "sendMessage", "count": 1, **rule}
    await other.post("faults", **rule)
    with pytest.raises(error):
        await bot.send_message(ANNA, "раз")
    await bot.send_message(ANNA, "два")
    assert await bot_texts(other) == (["раз", "два"] if performed else ["два"])
    assert (await other.get("faults"))[0]["hits"] == 1


async def test_a_hanging_answer_ends_when_the_caller_gives_up(bot, other, started):
    await other.post("faults", provider="telegram", kind="hang", chat=ANNA)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ANNA, "x", request_timeout=3)
    assert await bot_texts(other) == ["x"]


async def test_a_fault_may_concern_one_chat_and_some_calls_only(bot, other, started):
    await other.post("telegram/send", bot="staff", user=9002, text="/start")
    await other.post("faults", provider="telegram", kind="status", chat=9002)
    await bot.send_message(ANNA, "x")
    with pytest.raises(TelegramServerError):
        await bot.send_message(9002, "x")
    async with other.http.delete(f"{other.url}/control/faults") as answer:
        assert await answer.json() == []
    await other.post("faults", provider="telegram", kind="status", rate=0.5, seed=7)
    failed = 0
    for _ in range(40):
        try:
            await bot.send_message(9002, "x")
        except TelegramServerError:
            failed += 1
    assert 8 < failed < 32


async def test_slow_is_late_but_right(bot, other, started):
    await other.post("faults", provider="telegram", kind="slow", seconds=0.3, method="getMe")
    before = time.monotonic()
    await bot.get_me()
    assert time.monotonic() - before >= 0.3


async def test_twilio_has_faults_as_well(other):
    form = {"To": PERSON, "From": OURS, "Body": "x"}
    await other.post(
        "faults", provider="twilio", method="POST Messages", kind="retry_after", retry_after=3,
        count=1,
    )  # fmt: skip
    status, body = await other.twilio("POST", MESSAGES, data=form)
    assert (status, body["code"]) == (429, 20429)
    await other.post("faults", provider="twilio", kind="lost_answer", chat=PERSON, count=1)
    with pytest.raises(aiohttp.ClientError):
        await other.twilio("POST", MESSAGES, data=form)
    assert len(await other.get("twilio/messages")) == 1


async def test_a_senseless_fault_is_refused(other):
    for rule in ({"kind": "magic"}, {"kind": "hang", "provider": "x"}):
        await other.refused("faults", **{"provider": "telegram", **rule})


async def test_the_clock_is_written_for_the_product(other, tmp_path):
    assert float((tmp_path / "clock").read_text()) == 0
    moved = await other.post("clock", advance=3600)
    assert moved["offset"] == 3600
    assert float((tmp_path / "clock").read_text()) == 3600
    assert abs(moved["now"] - time.time() - 3600) < 60
    assert (await other.post("clock", offset=0))["offset"] == 0


async def test_the_state_hides_tokens(other):
    state = await other.get("state")
    assert state["phones"][0]["id"] == "director"
    assert state["product"] == {"alive": False, "restarts": 0}
    assert "A" * 35 not in json.dumps(state)


async def test_events_stream_to_the_page(bot, other, started):
    async with other.http.get(f"{other.url}/control/events") as stream:
        await stream.content.readline()
        await bot.send_message(ANNA, "видно")
        while True:
            line = (await asyncio.wait_for(stream.content.readline(), 30)).decode()
            if line.startswith("data: ") and "message" in (event := json.loads(line[6:])):
                break
    assert (event["bot"], event["chat"], event["message"]["text"]) == ("staff", ANNA, "видно")


async def test_a_foreign_page_steers_nothing(other):
    headers = {"Origin": "https://evil.example"}
    async with other.http.post(f"{other.url}/control/clock", json={}, headers=headers) as answer:
        assert answer.status == 403


async def test_as_a_process_it_serves_and_kills_the_product(tmp_path):
    (tmp_path / "cast.json").write_text(json.dumps(CAST))
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (tmp_path / "pid").write_text(str(victim.pid))
    wall = f"{sys.executable} -c 'print([])'"
    command = [
        sys.executable, "-m", "sandbox", "--port", "0", "--cast", str(tmp_path / "cast.json"),
        "--state-dir", str(tmp_path / "state"), "--clock-file", str(tmp_path / "clock"),
        "--product-pid", str(tmp_path / "pid"), "--wall-log", wall,
    ]  # fmt: skip
    root = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, cwd=root, env={**os.environ}
    )
    try:
        url = (await asyncio.wait_for(process.stdout.readline(), 90)).decode().strip()
        assert url.startswith("http://127.0.0.1:")
        async with aiohttp.ClientSession() as http:
            async with http.get(f"{url}control/state") as answer:
                assert (await answer.json())["product"]["alive"] is True
            async with http.get(f"{url}control/wall") as answer:
                assert await answer.json() == []
            async with http.post(f"{url}control/product/kill") as answer:
                assert (await answer.json())["killed"] is True
            assert victim.wait(60) == -9
            async with http.get(f"{url}page/../../pyproject.toml") as answer:
                assert answer.status == 404
    finally:
        victim.kill()
        victim.wait()
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 60) == 0
        process._transport.close()


def test_the_sandbox_shares_no_code_with_the_product():
    rooms = {"otdel", "bots", "core", "storage", "scheduler", "locales", "aiogram", "twilio"}
    for file in (Path(__file__).parents[2] / "sandbox").rglob("*.py"):
        for line in file.read_text().splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]):
                assert words[1].split(".")[0] not in rooms, (file, line)


async def test_a_check_costs_less_than_half_a_millisecond(sandbox):
    markup = json.dumps({"inline_keyboard": [[{"text": "a", "callback_data": "b"}] * 4] * 4})
    params = {"chat_id": "9001", "text": "x" * 500, "reply_markup": markup}
    fields = sandbox.telegram.spec.methods["sendmessage"]
    fields.check(params)
    before = time.thread_time()
    for _ in range(200):
        fields.check(params)
    assert (time.thread_time() - before) / 200 < 0.0005

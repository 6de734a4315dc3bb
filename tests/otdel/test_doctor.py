"""Green and red, each red line with what to do; nothing secret in either (F1)."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web

from otdel.clock import SystemClock
from storage.intake import GroupCommit
from tests.otdel.commands import INVENTED
from tests.otdel.doctoring import empty_database, examined, red
from tests.storage.making import out, raw


async def test_a_firm_in_order_is_green(filled):
    found = await examined()
    assert red(found) == []
    assert found["settings"].detail == "on: no channel"


async def test_wrong_settings_are_the_only_and_a_clear_line(firm):
    firm(**INVENTED | {"TWILIO_AUTH_TOKEN": ""})
    (only,) = (await examined()).values()
    assert not only.good
    assert "TWILIO_AUTH_TOKEN" in only.detail
    assert only.mend


async def test_an_empty_database_says_how_to_make_one(firm):
    found = await examined()
    assert red(found) == ["database"]
    assert found["database"].mend == "otdel db upgrade"


async def test_a_database_that_is_away_is_red_and_its_password_unsaid(firm):
    firm(DATABASE_URL="postgresql+asyncpg://otdel:planted@127.0.0.1:9/otdel")
    found = await examined()
    assert red(found) == ["database"]
    assert "planted" not in str(found)


async def test_a_folder_that_cannot_be_written_is_red(firm, tmp_path):
    (tmp_path / "file").write_text("")
    firm(DATA_DIR=str(tmp_path / "file" / "data"))
    found = await examined()
    assert "data folder" in red(found)
    assert "DATA_DIR" in found["data folder"].mend


async def test_a_firm_without_administrators_is_red(firm):
    database = await empty_database(firm)
    await database.close()
    found = await examined()
    assert red(found) == ["administrator"]
    assert "otdel user add" in found["administrator"].mend


async def test_what_was_set_aside_is_red_by_number_only(filled):
    database, make = filled
    intake = GroupCommit(database, SystemClock())
    intake.start()
    await intake.put([raw("SM1", payload="тайна".encode())])
    await intake.close()
    async with make.units.begin() as unit:
        (item,) = await unit.inbox.next(["twilio"], SystemClock().now(), 9)
        await unit.inbox.set_aside(item.id, "ValueError", SystemClock().now())
    found = await examined()
    assert red(found) == ["set aside"]
    assert str(item.id) in found["set aside"].detail
    assert "тайна" not in str(found)


async def test_a_row_that_waits_for_ten_minutes_is_red(filled):
    _, make = filled
    async with make.units.begin() as unit:
        await unit.outbox.add([out()], SystemClock().now() - timedelta(minutes=11))
    found = await examined()
    assert red(found) == ["outbox"]
    assert "oldest 6" in found["outbox"].detail


async def _provider(answer, date=None):
    async def handle(_):
        made = web.json_response(answer)
        if date:
            made.headers["Date"] = date
        return made

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"


GOOD = {"ok": True, "result": {"username": "otdel_bot", "has_topics_enabled": True}}


@pytest.mark.parametrize(
    ("answer", "date", "wrong"),
    [
        (GOOD, None, []),
        (GOOD, "Mon, 01 Jan 2024 00:00:00 GMT", ["clock"]),
        ({"ok": False, "error_code": 401}, None, ["staff bot"]),
        (["nonsense"], None, ["staff bot"]),
    ],
)
async def test_a_bot_and_the_clock_are_judged_by_what_telegram_says(
    filled, firm, answer, date, wrong
):
    runner, url = await _provider(answer, date)
    try:
        firm(TELEGRAM_TOKEN=INVENTED["TELEGRAM_TOKEN"], TELEGRAM_API_BASE=url)
        found = await examined()
    finally:
        await runner.cleanup()
    assert red(found) == wrong
    assert all(found[name].mend for name in wrong)
    assert INVENTED["TELEGRAM_TOKEN"] not in str(found)


async def test_providers_that_cannot_be_reached_are_red_in_bounded_time(filled, firm):
    firm(
        **INVENTED,
        TELEGRAM_API_BASE="http://127.0.0.1:9",
        TWILIO_API_BASE="http://127.0.0.1:9",
        PUBLIC_URL="https://firm.example",
    )
    async with asyncio.timeout(120):
        found = await examined()
    assert "staff bot" in red(found)
    assert any(name.startswith("twilio") for name in red(found))
    for secret in (INVENTED["TELEGRAM_TOKEN"], INVENTED["TWILIO_AUTH_TOKEN"]):
        assert secret not in str(found)


async def test_a_country_without_a_calendar_is_a_hint(filled, firm):
    """Otherwise reminders would come on holidays and nobody would know why."""
    assert not (await examined())["working calendar"].hint
    firm(PHONE_REGION="ZZ")
    line = (await examined())["working calendar"]
    assert line.good
    assert line.hint
    assert "week-ends only" in line.detail
    assert "PHONE_REGION" in line.mend

"""The central bank's answers as they come, and what is made of broken ones (B7, 46)."""

from datetime import date
from decimal import Decimal

import aiohttp
import pytest
from aiohttp import web

from core.pricing.model import Rate
from core.pricing.ports import RatesUnavailable
from feeds.central_bank import CentralBank, parsed
from sandbox import Sandbox

CAST = {"bots": [], "users": [], "twilio": {"account_sid": "AC1", "auth_token": "t",
        "whatsapp_from": "whatsapp:+70000000099", "sms_from": "+70000000098"}}  # fmt: skip


def answer(*valutes, on="24.11.2026", head='<?xml version="1.0" encoding="windows-1251"?>'):
    rows = "".join(
        f"<Valute><CharCode>{code}</CharCode><Nominal>{nominal}</Nominal>"
        f"<Name>Имя</Name><Value>{value}</Value></Valute>"
        for code, nominal, value in valutes
    )
    return f'{head}<ValCurs Date="{on}" name="x">{rows}</ValCurs>'.encode("windows-1251")


USD, CNY = ("USD", 1, "78,4321"), ("CNY", 10, "109,1234")


def test_the_nominal_is_divided_out_and_the_answer_s_own_day_is_kept():
    assert parsed(answer(("EUR", 1, "90,1"), USD, CNY)) == [
        Rate("USD", date(2026, 11, 24), Decimal("78.432100"), "cbr"),
        Rate("CNY", date(2026, 11, 24), Decimal("10.912340"), "cbr"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502</html>",
        answer(USD),
        answer(USD, CNY)[:-30],
        answer(USD, CNY, on=""),
        answer(USD, CNY, on="2026-11-24"),
        answer(("USD", 0, "78,4"), CNY),
        answer(("USD", 1, "-78,4"), CNY),
        answer(("USD", 1, "NaN"), CNY),
        answer(("USD", 1, "Infinity"), CNY),
        answer(("USD", 1, "1e9"), CNY),
        answer(("USD", 1, "78,4" + "0" * 100), CNY),
        answer(("USD", "", "78,4"), CNY),
        answer(USD, CNY, head='<?xml version="1.0" encoding="nonsense"?>'),
        answer(USD, CNY, head="<!DOCTYPE ValCurs>"),
    ],
)
def test_of_a_broken_answer_nothing_is_taken(body):
    """MUST-FAIL."""
    with pytest.raises(RatesUnavailable) as refused:
        parsed(body)
    assert refused.value.reason == "unreadable"


@pytest.fixture
async def sandbox(tmp_path):
    made = Sandbox(CAST, tmp_path / "state")
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def bank(sandbox):
    async with aiohttp.ClientSession() as session:
        yield CentralBank(f"{sandbox.url}/rates/XML_daily.asp", session)


async def test_a_weekend_and_its_monday_keep_saturday_s_rate(bank):
    for day in (14, 15, 16):
        found = await bank.rates(date(2026, 3, day))
        assert {rate.on for rate in found} == {date(2026, 3, 14)}
    assert {rate.on for rate in await bank.rates(date(2026, 3, 17))} == {date(2026, 3, 17)}
    assert [rate.currency for rate in found] == ["USD", "CNY"]
    assert 60 < found[0].rate < 100
    assert 9 < found[1].rate < 13


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"kind": "status", "status": 503}, "refused"),
        ({"kind": "refuse"}, "no-answer"),
        ({"kind": "lost_answer"}, "no-answer"),
        ({"kind": "garbage"}, "unreadable"),
        ({"kind": "truncated"}, "unreadable"),
        ({"kind": "huge"}, "unreadable"),
        ({"kind": "bomb"}, "unreadable"),
    ],
)
async def test_each_failure_has_its_name_and_keeps_nothing(bank, sandbox, rule, reason):
    sandbox.world.faults.add({"provider": "rates", **rule})
    with pytest.raises(RatesUnavailable) as refused:
        await bank.rates(date(2026, 3, 17))
    assert refused.value.reason == reason


async def served(handler, work):
    app = web.Application()
    app.add_routes([web.get("/{rest:.*}", handler)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    try:
        async with aiohttp.ClientSession() as session:
            return await work(CentralBank(f"http://127.0.0.1:{port}/daily", session))
    finally:
        await runner.cleanup()


async def test_a_redirect_to_another_host_is_not_followed():
    """MUST-FAIL: whoever answers there is not the bank."""
    asked = []

    async def handler(request):
        asked.append(request.path)
        raise web.HTTPFound("http://localhost:9/daily")

    with pytest.raises(RatesUnavailable, match="refused"):
        await served(handler, lambda bank: bank.rates(date(2026, 3, 17)))
    assert asked == ["/daily"]


async def test_the_guard_s_redirect_to_the_same_place_is_followed_a_few_times():
    asked = []

    async def handler(request):
        asked.append(request.query_string)
        if len(asked) == 1:
            raise web.HTTPFound(request.rel_url)
        return web.Response(body=answer(USD, CNY, on="17.03.2026"))

    found = await served(handler, lambda bank: bank.rates(date(2026, 3, 17)))
    assert found[0].on == date(2026, 3, 17)
    assert asked[0] == asked[1]


async def test_a_day_still_to_come_is_no_answer_to_the_asked_one():
    async def handler(request):
        del request
        return web.Response(body=answer(USD, CNY, on="18.03.2026"))

    with pytest.raises(RatesUnavailable, match="unreadable"):
        await served(handler, lambda bank: bank.rates(date(2026, 3, 17)))


async def test_a_compressed_answer_is_refused_unread():
    async def handler(request):
        del request
        return web.Response(body=b"\x1f\x8b" + b"0" * 100, headers={"Content-Encoding": "gzip"})

    with pytest.raises(RatesUnavailable):
        await served(handler, lambda bank: bank.rates(date(2026, 3, 17)))

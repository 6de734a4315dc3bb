"""Forms on a record that has values already: what is passed over stays, and is shown so."""

from datetime import date

import pytest

from tests.bots.telegram.fake_trade import own_client
from tests.bots.telegram.fakes import ANNA, person
from tests.bots.telegram.test_deal_screens import deal


@pytest.fixture
async def manager(room):
    room.staff.people[ANNA] = person()
    return room


@pytest.fixture
async def screen(manager, outside):
    await manager.types("/wa")
    return (await outside.shown())[-1]["message_id"]


async def last(outside):
    return (await outside.shown())[-1]


async def pressed(manager, outside, label):
    message = await last(outside)
    rows = message["reply_markup"]["inline_keyboard"]
    data = next(b["callback_data"] for row in rows for b in row if b["text"] == label)
    return await manager.presses(message["message_id"], data)


async def test_a_contract_opened_again_keeps_what_is_passed_over(manager, screen, outside):
    """A9."""
    manager.trade.answers["registry.card"] = own_client(
        contract_number="5/26", contract_date=date(2026, 3, 1)
    )
    await manager.presses(screen, "cct:client5:3")
    await pressed(manager, outside, manager.text("tg-contract-scan"))
    for value in ("5/26", "01.03.2026", "dogovor.pdf"):
        await pressed(manager, outside, manager.text("tg-form-keep", value=value))
    shown = (await last(outside))["text"]
    await pressed(manager, outside, manager.text("tg-form-yes"))

    assert "Номер: 5/26" in shown
    assert "01.03.2026" in shown
    assert "dogovor.pdf" in shown
    (asked,) = manager.trade.asked("registry.set_contract")
    assert asked == (5, 3, "scan", "", None, None, None)


async def test_a_scan_is_not_passed_over_where_no_file_is_kept(manager, screen, outside):
    manager.trade.answers["registry.card"] = own_client(contract=None, contract_file=None)
    await manager.presses(screen, "cct:client5:3")
    await pressed(manager, outside, manager.text("tg-contract-scan"))
    await manager.types("№ 5/26")
    assert "Номер: 5/26" in (await last(outside))["text"]
    for _ in range(2):
        await pressed(manager, outside, manager.text("tg-form-skip"))

    shown = (await last(outside))["text"]
    assert manager.text("error-contract-scan") in shown
    assert manager.text("tg-ask-file") in shown


async def test_a_delivery_opened_again_shows_what_stays(manager, screen, outside):
    manager.trade.answers["orders.card"] = deal(
        city="Тула", delivery_address="Лесная, 1\nвъезд со двора", ship_on=date(2026, 11, 25)
    )
    await manager.presses(screen, "ddl:deal21:4")
    await pressed(manager, outside, manager.text("tg-form-keep", value="Тула"))
    kept = manager.text("tg-form-keep", value="Лесная, 1 въезд со двора")
    await pressed(manager, outside, kept)
    await manager.types("Пётр")
    await pressed(manager, outside, manager.text("tg-form-skip"))
    await pressed(manager, outside, manager.text("tg-form-keep", value="25.11.2026"))
    shown = (await last(outside))["text"]
    await pressed(manager, outside, manager.text("tg-form-yes"))

    for value in ("Тула", "Лесная, 1", "Пётр", "25.11.2026"):
        assert value in shown
    assert manager.trade.asked("deals.set_delivery") == [(21, 4, {"contact": "Пётр"})]

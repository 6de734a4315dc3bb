"""What a logistician looks at and fills in, and how one deal is found among many (A8)."""

from datetime import UTC, date
from types import SimpleNamespace

import pytest

from bots.telegram.staff.screens.delivery import deliveries_screen, delivery_screen
from core.errors import NotFound
from core.staff.model import Role
from core.stock.model import Page
from tests.bots.telegram.fake_trade import foreign_client, own_client
from tests.bots.telegram.fakes import ANNA, person
from tests.bots.telegram.test_deal_screens import WORDS, T, data_of, deal, last, line, pressed


def order(**more):
    known = {
        "id": 21, "version": 4, "number": 21, "lines": [line(grams=3 * T, open=3 * T)],
        "city": None, "delivery_address": "Тула, Мира 1", "ship_on": date(2026, 11, 25),
        "freight": None, "own": False,
    }  # fmt: skip
    return known | more


@pytest.fixture
async def carrier(room):
    room.staff.people[ANNA] = person(Role.LOGISTICIAN)
    room.trade.answers["orders.card"] = order()
    room.trade.answers["orders.deliveries"] = Page([order()], 0, 2, counted=False)
    return room


@pytest.fixture
async def manager(room):
    room.staff.people[ANNA] = person()
    room.trade.answers["orders.card"] = deal()
    return room


@pytest.fixture
async def screen(carrier, outside):
    await carrier.types("/deliveries")
    return (await last(outside))["message_id"]


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        ({}, "3 т"),
        ({"shipped": T, "open": 2 * T}, "осталось 2 т, отгружено 1 т"),
        ({"shipped": T, "released": 2 * T, "open": 0}, "отгружено 1 т"),
    ],
)
def test_the_list_and_the_card_tell_what_is_left_and_what_is_gone(gone, told):
    one = order(lines=[line(grams=3 * T, **({"open": 3 * T} | gone))])

    assert f"ПЭ 158 · {told}\n" in delivery_screen(WORDS, "dl21", one, UTC).text
    listed = deliveries_screen(WORDS, [("dl21", one)], 0, 1, UTC).text
    assert f"ПЭ 158 {told} · Тула, Мира 1 · 25.11.2026" in listed


def test_an_amount_that_nobody_has_filled_in_is_no_refusal_of_transport():
    text = delivery_screen(WORDS, "dl21", order(), UTC).text

    assert "Доставка: сумма не внесена" in text
    assert "без транспорта" not in text


def test_a_list_that_nobody_has_counted_has_no_total():
    text = deliveries_screen(WORDS, [("dl21", order())], 0, 2, UTC, counted=False).text

    assert "стр. 1\n" in text
    assert "из 2" not in text


# -- the form --------------------------------------------------------------------------------


async def amount(carrier, outside, screen):
    await carrier.presses(screen, "dfr:deal21:4")
    await carrier.types("45 000")
    await pressed(carrier, outside, carrier.text("tg-freight-vat"))


async def test_an_amount_needs_the_carriers_invoice(carrier, screen, outside):
    """A8 MUST-FAIL: it is not passed over, and words are no file."""
    await amount(carrier, outside, screen)
    asked = await last(outside)
    rows = asked["reply_markup"]["inline_keyboard"]
    assert carrier.text("tg-form-skip") not in [b["text"] for row in rows for b in row]
    await carrier.types("потом")

    assert "⚠️" in (await last(outside))["text"]
    assert carrier.trade.asked("freight.fill") == []


class KeptFiles:
    async def keep(self, file, limit):
        del limit
        return SimpleNamespace(blob=file.name, name=file.name)


async def test_of_an_album_the_first_file_is_taken_and_the_others_are_refused_in_words(
    carrier, screen, outside
):
    """Nothing is lost without a word; a file sent later still takes the place of the first."""
    object.__setattr__(carrier.office, "files", KeptFiles())
    await amount(carrier, outside, screen)
    for name in ("счёт.pdf", "акт.pdf"):
        media = {"kind": "document", "name": name, "b64": "aGk="}
        await carrier.types(None, media=media, media_group_id="77")

    told = (await last(outside))["text"]
    assert carrier.text("error-form-one-file") in told
    assert ("счёт.pdf" in told, "акт.pdf" in told) == (True, False)
    await carrier.types(None, media={"kind": "document", "name": "новый.pdf", "b64": "aGk="})
    told = (await last(outside))["text"]
    assert ("счёт.pdf" in told, "новый.pdf" in told) == (False, True)
    await pressed(carrier, outside, carrier.text("tg-form-yes"))

    (given,) = carrier.trade.asked("freight.fill")
    assert "новый.pdf" in given


# -- one among many --------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["/deal 412", "/deal № 412", "/deal_412"])
async def test_a_deal_is_found_by_its_number(manager, outside, text):
    await manager.types(text)

    assert manager.trade.asked("orders.card") == [(412,)]
    assert "№ 21 · ООО Ромашка" in (await last(outside))["text"]


async def test_a_number_that_is_no_deal_of_ones_own_is_not_found(manager, outside):
    """A5."""
    manager.trade.answers["orders.card"] = NotFound()
    await manager.types("/deal 412")

    assert manager.text("error-not-found") in (await last(outside))["text"]


async def test_deals_are_found_by_the_clients_name(manager, outside):
    manager.trade.answers["registry.search"] = [own_client(), foreign_client()]
    manager.trade.answers["orders.of_client"] = Page([deal()], 0, 1)
    await manager.types("/deal Ромашка")

    assert manager.trade.asked("orders.of_client") == [(5, 0)]
    assert "d:deal21" in data_of(await last(outside))


@pytest.mark.parametrize("inn", ["7707083893", "500100732259"])
async def test_an_inn_is_a_client_and_no_deal(manager, outside, inn):
    manager.trade.answers["registry.search"] = [own_client()]
    manager.trade.answers["orders.of_client"] = Page([deal()], 0, 1)
    await manager.types(f"/deal {inn}")

    assert manager.trade.asked("orders.card") == []
    assert manager.trade.asked("registry.search") == [(inn, 16)]


async def test_several_clients_are_offered_and_none_is_told(manager, outside):
    manager.trade.answers["registry.search"] = [own_client(), own_client(id=7, name="ООО Мак")]
    await manager.types("/deal ООО")
    assert {"cdl:client5:0", "cdl:client7:0"} <= set(data_of(await last(outside)))
    manager.trade.answers["registry.search"] = [foreign_client()]
    await manager.types("/deal Чужое")

    assert "«Чужое»" in (await last(outside))["text"]
    assert manager.trade.asked("orders.of_client") == []


async def test_a_delivery_is_found_by_its_number_only(carrier, outside):
    """A8: no client is known there."""
    await carrier.types("/deliveries 412")
    assert carrier.trade.asked("orders.card") == [(412,)]
    assert "№ 21" in (await last(outside))["text"]
    await carrier.types("/deliveries Ромашка")

    assert (await last(outside))["text"] == carrier.text("tg-deliveries-how")
    assert carrier.trade.asked("registry.search") == []

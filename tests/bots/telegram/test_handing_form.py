"""Everybody of somebody changes hands: how much goes is told before it is done."""

from dataclasses import replace

import pytest

from bots.telegram.screen import Words
from core.staff.model import Role
from locales import FluentTexts
from tests.bots.telegram.fakes import ANNA, person

WORDS = Words(FluentTexts(), "ru")


async def last(outside):
    return (await outside.shown())[-1]


async def pressed(room, outside, part):
    shown = await last(outside)
    rows = shown["reply_markup"]["inline_keyboard"]
    (data,) = [b["callback_data"] for row in rows for b in row if part in b["text"]]
    await room.presses(shown["message_id"], data)


@pytest.mark.parametrize(
    ("extent", "told"),
    [
        (
            {"clients": 24, "deals": 3, "reservations": 1},
            ["👤 24 клиента", "🧾 3 открытые сделки", "📌 1 бронь"],
        ),
        ({"clients": 0, "deals": 0, "reservations": 0}, [WORDS("tg-give-all-none")]),
    ],
)
async def test_what_goes_is_told_before_it_is_confirmed(room, outside, extent, told):
    room.staff.people[ANNA] = person(Role.SALES_HEAD)
    people = [replace(person(), id=n, name=name) for n, name in ((7, "Борис"), (8, "Ольга"))]

    async def listing(actor):
        return people

    colleagues = type("Colleagues", (), {"listing": staticmethod(listing)})
    object.__setattr__(room.office.duties, "colleagues", colleagues)
    room.trade.answers["registry.extent"] = extent
    await room.types("/handover")
    await pressed(room, outside, "Борис")
    await pressed(room, outside, "Ольга")

    shown = (await last(outside))["text"]
    assert [line for line in shown.splitlines() if line in told] == told
    assert room.trade.asked("registry.extent") == [(7,)]
    assert room.trade.asked("handing.reassign_all") == []

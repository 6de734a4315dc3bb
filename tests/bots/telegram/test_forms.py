"""The form engine, played by the reservation: one live message, nothing lost, nothing twice."""

from datetime import date
from decimal import Decimal

import pytest

from bots.telegram.staff.forms.book import BOOK
from bots.telegram.staff.forms.engine import FormDesk
from core.pricing.service import Prices
from core.schedule.calendar import Calendar
from core.staff.model import Role
from core.stock.errors import OutOfStock
from core.stock.model import Product
from tests.bots.telegram.fake_trade import own_client
from tests.bots.telegram.fakes import ANNA, person


@pytest.fixture
async def manager(room):
    room.staff.people[ANNA] = person()
    return room


async def live(outside):
    return (await outside.shown())[-1]


def labels(message):
    rows = message["reply_markup"]["inline_keyboard"]
    return {b["text"]: b["callback_data"] for row in rows for b in row}


async def press(manager, outside, text):
    message = await live(outside)
    data = next(d for label, d in labels(message).items() if text in label)
    return await manager.presses(message["message_id"], data)


async def filled(manager, outside):
    """Up to the confirmation."""
    await manager.types("/reserve")
    await press(manager, outside, "ПЭ 158")
    await press(manager, outside, "Южный")
    await manager.types("2,5т")
    await press(manager, outside, "Ромашка")


async def test_a_reservation_is_placed_through_one_live_message(manager, outside):
    """MENUS: product → warehouse → quantity, echoed normalised → client → confirm."""
    await filled(manager, outside)
    message = await live(outside)
    assert "Количество: 2,5" in message["text"]
    assert "29.11 10:00" in message["text"]
    shown = len(await outside.shown())

    await press(manager, outside, "Забронировать")

    (call,) = manager.stock.calls
    assert call[:5] == ("place", 17, 1, 2_500_000, 5)
    assert call[5].startswith("inbox:")
    assert len(await outside.shown()) == shown
    assert (await live(outside))["message_id"] == message["message_id"]
    assert manager.drafts.kept == {}


@pytest.mark.parametrize("text", ["-5", "1e9 т", "NaN", "5", "0 т", "2.5 вёдер", "9999999999 т"])
async def test_what_cannot_be_read_is_told_and_loses_nothing(manager, outside, text):
    """Bad input: a clear refusal in the reader's language, state unchanged."""
    await manager.types("/reserve")
    await press(manager, outside, "ПЭ 158")
    await press(manager, outside, "Южный")
    await manager.types(text)

    message = await live(outside)
    assert "⚠️" in message["text"]
    assert "Товар: ПЭ 158" in message["text"]
    assert "Склад: Южный" in message["text"]
    await manager.types("100 мешков")
    assert "Количество: 2,5" in (await live(outside))["text"]
    assert manager.stock.calls == []


async def test_back_asks_the_last_question_again(manager, outside):
    await filled(manager, outside)
    await press(manager, outside, "Назад")
    await press(manager, outside, "Назад")
    await manager.types("1 т")
    await press(manager, outside, "Ромашка")
    await press(manager, outside, "Забронировать")
    assert manager.stock.calls[0][3] == 1_000_000


async def test_cancel_ends_it_by_the_button_and_by_the_command(manager, outside):
    await manager.types("/reserve")
    await press(manager, outside, "Отмена")
    assert manager.drafts.kept == {}
    assert "отменено" in (await live(outside))["text"]
    await manager.types("/reserve")
    await manager.types("/cancel")
    assert manager.drafts.kept == {}
    assert "отменено" in (await live(outside))["text"]


async def test_another_command_closes_it_with_a_word(manager, outside):
    await manager.types("/reserve")
    form = (await live(outside))["message_id"]
    await manager.types("/wa")
    assert manager.drafts.kept == {}
    texts = {m["message_id"]: m["text"] for m in await outside.shown()}
    assert "начата другая команда" in texts[form]


async def test_a_reply_still_answers_the_client(manager, outside):
    """A reply wins over an open form."""
    await manager.types("/wa")
    shown = (await live(outside))["message_id"]
    await manager.types("/reserve")
    await manager.types("Отгрузим завтра", reply_to=shown)
    assert manager.desk.calls[-1][0] == "answer"
    await manager.types("158")
    assert manager.desk.calls[-1][0] == "answer"
    assert len(manager.desk.calls) == 1


async def test_a_button_of_an_earlier_picture_does_nothing_and_says_so(manager, outside):
    """Fault 50: stale, twice, of a form that is closed, forged."""
    await manager.types("/reserve")
    old = await live(outside)
    data = next(d for label, d in labels(old).items() if "158" in label)
    await manager.presses(old["message_id"], data)
    answer = await manager.presses(old["message_id"], data)
    assert answer["text"] == manager.text("tg-changed")
    assert "Товар: ПЭ 158" in (await live(outside))["text"]
    forged = data.rsplit(":", 1)[0] + ":7"
    await manager.presses(old["message_id"], forged)
    await manager.types("/cancel")
    answer = await manager.presses(old["message_id"], data)
    assert answer["text"] == manager.text("tg-form-over")
    assert (
        "отменено" in {m["message_id"]: m["text"] for m in await outside.shown()}[old["message_id"]]
    )
    assert manager.stock.calls == []


async def test_a_second_tap_on_the_last_button_leaves_the_success_and_tells_when(manager, outside):
    """MENUS: a second press answers who did it and when."""
    await filled(manager, outside)
    before = await live(outside)
    data = labels(before)[manager.text("tg-reserve-place")]
    await manager.presses(before["message_id"], data)
    success = await live(outside)
    manager.clock.advance(3600)

    answer = await manager.presses(before["message_id"], data)

    assert answer["text"] == manager.text("tg-form-done", at="22.11 10:00")
    assert await live(outside) == success
    assert manager.text("tg-reserve-placed") in success["text"]
    assert len(manager.stock.calls) == 1


async def test_a_form_that_nobody_remembers_gives_the_menu_back(manager, outside):
    """Its question stands there still, and no press could answer it."""
    await filled(manager, outside)
    manager.drafts.kept.clear()

    answer = await press(manager, outside, "Забронировать")

    assert answer["text"] == manager.text("tg-form-closed")
    assert manager.text("tg-form-closed") in (await live(outside))["text"]
    assert list(labels(await live(outside)).values()) == ["home"]
    assert manager.stock.calls == []


async def test_a_form_outlives_the_process(manager, outside):
    """Its state stands in the table, nothing of it in the process."""
    await filled(manager, outside)
    object.__setattr__(manager.office, "forms", FormDesk(manager.drafts, BOOK))
    await press(manager, outside, "Забронировать")
    assert manager.stock.calls[0][0] == "place"


async def test_the_same_update_again_moves_nothing(manager, outside):
    """Fault 17b: handled twice, the typed quantity does not answer the next question."""
    await manager.types("/reserve")
    await press(manager, outside, "ПЭ 158")
    await press(manager, outside, "Южный")
    await manager.types("2,5т")
    manager._handled -= 1
    await manager.handle()
    message = await live(outside)
    assert "Количество: 2,5" in message["text"]
    assert "Ничего похожего" not in message["text"]


async def test_a_refusal_at_the_end_keeps_the_form(manager, outside):
    await filled(manager, outside)
    manager.stock.refusal = OutOfStock(1_000_000)
    await press(manager, outside, "Забронировать")
    assert "⚠️" in (await live(outside))["text"]
    manager.stock.refusal = None
    manager.stock.free[1] = 1_000_000
    await press(manager, outside, "Назад")
    await press(manager, outside, "Ромашка")
    assert "очередь" in (await live(outside))["text"]
    await press(manager, outside, "Встать в очередь")
    assert manager.stock.calls[-1][0] == "queue"


async def test_whoever_lost_the_right_is_told_and_the_form_ends(manager, outside):
    await filled(manager, outside)
    manager.staff.people[ANNA] = person(Role.LAWYER)
    await press(manager, outside, "Забронировать")
    assert manager.stock.calls == []
    assert manager.drafts.kept == {}
    assert manager.text("error-form-right-gone") in (await live(outside))["text"]


async def test_whoever_never_had_the_right_gets_the_plain_refusal(manager, outside):
    """Nothing was opened, so nothing is closed either."""
    manager.staff.people[ANNA] = person(Role.LOGISTICIAN)
    await manager.types("/reserve")
    text = (await live(outside))["text"]
    assert manager.text("error-not-allowed") in text
    assert manager.text("error-form-right-gone") not in text
    assert manager.drafts.kept == {}


async def test_long_lists_turn_by_pages_of_eight_and_narrow_by_typing(manager, outside):
    manager.stock.products_known = [Product(n, f"Марка {n:02}") for n in range(1, 21)]
    await manager.types("/reserve")
    first = labels(await live(outside))
    assert len([label for label in first if "Марка" in label]) == 8
    await press(manager, outside, "▶")
    await press(manager, outside, "▶")
    assert [label for label in labels(await live(outside)) if "Марка" in label] == [
        "Марка 17", "Марка 18", "Марка 19", "Марка 20",
    ]  # fmt: skip
    await manager.types("марка 03")
    assert [label for label in labels(await live(outside)) if "Марка" in label] == ["Марка 03"]
    await manager.types("такой нет")
    assert "Ничего похожего" in (await live(outside))["text"]


async def test_a_photo_or_silence_where_words_are_wanted_is_told(manager, outside):
    await manager.types("/reserve")
    await press(manager, outside, "ПЭ 158")
    await press(manager, outside, "Южный")
    await manager.types(None, bot="staff", user=ANNA, location={"latitude": 1.0, "longitude": 2.0})
    assert manager.text("error-form-text-wanted") in (await live(outside))["text"]


async def test_english_readers_get_english(manager, outside):
    manager.staff.people[ANNA] = person(locale="en")
    await manager.types("/reserve")
    assert "Which product?" in (await live(outside))["text"]


async def test_a_slip_of_the_finger_leaves_the_whole_list(manager, outside):
    """Nothing was found, so everything is there to be chosen, and it can be."""
    await manager.types("/reserve")
    before = set(labels(await live(outside)))
    await manager.types("ыъыъ")
    message = await live(outside)
    assert manager.text("tg-form-none", text="ыъыъ") in message["text"]
    assert set(labels(message)) == before

    await press(manager, outside, "ПЭ 158")

    assert "ПЭ 158" in (await live(outside))["text"]


class Rates(Prices):
    """The firm's own rule of days; what is set is only noted."""

    def __init__(self, clock):
        super().__init__(None, clock, None, Calendar("UTC", self))
        self.told = []

    def working(self, on):
        return on.weekday() < 5

    async def set_rate(self, actor, currency, on, rate, *, cause):
        self.told.append((currency, on, rate))


async def test_a_rate_is_set_for_the_next_working_day_at_most(manager, outside):
    """B7, on a Sunday: the buttons offer no later day, and a typed one is refused at once."""
    manager.staff.people[ANNA] = person(role=Role.DIRECTOR)
    rates = Rates(manager.clock)
    object.__setattr__(manager.office.goods, "prices", rates)
    card = await manager.types("/help")
    await manager.presses(card + 1, "so:rate")
    await press(manager, outside, "USD")
    await manager.types("92,5")
    offered = " ".join(labels(await live(outside)))
    assert "Завтра · 23.11.2026" in offered
    assert "Через 3 дня" not in offered

    await manager.types("24.11")
    assert manager.text("error-rate-day", day="23.11.2026") in (await live(outside))["text"]
    await press(manager, outside, "Завтра")
    await press(manager, outside, "Подтвердить")
    assert rates.told == [("USD", date(2026, 11, 23), Decimal("92.5"))]


@pytest.mark.parametrize(
    ("opened", "back"),
    [
        ("cct:client5:3", "c:client5"),
        ("sr:product17:warehouse1", "st:product17"),
        ("apq:approval9", "ap:approval9"),
    ],
)
async def test_a_cancelled_form_leads_back_to_the_card_it_came_from(manager, outside, opened, back):
    manager.staff.people[ANNA] = person(Role.DIRECTOR)
    manager.trade.answers["approvals.one"] = {"state": "waiting", "kind": "edit", "facts": {}}
    await manager.types("/wa")
    await manager.presses((await live(outside))["message_id"], opened)
    await press(manager, outside, "Отмена")

    assert labels(await live(outside)) == {manager.text("tg-back"): back, "🏠": "home"}


async def test_a_lead_becomes_a_company_under_its_new_name(manager, outside):
    """Nobody is asked twice whether it stays a lead; the end is headed by what it is called now."""
    lead = own_client(kind="lead", name="Иван", inn=None)
    manager.trade.answers["registry.card"] = lead
    await manager.types("/wa")
    await manager.presses((await live(outside))["message_id"], "ccv:client5:3")
    offered = list(labels(await live(outside)))
    await press(manager, outside, manager.text("tg-kind-company"))
    await manager.types("500100732259")
    await manager.types("ИП Иванов")
    await press(manager, outside, manager.text("tg-form-yes"))

    kinds = [manager.text(f"tg-kind-{kind}") for kind in ("company", "foreign")]
    assert offered == [*kinds, manager.text("tg-form-cancel")]
    assert (await live(outside))["text"].splitlines()[0] == "ИП Иванов"

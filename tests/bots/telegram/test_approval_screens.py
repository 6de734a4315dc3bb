"""Requests and decisions: facts, one tap, a reason, and who was first (E5)."""

from datetime import UTC
from decimal import Decimal

import pytest

from bots.telegram.screen import Words
from bots.telegram.staff.screens.approvals import approval_screen, approvals_screen
from core.approvals.model import AlreadyDecided, OwnRequest, below, day, margin
from core.errors import Stale
from core.notices.speech import Speech
from core.staff.model import Role
from locales import FluentTexts
from tests.bots.telegram.fakes import ANNA, NOW, person

WORDS = Words(FluentTexts(), "ru")


def request(**more):
    facts = {
        "stock": {"product": "ПЭ 158"},
        "deal": {
            "number": "21",
            "lines": {"grams": 5_000_000},
            "prices": {"price": "100000.00", "currency": "RUB", "vat": True},
            "floors": {"price": "115000.00", "currency": "RUB", "vat": True},
        },
    }
    known = {
        "id": 31, "version": 1, "kind": "discount", "state": "waiting", "asker": "Борис",
        "since": NOW, "facts": facts, "decided_by": None, "decided_at": None, "reason": "",
        "own": False, "may_decide": True, "talk": [],
    }  # fmt: skip
    return known | more


BREACH = below(Decimal("15000.00"), Decimal("13.04"))
RUB = {"RUB": (Decimal("-3.28"), Decimal("-16393.44"))}
USD = {"USD": (Decimal("-0.041"), Decimal("-204.92"))}
LOST = "\u22123,28\u00a0₽ за кг; всего \u221216\u00a0393,44\u00a0₽"


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (RUB | USD, [LOST, "\u22120,041\u00a0$ за кг; всего \u2212204,92\u00a0$"]),
        (RUB, [LOST]),
        (None, ["—"]),
    ],
)
def test_what_a_breach_costs_is_told_alike_on_the_screen_and_in_the_notice(known, told):
    """B10: a currency without a rate is left out, an unknown margin is a dash."""
    facts = {"deal": {"below": BREACH, "margin": margin(known)}}
    expected = [
        "Ниже минимума: на 15\u00a0₽ за кг (13,04 %)",
        f"Прибыль без доставки: {told[0]}",
        *told[1:],
    ]
    shown = approval_screen(WORDS, "r1", request(facts=facts), UTC).text.splitlines()
    assert shown[1 : 1 + len(expected)] == expected
    assert "\n".join(Speech(FluentTexts(), "ru", "UTC").facts(facts)).splitlines() == expected


def test_a_date_is_told_as_the_reader_writes_it_on_the_screen_and_in_the_notice():
    facts = {"client": {"contract_date": day("2026-03-15")}}
    shown = approval_screen(WORDS, "r1", request(kind="contract", facts=facts), UTC).text
    assert "Дата договора: 15.03.2026" in shown.splitlines()
    told = Speech(FluentTexts(), "ru", "UTC").facts(facts)
    assert told == ["Дата договора: 15.03.2026"]


def pressable(shown):
    return [data for row in shown.buttons for _, data in row]


@pytest.fixture
async def director(room):
    room.staff.people[ANNA] = person(Role.DIRECTOR)
    room.trade.answers["approvals.one"] = request()
    room.trade.answers["approvals.waiting"] = [request()]
    return room


@pytest.fixture
async def screen(director, outside):
    await director.types("/approve")
    return (await outside.shown())[-1]["message_id"]


async def last(outside):
    return (await outside.shown())[-1]


def buttons(message):
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return {button["text"]: button["callback_data"] for row in rows for button in row}


def test_the_card_shows_kind_facts_who_asks_and_since_when():
    shown = approval_screen(WORDS, "ap1", request(), UTC)

    assert "💸 Цена ниже минимума" in shown.text
    assert "Товар: ПЭ 158" in shown.text
    assert "Количество: 5 т" in shown.text
    assert "Цена: 100\u00a0₽/кг с НДС" in shown.text
    assert "Минимум: 115\u00a0₽/кг с НДС" in shown.text
    assert "Просит: Борис" in shown.text
    assert "Ждёт с 22.11 10:00" in shown.text
    assert pressable(shown) == ["apy:ap1:1", "apn:ap1:1", "apq:ap1", "aps:0", "home"]


def test_the_own_request_has_nothing_to_press():
    """E5, xiv."""
    own = request(own=True, may_decide=False)

    assert pressable(approval_screen(WORDS, "ap1", own, UTC)) == ["aps:0", "home"]
    asked = own | {"talk": [{"by": "Анна", "text": "Зачем?", "at": NOW.isoformat()}]}
    assert pressable(approval_screen(WORDS, "ap1", asked, UTC))[0] == "apa:ap1"


def test_a_decided_request_shows_who_when_and_why_and_no_buttons():
    done = request(
        state="rejected", decided_by="Анна", decided_at=NOW, reason="price", may_decide=False
    )
    shown = approval_screen(WORDS, "ap1", done, UTC)

    assert "❌ Анна, 22.11 10:00" in shown.text
    assert "Причина: Цена слишком низкая" in shown.text
    assert pressable(shown) == ["aps:0", "home"]


def test_a_contract_is_agreed_to_or_corrected():
    """The lawyer's queue."""
    labels = [
        label
        for row in approval_screen(WORDS, "ap1", request(kind="contract"), UTC).buttons
        for label, _ in row
    ]

    assert labels[:2] == ["✅ Согласовать", "✏️ Правки"]


async def test_corrections_of_a_contract_are_asked_for_under_their_own_head(
    director, screen, outside
):
    director.trade.answers["approvals.one"] = request(
        kind="contract", facts={"client": {"name": "ООО Ромашка"}}
    )
    await director.presses(screen, "apn:approval31:1")
    shown = (await last(outside))["text"].splitlines()
    assert shown[:2] == ["✏️ Правки", "Запрос: ⚖️ Договор · ООО Ромашка"]
    assert director.text("tg-ask-correction") in shown
    await director.types("Пункт 3")

    assert director.trade.asked("approvals.decide") == [(31, 1, False, "Пункт 3")]


def test_a_change_shows_before_and_after():
    facts = {"client": {"name": "ООО", "address": {"before": None, "after": "Тула"}}}
    shown = approval_screen(WORDS, "ap1", request(kind="client-edit", facts=facts), UTC)

    assert "Адрес: — → Тула" in shown.text


def test_an_unknown_kind_and_fact_still_have_a_sentence():
    facts = {"new": {"thing": ["a", "b"]}}
    shown = approval_screen(WORDS, "ap1", request(kind="brand-new", facts=facts), UTC)

    assert shown.text.startswith("Запрос")
    assert "Сведения: a, b" in shown.text


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("deferral", ["terms", "facts", "later"]),
        ("access", ["facts", "stays", "later"]),
        ("write-off", ["facts", "later"]),
        ("client-edit", ["facts", "later"]),
    ],
)
async def test_a_refusal_offers_the_reasons_of_its_kind(director, screen, outside, kind, codes):
    director.trade.answers["approvals.one"] = request(kind=kind)
    await director.presses(screen, "apn:approval31:1")

    chips = [director.text(f"reason-{code}") for code in codes]
    assert list(buttons(await last(outside))) == [*chips, director.text("tg-form-cancel")]


def test_the_list_shows_what_waits_and_what_was_asked_for():
    shown = approvals_screen(
        WORDS, [("ap1", request())], 0, 2, UTC, asked=[("ap2", request(state="approved"))]
    )

    assert "Мои запросы" in shown.text
    assert pressable(shown) == ["ap:ap1", "ap:ap2", "aps:1", "home"]


async def test_one_tap_approves_by_the_version_that_was_shown(director, screen):
    director.trade.answers["approvals.decide"] = "approved"
    answer = await director.presses(screen, "apy:approval31:1")

    assert answer["text"] == director.text("tg-decided-approved")
    assert director.trade.asked("approvals.decide") == [(31, 1, True, "")]


async def test_refusing_asks_why_before_anything_is_decided(director, screen, outside):
    await director.presses(screen, "apn:approval31:1")
    asked = await last(outside)
    assert director.text("tg-reject-head") in asked["text"]
    assert director.trade.asked("approvals.decide") == []
    chip = buttons(asked)[director.text("reason-price")]
    await director.presses(asked["message_id"], chip)

    assert director.trade.asked("approvals.decide") == [(31, 1, False, "price")]
    assert "Цена ниже минимума" in (await last(outside))["text"]


async def test_a_typed_reason_refuses_too(director, screen, outside):
    """MENUS: "reason chips or a reply"."""
    await director.presses(screen, "apn:approval31:1")
    asked = await last(outside)
    await director.types("Слишком мало для скидки", reply_to=asked["message_id"])

    decided = director.trade.asked("approvals.decide")
    assert decided == [(31, 1, False, "Слишком мало для скидки")]
    assert "Цена ниже минимума" in (await last(outside))["text"]


async def test_words_that_reply_to_nothing_are_no_reason(director, screen, outside):
    """A client may have written meanwhile: his answer would refuse the request for good."""
    await director.presses(screen, "apn:approval31:1")
    asked = (await last(outside))["message_id"]
    await director.types("Добрый день! Есть 10 тонн")
    assert director.trade.asked("approvals.decide") == []
    assert [call[2].text for call in director.desk.calls] == ["Добрый день! Есть 10 тонн"]
    await director.types("Дорого", reply_to=asked)

    assert director.trade.asked("approvals.decide") == [(31, 1, False, "Дорого")]


async def test_whoever_refuses_second_reads_who_was_first(director, screen, outside):
    await director.presses(screen, "apn:approval31:1")
    asked = await last(outside)
    director.trade.answers["approvals.decide"] = AlreadyDecided(
        by="Борис", at=NOW.isoformat(), state="approved"
    )
    director.trade.answers["approvals.one"] = request(
        state="approved", decided_by="Борис", decided_at=NOW
    )
    chip = buttons(asked)[director.text("reason-price")]
    await director.presses(asked["message_id"], chip)

    assert "✅ Борис, 22.11 10:00" in (await last(outside))["text"]


async def test_a_refusal_of_what_has_changed_leads_to_the_card_as_it_stands(
    director, screen, outside
):
    director.trade.answers["approvals.decide"] = Stale()
    await director.presses(screen, "apn:approval31:1")
    asked = (await last(outside))["message_id"]
    await director.types("Дорого", reply_to=asked)

    told = await last(outside)
    assert director.text("tg-changed") in told["text"]
    assert "ap:approval31" in buttons(told).values()


async def test_a_second_press_says_who_decided_and_when(director, screen, outside):
    director.trade.answers["approvals.decide"] = AlreadyDecided(
        by="Борис", at=NOW.isoformat(), state="approved"
    )
    director.trade.answers["approvals.one"] = request(
        state="approved", decided_by="Борис", decided_at=NOW
    )
    answer = await director.presses(screen, "apy:approval31:1")

    assert answer["text"] == "✅ Борис, 22.11 10:00"
    assert "✅ Борис, 22.11 10:00" in (await last(outside))["text"]


async def test_the_own_request_is_refused_clearly(director, screen):
    """The core refuses, whatever button was forged."""
    director.trade.answers["approvals.decide"] = OwnRequest(permission="approval:decide:discount")
    answer = await director.presses(screen, "apy:approval31:1")

    assert director.text("error-own-request") in answer["text"]
    assert answer["show_alert"] is True


async def test_a_stale_card_is_drawn_anew(director, screen, outside):
    director.trade.answers["approvals.decide"] = Stale()
    answer = await director.presses(screen, "apy:approval31:9")

    assert answer["text"] == director.text("tg-changed")
    assert "Цена ниже минимума" in (await last(outside))["text"]


async def test_a_question_goes_to_whoever_asks(director, screen):
    await director.presses(screen, "apq:approval31")
    await director.types("На какой срок?")

    assert director.trade.asked("approvals.clarify") == [(31, "На какой срок?")]


async def test_who_answers_reads_which_request_and_what_was_asked(director, screen, outside):
    """Of three requests that wait, the answer is to this one."""
    facts = {"deal": {"number": "17", "client": "ООО Ромашка"}}
    director.trade.answers["approvals.one"] = request(
        own=True, may_decide=False, facts=facts, question="На какой срок?"
    )
    await director.presses(screen, "apa:approval31")
    shown = (await last(outside))["text"].splitlines()
    assert "Запрос: 💸 Цена ниже минимума · № 17 · ООО Ромашка" in shown
    assert "Вопрос: На какой срок?" in shown
    await director.types("На неделю")

    assert director.trade.asked("approvals.answer") == [(31, "На неделю")]

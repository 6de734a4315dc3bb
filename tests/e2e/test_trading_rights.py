"""What must fail, through every way in: search, inline, old buttons, typed words (A1, A5, D3)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.cast import (
    BORIS,
    DIRECTOR,
    EVERYBODY,
    GLEB,
    HEAD,
    ILYA,
    LAWYER,
    LOGISTICIAN,
    SECRETARY,
    SYSADMIN,
    ZOYA,
    Member,
)
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import Firm
from tests.e2e.phones import Lead, client_id, phone, stranger, words
from tests.e2e.screens import Hand, opened
from tests.e2e.shop import Grade, add_line, buyer, client_card, datas, new_deal, order, own, waits

SECRET = "Любит скидки и тишину"


@pytest.fixture(scope="module")
def market(open_firm: OpenFirm) -> Iterator[Firm]:
    with open_firm(people=(*EVERYBODY, HEAD, LOGISTICIAN, LAWYER)) as firm:
        yield firm


@pytest.fixture(scope="module")
def known(market: Firm) -> Lead:
    """A client with something to hide, and an order."""
    client = buyer(market)
    hand = client_card(client)
    hand.press("Ещё")
    hand.press("Особенности и признаки")
    hand.press("Особенности")
    hand.types(SECRET, "Карточка")
    order(client, Grade(market))
    return client


def others(client: Lead) -> list[Member]:
    return [m for m in (BORIS, ZOYA, ILYA) if m.telegram != client.phone.number]


def inline(firm: Firm, member: Member, text: str) -> dict[str, Any]:
    asked = firm.post("telegram/inline", bot="staff", user=member.telegram, query=text)
    answer: dict[str, Any] = asked["answer"]
    return answer


def test_search_shows_three_fields_of_anothers_client(market: Firm, known: Lead):
    """A5: name, INN, responsible; the card behind it shows no more."""
    member = others(known)[0]
    hand = client_card(known, member)
    assert known.writer.name in hand.text
    assert "ответственный:" in hand.text
    assert SECRET not in hand.text
    assert [d.split(":")[0] for d in datas(hand)] == ["cax", "home"]
    asked = "Запрос отправлен: согласятся — клиент перейдёт к вам. Ответ придёт сюда."
    assert hand.press("Попросить себе") == asked


def test_inline_search_shows_no_more_and_strangers_get_nothing(market: Firm, known: Lead):
    """A5, MENUS: answered personally, never cached."""
    member = others(known)[0]
    answer = inline(market, member, known.writer.name)
    assert SECRET not in str(answer)
    assert known.writer.name in str(answer)
    assert answer.get("is_personal") is True
    assert answer.get("cache_time") == 0
    assert SECRET not in str(inline(market, LOGISTICIAN, known.writer.name))
    assert known.writer.name not in str(inline(market, LOGISTICIAN, known.writer.name))
    assert known.writer.name not in str(inline(market, GLEB, known.writer.name))


@pytest.mark.parametrize("member", [LOGISTICIAN, LAWYER, SECRETARY], ids=lambda m: m.role)
def test_buttons_of_a_seller_do_nothing_in_other_hands(market: Firm, known: Lead, member: Member):
    """Fault 50: names of records are good for one person only."""
    card = client_card(known)
    card.press("Ещё")
    data = [*datas(card), *datas(client_card(known))]
    hand = opened(phone(market, member), "/help", "умею")
    for one in data:
        if one != "home":
            hand.send(one)
    said = [words(m) for m in phone(market, member).chat()["messages"] if m["from_bot"]]
    assert not [text for text in said if SECRET in text]


def test_anothers_deal_and_none_are_answered_alike(market: Firm, known: Lead):
    """I11: neither the words nor the number for `/why` tell which deals there are."""
    who = phone(market, others(known)[0])
    deals = market.json("deal", "list")
    number = next(str(one["id"]) for one in deals if one["client"] == known.writer.name)
    told = []
    for typed in (number, "99999"):
        said = words(who.after(who.say(f"/deal {typed}")))
        told.append((said, words(who.after(who.say("/why")))))
    first, second = [re.sub(r"\d+", "0", "\n".join(both)) for both in told]
    assert first == second
    assert "Не найдено. (№0, /why 0)" in first


def test_old_buttons_die_with_the_hand_over(market: Firm):
    """A5: the former responsible learns nothing new, whatever he presses."""
    client = own(market)
    old = client_card(client)
    pressed = [d for d in datas(old) if d != "home"]
    heir = others(client)[0]
    row = next(p for p in market.json("user", "list") if p["telegram_id"] == heir.telegram)
    market.do("client", "give", client_id(market, client.writer.name), "--to", row["id"])
    hand = client_card(client, heir)
    hand.press("Ещё")
    hand.press("Особенности и признаки")
    hand.press("Особенности")
    hand.types(SECRET, "Карточка")

    assert "Это клиент другого сотрудника" in client_card(client).text
    for data in pressed:
        old.send(data)
    said = [words(m) for m in client.phone.chat()["messages"] if m["from_bot"]]
    assert not [text for text in said if SECRET in text and client.writer.name in text]


def test_a_waiting_request_goes_with_its_client_and_its_old_card_is_drawn_anew(market: Firm):
    """A5, E5: what was shown names the former responsible; the answer comes to the new one."""
    grade = Grade(market)
    grade.set_floor("115 руб/кг")
    client = buyer(market)
    add_line(new_deal(client), grade, price="100 руб/кг")
    director = phone(market, DIRECTOR)
    card = Hand(director, director.sees(grade.name, where=waits))
    heir = others(client)[0]
    row = next(p for p in market.json("user", "list") if p["telegram_id"] == heir.telegram)
    market.do("client", "give", client_id(market, client.writer.name), "--to", row["id"])

    assert card.press("Одобрить") == "Карточка изменилась, обновил."
    anew = director.sees(heir.name, where=lambda m: waits(m) and grade.name in words(m))
    assert Hand(director, anew).press("Одобрить") == "Одобрено."
    assert client.writer.name in words(phone(market, heir).sees("Одобрено: "))
    former = [words(m) for m in client.phone.chat()["messages"] if m["from_bot"]]
    assert not [text for text in former if "Одобрено: " in text and client.writer.name in text]


@pytest.mark.parametrize("member", [BORIS, SECRETARY, LOGISTICIAN, LAWYER], ids=lambda m: m.role)
def test_commands_of_others_are_neither_offered_nor_obeyed(market: Firm, member: Member):
    """Menus follow permissions; what is typed anyway is refused in words."""
    who = phone(market, member)
    hand = opened(who, "/help", "умею")
    for command in ("/duplicates", "/absent", "/dead", "/users"):
        assert f"{command} " not in hand.text, command
        refused = words(who.after(who.say(command)))
        assert "нет" in refused.lower(), (command, refused)


def test_the_director_sees_what_a_manager_does_not(market: Firm, known: Lead):
    hand = client_card(known, DIRECTOR)
    assert SECRET in hand.text
    hand.press("Ещё")
    assert [label for label in hand.labels if "Статус" in label]
    listed = opened(phone(market, DIRECTOR), "/deal", "Сделки")
    assert known.writer.name in listed.text
    listed.press("Мои сделки")
    assert known.writer.name not in listed.text


def test_a_view_through_another_role_shows_its_rights_and_changes_nothing(
    market: Firm, known: Lead
):
    """`/as manager`: what that role gets, read only."""
    admin = phone(market, SYSADMIN)
    admin.after(admin.say("/as manager"))
    try:
        hand = opened(admin, f"/find {known.writer.name}", "Найдено")
        hand.press(known.writer.name)
        assert SECRET not in hand.text
        assert hand.press("Попросить себе")
        waiting = opened(phone(market, DIRECTOR), "/approve", "Ждут решения")
        assert SYSADMIN.name not in waiting.text
    finally:
        admin.after(admin.say("/as off"))


def test_a_stranger_gets_the_neutral_line_whatever_he_presses(market: Firm, known: Lead):
    somebody = stranger(market)
    somebody.say("/start")
    message = somebody.sees("служебный")
    for data in datas(client_card(known)):
        assert somebody.press(message, data=data)["text"]
    said = [words(m) for m in somebody.chat()["messages"] if m["from_bot"]]
    assert {text for text in said if "служебный" not in text} == set()

"""What the office does beside selling: the lawyer's word, people at a client, unassigned ones."""

from collections.abc import Iterator

import pytest

from tests.e2e.cast import (
    BORIS,
    DIRECTOR,
    EVERYBODY,
    LAWYER,
    LOGISTICIAN,
    MANAGERS,
    SECRETARY,
    ZOYA,
)
from tests.e2e.conftest import OpenFirm
from tests.e2e.files import attached
from tests.e2e.firm import Firm
from tests.e2e.phones import Lead, phone, writer
from tests.e2e.screens import Hand, opened
from tests.e2e.shop import Grade, add_line, client_card, datas, new_deal, own, waits

PDF = "application/pdf"


@pytest.fixture(scope="module")
def market(open_firm: OpenFirm) -> Iterator[Firm]:
    with open_firm(people=(*EVERYBODY, LOGISTICIAN, LAWYER)) as firm:
        yield firm


def with_contract(client: Lead, number: str) -> Hand:
    hand = client_card(client)
    hand.press("Ещё")
    hand.press("Договор")
    hand.press("только скан")
    hand.types(number, "Дата")
    hand.press("Пропустить")
    hand.phone.say(None, media=attached("document", b"%PDF-1.4 scan", "dogovor.pdf", PDF))
    hand.shows("dogovor.pdf")
    hand.press("Подтвердить")
    hand.press("Карточка")
    return hand


def test_the_lawyer_agrees_or_writes_what_is_to_be_mended(market: Firm):
    """MENUS: name and contract only; the asker is told in words."""
    client = own(market)
    secret = client_card(client)
    secret.press("Ещё")
    secret.press("Особенности и признаки")
    secret.press("Особенности")
    secret.types("Скупой и громкий", "Карточка")
    hand = with_contract(client, "Л-5/26")
    hand.press("Документы")
    assert hand.press("На согласование") == "Отправлено юристу. Ответ придёт сюда."
    assert "уже у юриста" in hand.press("На согласование")

    lawyer = phone(market, LAWYER)
    queue = opened(lawyer, "/approve", "Ждут решения")
    queue.press("Договор")
    assert client.writer.name in queue.text
    assert "Договор: только скан" in queue.text
    assert "Л-5/26" in queue.text
    queue.press("Правки")
    queue.types("Нет подписи на второй странице", "Причина")
    client.phone.sees("Нет подписи на второй странице")

    secretary = client_card(client, SECRETARY)
    assert secret.labels
    assert secretary.press("На согласование") == "Отправлено юристу. Ответ придёт сюда."
    card = Hand(lawyer, lawyer.sees("Л-5/26", where=waits))
    assert [label for label in card.labels if "Согласовать" in label]
    card.press("Карточка")
    assert "Скупой" not in card.text
    card = Hand(lawyer, lawyer.sees("Л-5/26", where=waits))
    assert card.press("Согласовать") == "Одобрено."
    phone(market, SECRETARY).sees(LAWYER.name)
    said = [m.get("text") or "" for m in lawyer.chat()["messages"] if m["from_bot"]]
    assert not [text for text in said if "Скупой" in text]


def test_a_contract_that_is_not_there_goes_nowhere(market: Firm):
    client = own(market)
    hand = client_card(client)
    hand.press("Документы")
    assert not [label for label in hand.labels if "согласование" in label]
    version = next(d for d in datas(client_card(client)) if d.startswith("ced:")).split(":", 1)[1]
    assert "Договора ещё нет" in hand.send(f"crv:{version}")


def test_a_person_at_a_client_is_changed_and_taken_off_on_request(market: Firm):
    """A1: locked for the manager; the director's tap does it."""
    client = own(market)
    hand = client_card(client)
    hand.press("Ещё")
    hand.press("Добавить контакт")
    hand.types("Пётр Складской", "олжность")
    hand.press("Пропустить")
    hand.press("Пропустить")
    hand.press("Пропустить")
    hand.press("Подтвердить")
    change(hand, "Должность", "Начальник склада")
    assert "Заявка отправлена" in hand.text
    director = phone(market, DIRECTOR)
    card = Hand(director, director.sees("Начальник склада", where=waits))
    assert card.press("Одобрить") == "Одобрено."
    assert "Пётр Складской · Начальник склада" in client_card(client).text

    boss = client_card(client, DIRECTOR)
    change(boss, "Убрать")
    assert "Записано" in boss.text
    assert "Пётр Складской" not in client_card(client).text


def change(hand: Hand, field: str, value: str = "") -> None:
    if [label for label in hand.labels if "Карточка" in label]:
        hand.press("Карточка")
    hand.press("Ещё")
    hand.press("Изменить контакт")
    hand.press("Пётр Складской")
    hand.press(field)
    if value:
        hand.types(value, "верно")
    hand.press("Подтвердить")


def test_offers_and_invoices_stand_among_the_papers_of_the_client(market: Firm):
    client = own(market)
    empty = new_deal(client)
    assert "Итого" not in empty.text
    assert not [x for x in empty.labels if x in {"КП", "Счёт"} or "Подтвердить" in x]
    hand = add_line(empty, Grade(market))
    assert "Итого" in hand.text
    hand.press("КП")
    hand.press("Счёт")
    papers = client_card(client)
    papers.press("Документы")
    assert "КП № " in papers.text
    assert "Счёт № " in papers.text

    lawyer = client_card(client, LAWYER)
    lawyer.press("Документы")
    assert "КП № " not in lawyer.text


def test_a_manager_writes_down_the_freight_of_his_own_deal(market: Firm):
    """A7: amount and invoice, both or neither."""
    client = own(market)
    hand = add_line(new_deal(client), Grade(market))
    hand.press("Сумма и счёт перевозчика")
    hand.types("30000", "НДС")
    hand.press("С НДС")
    assert "Пропустить" not in hand.labels
    hand.press("Отмена")
    again = client_card(client)
    again.press("Сделки")
    again.press("№")
    assert "Доставка: без транспорта" in again.text
    again.press("Сумма и счёт перевозчика")
    again.types("30000", "НДС")
    again.press("С НДС")
    again.phone.say(None, media=attached("document", b"%PDF-1.4 b", "perevozka.pdf", PDF))
    again.shows("perevozka.pdf")
    again.press("Подтвердить")
    assert "Сумма и счёт записаны" in again.text
    again.press("Открыть")
    assert "Доставка: 30\u00a0000" in again.text


def test_of_two_who_fill_in_one_freight_the_second_learns_of_the_first(market: Firm):
    """P18: what nobody has looked at is never written over."""
    client = own(market)
    hand = add_line(new_deal(client), Grade(market))
    director = phone(market, DIRECTOR)
    other = opened(director, f"/deal {client.writer.name}", client.writer.name)
    other.press("№")
    for one, amount, invoice in ((hand, "30000", "первый.pdf"), (other, "50000", "второй.pdf")):
        one.press("Сумма и счёт перевозчика")
        one.types(amount, "НДС")
        one.press("С НДС")
        one.phone.say(None, media=attached("document", b"%PDF-1.4 b", invoice, PDF))
        one.shows(invoice)
    hand.press("Подтвердить")
    assert "Сумма и счёт записаны" in hand.text
    other.press("Подтвердить")
    assert "Уже изменено" in other.text
    other.press("Открыть")
    assert "Доставка: 30\u00a0000" in other.text


def test_the_secretary_gives_an_unassigned_conversation_to_a_manager(market: Firm):
    """MENUS, triage: the card is the secretary's until then, and the manager's afterwards."""
    for member in MANAGERS:
        one = phone(market, member)
        one.after(one.say("/finish_day"), "День")
    try:
        who = writer(market)
        text = f"Кто-нибудь есть? Номер {market.number()}"
        who.writes(text)
        desk = phone(market, SECRETARY)
        desk.sees(text)
        hand = opened(desk, "/wa", "Переписки")
        hand.press(who.name)
        assert "ответственный: никто" in hand.text
        hand.press("Ещё")
        hand.press("Передать")
        hand.press(ZOYA.name)
        hand.press("Подтвердить")
        assert f"Ответственный: {ZOYA.name}" in hand.text
        zoya = phone(market, ZOYA)
        zoya.sees(f"Клиент {who.name} теперь ваш")
        line = opened(zoya, "/wa", "Переписки")
        assert [label for label in line.labels if who.name in label]
        assert who.name not in "\n".join(opened(phone(market, BORIS), "/wa", "Переписки").labels)
        assert who.name not in "\n".join(opened(desk, "/wa", "Переписки").labels)
    finally:
        for member in MANAGERS:
            one = phone(market, member)
            one.after(one.say("/start_day"), "День")

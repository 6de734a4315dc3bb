"""Clients through the real interface: entered, locked, described, remarked on (A1, A3, A9, D3)."""

from collections.abc import Iterator

import pytest

from tests.e2e.cast import (
    BORIS,
    DIRECTOR,
    EVERYBODY,
    HEAD,
    LAWYER,
    LOGISTICIAN,
    MANAGERS,
    SECRETARY,
    ZOYA,
)
from tests.e2e.conftest import OpenFirm
from tests.e2e.files import attached
from tests.e2e.firm import Firm
from tests.e2e.phones import buttons, phone, words
from tests.e2e.screens import Hand, opened
from tests.e2e.shop import Grade, choose, client_card, datas, own, waits

INN = "7707083893"
OTHER_INN = "500100732259"
PDF = "application/pdf"


@pytest.fixture(scope="module")
def market(open_firm: OpenFirm) -> Iterator[Firm]:
    with open_firm(people=(*EVERYBODY, HEAD, LOGISTICIAN, LAWYER)) as firm:
        yield firm


def new_company(who, name: str, inn: str) -> Hand:
    opened(who, f"/find {name}", name).press("Новый клиент")
    # In place of what was found, or below a search that has found nobody.
    asked = who.sees("Новый клиент", where=lambda message: "Компания" in str(buttons(message)))
    hand = Hand(who, asked)
    hand.press("Компания")
    hand.phone.say(inn)
    return hand


def test_a_company_is_entered_once_and_its_twin_is_told_of(market: Firm):
    """A1, DOMAIN: a wrong digit at once; a duplicate shows name, INN, responsible only."""
    boris, zoya = phone(market, BORIS), phone(market, ZOYA)
    hand = new_company(boris, "Первая", "7707083894")
    hand.shows("⚠️")
    hand.types(INN, "КПП")
    hand.press("Пропустить")
    hand.types("ООО Первая линия", "контакт")
    for _ in range(3):
        hand.press("Пропустить")
    hand.press("Подтвердить")
    assert "Клиент заведён" in hand.text
    hand.press("Карточка")
    assert "ожидании" in hand.text

    twin = new_company(zoya, "Первая", INN)
    twin.shows("⚠️")
    assert "ООО Первая линия" in twin.text
    assert BORIS.name in twin.text
    assert "ожидании" not in twin.text
    assert len(market.json("client", "list", "Первая линия")) == 1


def test_a_lead_becomes_a_company_and_stands_pending(market: Firm):
    """D2; an entrepreneur is asked for no KPP (DOMAIN)."""
    client = own(market)
    hand = client_card(client)
    hand.press("Ещё")
    hand.press("Сделать компанией")
    hand.press("Компания")
    hand.types(OTHER_INN, "называется")
    hand.press(client.writer.name)
    hand.press("Подтвердить")
    assert "Теперь это компания" in hand.text
    hand.press("Карточка")
    assert f"ИНН {OTHER_INN}" in hand.text
    assert "ожидании" in hand.text


def test_a_change_of_contacts_is_asked_for_and_approved_with_one_tap(market: Firm):
    """A1: locked for everybody but administrators; the asker is told."""
    client = own(market)
    hand = client_card(client)
    hand.press("✏️ Контакты")
    hand.press("Юридический адрес")
    hand.types("Тула, Мира, 1", "верно")
    hand.press("Подтвердить")
    assert "Заявка отправлена" in hand.text
    hand.press("Карточка")
    assert "Тула, Мира" not in hand.text

    director = phone(market, DIRECTOR)
    card = Hand(director, director.sees("Тула, Мира, 1", where=waits))
    assert client.writer.name in card.text
    assert card.press("Одобрить") == "Одобрено."
    client.phone.sees(DIRECTOR.name)
    assert "Тула, Мира, 1" in client_card(client).text


def test_the_head_of_sales_does_not_decide_on_contacts(market: Firm):
    """A1 MUST-FAIL: director or sysadmin only."""
    client = own(market)
    hand = client_card(client)
    hand.press("✏️ Контакты")
    hand.press("Адрес доставки")
    hand.types("Пётр у ворот", "верно")
    hand.press("Подтвердить")
    director = phone(market, DIRECTOR)
    card = Hand(director, director.sees("Пётр у ворот", where=waits))
    head = opened(phone(market, HEAD), "/approve", "Ждут решения")
    assert head.send(card.data("Одобрить"))
    assert not [d for d in datas(head) if "Изменение" in d]
    card.press("Отклонить")
    director.sees("Почему?")


def test_a_comment_may_be_edited_for_a_day_and_no_second_longer(open_firm: OpenFirm):
    """A3 MUST-FAIL at 24 h + 1 s; every earlier text is kept."""
    with open_firm(people=(*EVERYBODY, HEAD)) as firm:
        client = own(firm)
        hand = client_card(client)
        hand.press("💬 Комментарий")
        hand.types("Звонить после обеда", "Карточка")
        assert "можно править до" in hand.text
        hand.press("Комментарии")
        hand.press("✏️")
        hand.types("Звонить после трёх", "Карточка")
        hand.press("Комментарии")
        assert "Звонить после трёх" in hand.text
        assert "изменено" in hand.text
        edit = next(d for d in datas(hand) if d.startswith("cce:"))
        firm.post("clock", advance=24 * 3600 + 1)
        assert "24 часа" in hand.send(edit)
        listed = client_card(client)
        listed.press("Комментарии")
        assert "Звонить после трёх" in listed.text
        assert not [d for d in datas(listed) if d.startswith("cce:")]
        listed.press("🕘")
        assert "Звонить после обеда" in listed.text


def test_a_client_who_writes_from_a_second_number_is_joined_to_his_card(market: Firm):
    """E10: nothing but the reader tells that both are one; a manager has no such button."""
    client, second = own(market), own(market)
    card = client_card(client)
    card.press("Ещё")
    assert not [label for label in card.labels if "Объединить" in label]
    hand = client_card(client, HEAD)
    hand.press("Ещё")
    hand.press("Объединить с")
    hand.types(second.writer.name, second.writer.name)
    hand.press(second.writer.name)
    hand.press(f"Оставить: {client.writer.name}")
    hand.press("✅ Объединить")
    numbers = [one.writer.address.removeprefix("whatsapp:") for one in (client, second)]
    assert [number for number in numbers if number in hand.text] == numbers


def test_a_contract_is_kept_with_its_file_and_opened(market: Firm):
    """A9: by the manager; the secretary marks the original."""
    client = own(market)
    hand = client_card(client)
    hand.press("Ещё")
    hand.press("Договор")
    hand.press("только скан")
    hand.types("17/2026", "Дата")
    hand.types("15.03.2026", "файл")
    hand.phone.say(None, media=attached("document", b"%PDF-1.4 scan", "dogovor.pdf", PDF))
    hand.shows("dogovor.pdf")
    hand.press("Подтвердить")
    hand.press("Карточка")
    assert "только скан · № 17/2026 · 15.03.2026" in hand.text
    hand.press("Документы")
    hand.press("dogovor.pdf")
    client.phone.gets_file("dogovor.pdf")

    secretary = client_card(client, SECRETARY)
    assert secretary.press("Оригинал") == "Записано: оригинал у нас."
    assert "оригинал получен" in client_card(client).text


def test_peculiarities_stand_first_and_tags_follow(market: Firm):
    """A10, A13."""
    client = own(market)
    hand = client_card(client)
    for field, value in (("Особенности", "Без шуток"), ("Сырьё", "ПЭВД, ПП"), ("Регион", "Тула")):
        hand.press("Ещё")
        hand.press("Особенности и признаки")
        hand.press(field)
        hand.types(value, "Карточка")
        hand.press("Карточка")
    assert hand.text.startswith("⚠️ Без шуток")
    assert "ПП · ПЭВД · Тула" in hand.text
    segment = opened(client.phone, "/segments", "Сегмент")
    segment.press("Регион")
    segment.press("Тула · ")
    segment.press("« Назад")
    assert "Регион: Тула" in segment.text
    assert "1 клиент" in segment.text
    segment.press("Список")
    assert client.writer.name in segment.text
    segment.press("« Назад")
    segment.press("Excel")
    client.phone.gets_file("segment.xlsx")


def test_a_sample_is_sent_and_its_outcome_recorded(market: Firm):
    """A11, A12."""
    grade = Grade(market)
    client = own(market)
    hand = client_card(client)
    hand.press("Образцы")
    hand.press("Отправить образец")
    choose(hand, grade.name)
    hand.types("500 г", "Карточка")
    assert "Позвонить" in hand.text
    hand.press("Карточка")
    hand.press("Образцы")
    assert grade.name in hand.text
    hand.press("✍️ Итог")
    hand.types("Подошёл, берут пробную партию", "Итог записан")
    again = client_card(client)
    again.press("Образцы")
    assert "Итог: Подошёл" in again.text


def test_the_status_is_for_the_superior_and_administrators(market: Firm):
    """D3 MUST-FAIL: the responsible himself, by a forged button too."""
    client = own(market)
    hand = client_card(client)
    hand.press("Ещё")
    assert not [label for label in hand.labels if "Статус" in label]
    version = next(d for d in datas(hand) if d.startswith("cds:")).split(":", 1)[1]
    hand.send(f"cst:{version}")
    assert "прав" in hand.text or "Какой статус" not in hand.text
    head = client_card(client, HEAD)
    head.press("Ещё")
    head.press("Статус")
    head.press(next(x for x in head.labels if x not in {"✖ Отмена", "В ожидании"}))
    assert "Записано" in head.text
    assert "ожидании" not in client_card(client).text


def test_administrators_keep_the_directory_of_statuses(market: Firm):
    """D1; MUST-FAIL for a manager, by the command and by a forged button."""
    client = own(market)
    refused = client.phone.say("/statuses")
    assert "прав" in words(client.phone.after(refused))
    director = phone(market, DIRECTOR)
    hand = opened(director, "/statuses", "Статусы компаний")
    assert "В работе" in hand.text or "в работе" in hand.text
    hand.press("➕ Статус")
    hand.types("Ждёт тендера", "кто-то работает")
    hand.press("Нет")
    assert "Ждёт тендера" in hand.text
    archive = hand.data("Ждёт тендера").replace("str:", "sta:")
    assert "прав" in opened(client.phone, "/stock", "Остатки").send(archive)
    card = client_card(client, HEAD)
    card.press("Ещё")
    card.press("Статус")
    card.press("Ждёт тендера")
    assert "Ждёт тендера" in client_card(client).text
    hand.press("✏️ Ждёт тендера")
    hand.types("Тендер", "Тендер")
    assert hand.send(archive) == "Статус убран из выбора."
    assert "Тендер" not in hand.text
    assert "Тендер" in client_card(client).text


def test_a_client_is_handed_over_from_the_bot_and_old_buttons_die(market: Firm):
    """A5: the former responsible sees three fields from then on, by every old button."""
    client = own(market)
    old = client_card(client)
    shown = [d for d in datas(old) if d != "home"]
    heir = next(m for m in (BORIS, ZOYA) if m.telegram != client.phone.number)
    head = client_card(client, HEAD)
    head.press("Ещё")
    head.press("Передать")
    head.press(heir.name)
    head.press("Подтвердить")
    assert heir.name in head.text
    for data in shown:
        if not data.startswith("c:"):
            old.send(data)
            assert "Без шуток" not in old.text
    three = client_card(client)
    assert "Это клиент другого сотрудника" in three.text
    assert [d for d in datas(three) if not d.startswith(("cax:", "home"))] == []
    assert three.press("Попросить себе")
    head_phone = phone(market, HEAD)
    card = head_phone.sees("Передать клиента", where=waits)
    assert f"Ответственный: {heir.name} → " in words(card)
    assert words(client.phone.after(client.phone.say("/deal"), "Сделки"))


def test_everybody_of_a_manager_is_handed_over_in_one_step(market: Firm):
    """Issue 3, part 2: by the head of sales; a manager is not even offered it."""
    client = own(market)
    leaving = next(m for m in MANAGERS if m.telegram == client.phone.number)
    heir = next(m for m in MANAGERS if m is not leaving)
    refused = words(client.phone.after(client.phone.say("/handover"), "прав"))
    assert "нет" in refused
    hand = opened(phone(market, HEAD), "/handover", "Чьих клиентов")
    hand.press(leaving.name)
    assert not [label for label in hand.labels if leaving.name in label]
    hand.press(heir.name)
    assert "👤 " in hand.text
    hand.press("Подтвердить")
    assert "Передан" in hand.text
    client.phone.sees(f"Теперь отвечает {heir.name}")
    phone(market, heir).sees(f"Клиент {client.writer.name} теперь ваш")
    assert "Это клиент другого сотрудника" in client_card(client).text

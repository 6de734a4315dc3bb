"""Getting a place: invitations, menus, languages; others get one neutral line (fault 52)."""

from typing import Any

from tests.e2e.cast import SYSADMIN
from tests.e2e.firm import Firm, until
from tests.e2e.phones import Phone, phone, stranger, words

NEUTRAL = "Здравствуйте! Этот бот служебный и работает по приглашению."


def invited(firm: Firm, telephone: str) -> str:
    """The start parameter of a fresh link to `telephone`, made on the command line."""
    made = firm.json("invite", "manager", "--phone", telephone)
    assert made["link"] == f"https://t.me/e2e_staff_bot?start={made['start']}"
    return str(made["start"])


def fresh(firm: Firm) -> tuple[str, Phone]:
    telephone = f"+7902{firm.number():07}"
    return telephone, stranger(firm, f"Новичок-{firm.number()}", telephone)


def out_of_the_rotation(person: Phone) -> None:
    """Leads of other tests are not meant for him."""
    person.after(person.say("/finish_day"), "День закончен")


def placed(firm: Firm, telephone: str) -> list[dict[str, Any]]:
    return [p for p in firm.json("user", "list") if p["phone"] == telephone]


def test_a_good_invitation_gives_the_role_its_menu_and_commands_in_russian(firm: Firm):
    """MENUS, binding: one-time link → own contact → role menu; `/lang en` switches it."""
    telephone, person = fresh(firm)
    link = invited(firm, telephone)
    opened = person.say(f"/start {link}")
    asked = person.after(opened, "Осталось подтвердить номер")
    assert person.chat()["keyboard"]["keyboard"][0][0]["request_contact"] is True
    shared = person.say(contact=True)
    welcome = person.after(shared, "Добро пожаловать")
    assert asked["message_id"] < welcome["message_id"]
    (row,) = placed(firm, telephone)
    assert (row["role"], row["telegram_id"]) == ("manager", person.number)
    out_of_the_rotation(person)
    assert menu(person) == [
        "🔎 Клиент", "📦 Остатки", "🧾 Сделки", "📌 Мои брони", "💬 WhatsApp", "☑️ Сегодня",
        "✅ Согласования", "▶️ Начать день", "⏹ Закончить день", "📣 Новости", "❓ Помощь",
    ]  # fmt: skip
    until(lambda: "Найти клиента" in commands(person), "the commands are in Russian")
    person.say("/lang en")
    until(lambda: "Find a client" in commands(person), "the commands are in English")
    assert "🔎 Клиент" not in menu(person)
    again, other = person.say("🔎 Клиент"), stranger(firm, telephone=telephone)
    person.after(again)
    assert words(other.after(other.say(f"/start {link}"))) == NEUTRAL


def menu(person: Phone) -> list[str]:
    return [key["text"] for row in person.chat()["keyboard"]["keyboard"] for key in row]


def commands(person: Phone) -> str:
    return str(person.chat()["commands"])


def test_a_contact_that_is_not_the_senders_own_places_nobody(firm: Firm):
    """Fault 52: another's card, a forwarded card, another number; the link stays good."""
    telephone, person = fresh(firm)
    link = invited(firm, telephone)
    person.after(person.say(f"/start {link}"), "подтвердить номер")
    digits = telephone.lstrip("+")
    own = {"phone_number": digits, "user_id": person.number, "first_name": "Я"}
    foreign = own | {"user_id": SYSADMIN.telegram}
    forwarded = {"forward_origin": {"type": "user", "date": 1, "sender_user": {
        "id": person.number, "is_bot": False, "first_name": "Я"}}}  # fmt: skip
    wrong = own | {"phone_number": "79029999999"}
    said = [
        words(person.after(person.say(contact=foreign))),
        words(person.after(person.say(contact=own, raw=forwarded))),
        words(
            person.after(person.say(contact={k: own[k] for k in ("phone_number", "first_name")}))
        ),
        words(person.after(person.say(contact=wrong))),
    ]
    assert said[:3] == [said[0]] * 3
    assert said[3] == "Приглашение не действует. Попросите новое."
    assert placed(firm, telephone) == []
    person.after(person.say(contact=True), "Добро пожаловать")
    out_of_the_rotation(person)
    assert len(placed(firm, telephone)) == 1


def test_a_used_forged_or_foreign_link_gets_the_one_neutral_line(firm: Firm):
    """Fault 52, I11: used twice, by another account, invented, in a group: nobody learns why."""
    telephone, person = fresh(firm)
    link = invited(firm, telephone)
    thief = stranger(firm, telephone="+79030000000")
    thief.after(thief.say(f"/start {link}"), "подтвердить номер")
    assert "не действует" in words(thief.after(thief.say(contact=True)))
    person.after(person.say(f"/start {link}"), "подтвердить номер")
    person.after(person.say(contact=True), "Добро пожаловать")
    out_of_the_rotation(person)
    late = stranger(firm, telephone=telephone)
    texts = [f"/start {link}", "/start inv_" + "A" * 24, "/start", "/wa", "/dead", "привет", "🙂"]
    assert [words(late.after(late.say(text))) for text in texts] == [NEUTRAL] * len(texts)
    assert words(late.after(late.say(contact=True))) == NEUTRAL
    assert len(placed(firm, telephone)) == 1
    assert placed(firm, telephone)[0]["telegram_id"] == person.number


def test_an_invitation_typed_by_the_sysadmin_works_and_a_manager_has_no_such_right(firm: Firm):
    """P18: the core authorises, not the menu."""
    telephone, person = fresh(firm)
    admin = phone(firm, SYSADMIN)
    told = admin.after(admin.say(f"/invite manager {telephone}"), "?start=inv_")
    assert telephone.lstrip("+") not in words(told)
    link = words(told).rpartition("?start=")[2]
    person.after(person.say(f"/start {link}"), "подтвердить номер")
    person.after(person.say(contact=True), "Добро пожаловать")
    out_of_the_rotation(person)
    refused = person.after(person.say("/invite director +79031112233"), "У вас нет на это прав")
    assert "?start=" not in words(refused)
    assert "У вас нет на это прав" in words(person.after(person.say("/dead")))

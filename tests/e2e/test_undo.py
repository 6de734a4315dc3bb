"""Five seconds to take an answer back; nothing goes out by guess or a forged press (P18)."""

import time

from tests.e2e.firm import Firm
from tests.e2e.phones import buttons, client_id, lead, stranger, words


def test_an_answer_taken_back_within_five_seconds_never_reaches_twilio(firm: Firm):
    """MENUS: the guard names the recipient, 5 s undo."""
    new = lead(firm)
    typed = new.answered("Это я напишу и передумаю")
    guard = new.phone.after(typed, f"{new.writer.name} · WhatsApp: уйдёт через 5 секунд")
    said = new.phone.press(guard, text="↩️ Отменить")
    assert said["text"] == "Отменено, клиент ничего не получит."
    new.phone.marked(typed, "")
    second = new.answered("А это уже оставлю как есть")
    new.writer.gets("А это уже оставлю как есть")
    assert new.writer.texts() == ["А это уже оставлю как есть"]
    assert second > typed
    shown = firm.json("client", "show", client_id(firm, new.writer.name))
    assert [line["state"] for line in shown["timeline"]][1] == "cancelled"


def test_after_five_seconds_undo_is_politely_too_late_and_the_guard_is_gone(firm: Firm):
    new = lead(firm)
    began = time.monotonic()
    typed = new.answered("Это уйдёт по-настоящему")
    guard = new.phone.after(typed, "уйдёт через 5 секунд")
    (data,) = buttons(guard).values()
    new.writer.gets("Это уйдёт по-настоящему")
    assert time.monotonic() - began >= 5
    assert new.phone.press(guard, data=data)["text"] == "Поздно: сообщение уже ушло."
    new.phone.marked(typed, "👌")
    firm.quiet()
    assert new.phone.shown("уйдёт через 5 секунд", lambda m: m["message_id"] > typed) == []


def test_an_edit_within_five_seconds_changes_what_leaves_and_a_later_one_is_told(firm: Firm):
    """CHANNELS: an edit of a message still in the outbox changes that row."""
    new = lead(firm)
    typed = new.answered("Цена сто восемнадцать рублей")
    new.phone.edit(typed, "Цена сто двадцать рублей")
    new.phone.after(typed, "Исправлено")
    new.writer.gets("Цена сто двадцать рублей")
    new.phone.edit(typed, "Цена сто тридцать рублей")
    new.phone.after(typed, "Поздно: клиент получил прежний текст")
    assert new.writer.texts() == ["Цена сто двадцать рублей"]


def test_del_as_a_reply_takes_an_answer_back(firm: Firm):
    """MENUS: Telegram never reports deletions to a bot, `/del` is the gesture."""
    new = lead(firm)
    typed = new.answered("Это уберу командой")
    command = new.phone.say("/del", reply_to=typed, thread=new.thread)
    new.phone.after(command, "Убрано")
    firm.quiet()
    assert new.writer.texts() == []


def test_foreign_forged_and_stale_presses_do_nothing_and_are_answered(firm: Firm):
    """Fault 50: another's button, forged data, a stranger's press, an old screen."""
    one, two = lead(firm), lead(firm)
    assert one.phone.number != two.phone.number
    typed = one.answered("Этот ответ чужими кнопками не тронуть")
    guard = one.phone.after(typed, "уйдёт через 5 секунд")
    (undo,) = buttons(guard).values()
    nobody = stranger(firm)
    nobody.say("/start")
    hello = nobody.sees("Этот бот служебный")
    assert nobody.press(hello, data=undo)["text"] == words(hello)
    assert two.phone.press(two.message, data=undo)["text"] == "Не найдено."
    stale = ["", "u:", "zz:1", "u:1:2:3", "rs:-1", "rs:" + "9" * 30, "wa:x", "to:1", "🙂" * 16]
    for data in stale:
        assert one.phone.press(guard, data=data).get("text") in {
            "Эта кнопка уже не действует. Откройте экран заново.",
            "Не найдено.",
        }
    one.writer.gets("Этот ответ чужими кнопками не тронуть")
    assert two.writer.texts() == []


def test_a_text_for_nobody_asks_whom_and_leaves_once_however_often_it_is_chosen(firm: Firm):
    """A19: never by guess; the choice sends, pressed twice it sends once."""
    new = lead(firm)
    typed = new.phone.say("Это ни к кому пока не относится")
    asked = new.phone.after(typed, "Кому это?")
    (label,) = [text for text in buttons(asked) if new.writer.name in text]
    data = buttons(asked)[label]
    new.phone.press(asked, text=label)
    new.phone.press(asked, data=data)
    new.writer.gets("Это ни к кому пока не относится")
    firm.quiet()
    assert new.writer.texts() == ["Это ни к кому пока не относится"]
    assert words(new.phone.message(asked["message_id"])) == f"➡️ {new.writer.name}"


def test_a_choice_and_a_draft_of_a_colleague_are_no_use_to_anybody_else(firm: Firm):
    """P18: the draft belongs to who typed it."""
    one, two = lead(firm), lead(firm)
    assert one.phone.number != two.phone.number
    typed = one.phone.say("Черновик только для своего автора")
    asked = one.phone.after(typed, "Кому это?")
    draft = next(iter(buttons(asked).values())).split(":", 2)[2]
    (own,) = [d for d in buttons(two.message).values() if d.startswith("r:")]
    forged = f"to:{own.removeprefix('r:')}:{draft}"
    assert "Черновика уже нет" in two.phone.press(two.message, data=forged)["text"]
    firm.quiet()
    assert one.writer.texts() == two.writer.texts() == []

"""The public Telegram bot for clients: filed and answered like WhatsApp (A23)."""

from tests.e2e.files import photo, png
from tests.e2e.firm import Firm, fetch, until
from tests.e2e.phones import Lead, Phone, Writer, client_id, lead_shown, stranger, words


def opened(firm: Firm, text: str) -> tuple[Phone, Lead]:
    """Somebody opens the client bot and writes; his words and whoever was shown them."""
    name = f"Телеграмный-{firm.number()} (тест)"
    person = stranger(firm, name, bot="client")
    person.say(text)
    return person, lead_shown(firm, Writer(firm, "", name), text)


def test_a_text_to_the_client_bot_is_answered_there(firm: Firm):
    person, new = opened(firm, "Пишу через публичного бота")
    assert "Telegram" in words(new.message)
    new.answered("Отвечаем через публичного бота")
    assert "reply_markup" not in person.sees("Отвечаем через публичного бота")
    shown = firm.json("client", "show", client_id(firm, new.writer.name))
    assert [i["channel"] for i in shown["identities"]] == ["telegram"]
    assert [(x["direction"], x["channel"]) for x in shown["timeline"]] == [
        ("in", "telegram"),
        ("out", "telegram"),
    ]


def test_a_clients_edit_is_marked_for_the_manager_and_kept_in_the_timeline(firm: Firm):
    """A21, P6: the old text is kept as a version, the manager is shown the new one as edited."""
    person, new = opened(firm, "Нужно пять тонн полиэтилена")
    number = person.chat()["messages"][0]["message_id"]
    person.edit(number, "Нужно семь тонн полиэтилена")
    shown = new.phone.sees("Нужно семь тонн полиэтилена")
    assert "изменено" in words(shown)
    client = client_id(firm, new.writer.name)
    (line,) = firm.json("client", "show", client)["timeline"]
    assert (line["text"], line["edited"]) == ("Нужно семь тонн полиэтилена", True)


def test_an_edit_of_a_sent_answer_reaches_the_telegram_client(firm: Firm):
    """A23, CHANNELS: Telegram lets a sent message be corrected, so it is."""
    person, new = opened(firm, "Когда будет отгрузка?")
    typed = new.answered("Отгрузка будет в среду")
    answer = person.sees("Отгрузка будет в среду")
    new.phone.edit(typed, "Отгрузка будет в пятницу")
    edited = person.sees("Отгрузка будет в пятницу")
    assert edited["message_id"] == answer["message_id"]
    assert edited["edited"]


def test_photos_travel_both_ways_through_the_client_bot(firm: Firm):
    person, new = opened(firm, "Сейчас пришлю фотографию")
    person.say(media=photo(31, caption="Вот такая этикетка нужна"))
    new.phone.sees("Вот такая этикетка нужна")

    def picture() -> str:
        found = [
            m["photo"][-1]["file_id"]
            for m in new.phone.chat()["messages"]
            if "photo" in m and m.get("message_thread_id") == new.thread
        ]
        return found[-1] if found else ""

    number = until(picture, "the photo is shown")
    address = f"{firm.sandbox}/control/telegram/file?bot=staff&file_id={number}"
    assert fetch(address) == (200, png(31))
    new.phone.reply(new.message, media=photo(32, caption="А у нас вот такая"))
    got = person.sees("А у нас вот такая")
    address = f"{firm.sandbox}/control/telegram/file?bot=client&file_id="
    assert fetch(address + got["photo"][-1]["file_id"]) == (200, png(32))


def test_half_characters_are_shown_as_they_are_stored(firm: Firm):
    """Fault 43: lone surrogates come only as JSON escapes; none breaks the way to the manager."""
    person = stranger(firm, f"Половинчатый-{firm.number()}", bot="client")
    chat = {"id": person.number, "type": "private", "first_name": "Половинчатый"}
    text = "До \ud83d и после \udc00\x00 конец половинок"
    message = {"message_id": 777, "date": 1_790_000_000, "chat": chat, "text": text,
               "from": chat | {"is_bot": False}}  # fmt: skip
    del message["from"]["type"]
    firm.post("telegram/update", bot="client", update={"message": message})
    new = lead_shown(firm, Writer(firm, "", "Половинчатый"), "конец половинок")
    expected = "До \ufffd и после \ufffd\u2400 конец половинок"
    assert words(new.message).endswith(expected)
    (row,) = firm.json("client", "list", "Половинчатый")
    assert firm.json("client", "show", row["id"])["timeline"][0]["text"] == expected

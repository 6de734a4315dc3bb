"""Files both ways: albums, photos, papers, voices, and those that cannot be had (A19, A21, P21)."""

import json

from tests.e2e.cast import MANAGERS
from tests.e2e.files import attached, pdf, photo, png, voice
from tests.e2e.firm import Firm, fetch, until
from tests.e2e.phones import Lead, Message, Phone, client_id, lead, words, writer


def test_an_album_of_ten_from_an_unknown_phone_is_one_client_and_one_album(firm: Firm):
    """Fault 18: ten webhooks within 50 ms: 1 client, 1 conversation, 10 media."""
    who = writer(firm)
    answer = who.writes("", media=[photo(n) for n in range(10)])
    assert answer["statuses"] == [200] * 10
    phones = [Phone(firm, m.telegram) for m in MANAGERS]
    head = until(lambda: [(p, m) for p in phones for m in p.shown(who.name)], "the album is shown")
    phone, first = head[0]
    thread = first["message_thread_id"]

    def album() -> list[Message]:
        return [
            m
            for m in phone.chat()["messages"]
            if m.get("message_thread_id") == thread and "photo" in m
        ]

    until(lambda: len(album()) == 10, "ten pictures are shown")
    assert len({m["media_group_id"] for m in album()}) == 1
    (row,) = firm.json("client", "list", who.name)
    timeline = firm.json("client", "show", row["id"])["timeline"]
    assert len(timeline) == 10
    stored = [file for line in timeline for file in line["media"]]
    assert [file["stored"] for file in stored] == [True] * 10
    assert sorted(file["size"] for file in stored) == sorted(len(png(n)) for n in range(10))


def test_a_clients_paper_and_voice_are_shown_to_the_manager_byte_for_byte(firm: Firm):
    """P21: kept under a name of our own, whatever the sender calls it."""
    new = lead(firm)
    new.writer.writes("", media=[attached("", pdf(1), "../../x.pdf", "application/pdf")])
    new.writer.writes("", media=[attached("", voice(2), "v.ogg", "audio/ogg")])

    def files() -> dict[str, Message]:
        return {
            kind: m
            for m in new.phone.chat()["messages"]
            for kind in ("document", "voice")
            if kind in m and m.get("message_thread_id") == new.thread
        }

    found = until(lambda: files() if len(files()) == 2 else None, "both are shown")
    for kind, body in (("document", pdf(1)), ("voice", voice(2))):
        number = found[kind][kind]["file_id"]
        address = f"{firm.sandbox}/control/telegram/file?bot=staff&file_id={number}"
        assert fetch(address) == (200, body)
    assert "/" not in found["document"]["document"]["file_name"]


def test_a_managers_photo_paper_and_voice_reach_the_client_byte_for_byte(firm: Firm):
    """A19: Twilio fetches our signed address; the caption is the text of the message."""
    new = lead(firm)
    sent = {
        "Прайс-лист на ноябрь": attached("document", pdf(3), "прайс.pdf", "application/pdf"),
        "Фотография образца": photo(4),
        "": attached("voice", voice(5), "v.oga", "audio/ogg"),
    }
    for caption, media in sent.items():
        new.phone.reply(new.message, media=media | ({"caption": caption} if caption else {}))
    until(lambda: len([m for m in new.writer.got() if m["media"]]) == 3, "three files")
    got = {m["body"]: m for m in new.writer.got()}
    assert list(got) == list(sent)
    bodies = {"Прайс-лист на ноябрь": pdf(3), "Фотография образца": png(4), "": voice(5)}
    for caption, body in bodies.items():
        assert fetch(f"{firm.sandbox}{got[caption]['media'][0]['url']}") == (200, body)
    sent_urls = [
        json.dumps(c["params"])
        for c in firm.calls("twilio", method="POST Messages")
        if c["params"]["To"] == new.writer.address
    ]
    assert all(f"{firm.base}/media/" in url for url in sent_urls)


def test_a_managers_album_is_taken_back_with_one_press(firm: Firm):
    """MENUS: one guard an album, undo takes all of it."""
    new = lead(firm)
    typed = [
        new.phone.reply(new.message, media=photo(20 + n), media_group_id="77001") for n in range(3)
    ]
    guard = new.phone.after(typed[0], "уйдёт через 5 секунд")
    for number in typed:
        new.phone.was_marked(number, "✍")
    assert "Отменено" in new.phone.press(guard, text="↩️ Отменить")["text"]
    firm.quiet()
    assert new.writer.got() == []
    assert len(new.phone.shown("уйдёт через", lambda m: m["message_id"] > typed[0])) == 0


def test_a_refused_file_is_told_to_the_manager_and_never_kept(firm: Firm):
    """P21: programs are refused under any header; the message itself is not lost."""
    new = lead(firm)
    body = b"MZ" + b"\x00" * 200
    new.writer.writes("", media=[attached("", body, "x.pdf", "application/pdf")])
    told = new.phone.sees("получить файл не удалось", where=lambda m: is_of(m, new))
    assert new.writer.name in words(told)
    (media,) = firm.json("client", "show", client_id(firm, new.writer.name))["timeline"][1]["media"]
    assert media["stored"] is False


def test_a_file_that_the_clients_channel_refuses_is_told_in_words(firm: Firm):
    """P7: a failure is shown on the answer, with the next step."""
    new = lead(firm)
    media = attached("document", b"GIF89a" + b"\x01\x00" * 50, "moving.gif", "image/gif")
    typed = new.phone.reply(new.message, media=media)
    told = new.phone.after(typed, "Не доставлено")
    assert told["reply_to_message"]["message_id"] == typed
    new.phone.marked(typed, "😢")


def test_signed_media_addresses_cannot_be_guessed_or_changed(firm: Firm):
    """P17, P21: only what we signed; no listing, no way out of the folder."""
    for path in ("x", "..%2f..%2fotdel.db", "a.b.c", "%00", "ы" * 10):
        status, _ = fetch(f"{firm.base}/media/{path}".encode("ascii", "ignore").decode())
        assert status in {403, 404}


def is_of(message: Message, new: Lead) -> bool:
    return message.get("message_thread_id") == new.thread

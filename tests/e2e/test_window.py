"""Time passes: WhatsApp's window, late files, links that run out, replays (P9, fault 24)."""

import time
from collections.abc import Iterator

import pytest

from tests.e2e.cast import FOLLOW_UP, SYSADMIN
from tests.e2e.conftest import OpenFirm
from tests.e2e.files import attached, pdf
from tests.e2e.firm import Firm, until
from tests.e2e.phones import Lead, buttons, client_id, lead, phone, stranger, words

HOUR = 3600
READ_AGAIN = 1.0
"""INTERFACE, --clock-file; nothing outside tells when the product has read it."""


@pytest.fixture(scope="module")
def later(open_firm: OpenFirm) -> Iterator[Firm]:
    """A firm whose clock these tests move forward, never back."""
    with open_firm() as running:
        yield running


def advance(firm: Firm, seconds: float) -> None:
    """The emulators' clock and, by the file, the product's: read again within a second."""
    firm.post("clock", advance=seconds)
    time.sleep(READ_AGAIN)


def closed(firm: Firm) -> Lead:
    """A client whose window has closed."""
    new = lead(firm)
    advance(firm, 24 * HOUR + 60)
    return new


def test_an_answer_after_the_window_is_held_and_told_before_anything_is_sent(later: Firm):
    """P9: held in order, a template offered; the client writes and everything leaves by itself."""
    new = closed(later)
    first = new.answered("Первый придержанный ответ")
    told = new.phone.after(first, "не писал больше 24 часов")
    assert new.writer.name in words(told)
    assert told["reply_to_message"]["message_id"] == first
    second = new.answered("Второй придержанный ответ")
    new.phone.marked(first, "🤷")
    new.phone.marked(second, "🤷")
    new.phone.press(told, text="📄 Отправить шаблон")
    offer = new.phone.after(second, "follow_up")
    assert f"Здравствуйте, {new.writer.name}! Есть ответ." in words(offer)
    assert "Черновик" not in words(offer)
    (send,) = [d for d in buttons(offer).values() if d.startswith("ts:")]
    new.phone.press(offer, data=send)
    new.phone.press(offer, data=send)
    until(lambda: len(new.writer.got()) >= 1, "the template has left")
    later.quiet()
    assert {m["content_sid"] for m in new.writer.got()} == {FOLLOW_UP}
    new.writer.writes("Да, я вас слушаю")
    new.writer.gets("Второй придержанный ответ")
    assert new.writer.texts()[-2:] == ["Первый придержанный ответ", "Второй придержанный ответ"]
    new.phone.marked(first, "👌")
    new.phone.marked(second, "👌")
    assert all(m["error_code"] is None for m in new.writer.got())


def test_a_held_answer_that_was_dropped_never_leaves(later: Firm):
    new = closed(later)
    kept, dropped = new.answered("Этот останется ждать"), new.answered("Этот не уйдёт никогда")
    told = until(
        lambda: [m for m in new.phone.shown("не писал больше 24 часов")
                 if m["reply_to_message"]["message_id"] == dropped],
        "the second is told of too",
    )[0]  # fmt: skip
    said = new.phone.press(told, text="✖️ Не отправлять")
    assert said["text"] == "Ответ не будет отправлен."
    new.phone.marked(dropped, "")
    new.writer.writes("Снова здравствуйте, это я")
    new.writer.gets("Этот останется ждать")
    late = new.phone.press(told, text="✖️ Не отправлять")
    assert late["text"] != ""
    later.quiet()
    assert new.writer.texts() == ["Этот останется ждать"]
    new.phone.marked(kept, "👌")


def test_an_answer_typed_just_before_the_end_of_the_window_is_held_not_failed(later: Firm):
    """P9: what counts is when it would leave."""
    new = lead(later)
    advance(later, 24 * HOUR - 3)
    typed = new.answered("Напечатано за секунды до закрытия")
    new.phone.marked(typed, "🤷")
    later.quiet()
    assert new.writer.got() == []
    new.writer.writes("Успел написать сам")
    new.writer.gets("Напечатано за секунды до закрытия")
    assert new.writer.got()[0]["error_code"] is None


def test_a_stop_while_answers_are_held_lets_none_of_them_out(later: Firm):
    """CHANNELS, consent: the word STOP opens no window."""
    new = closed(later)
    new.answered("Придержанное до отписки")
    new.phone.sees("не писал больше 24 часов", where=lambda m: new.writer.name in words(m))
    new.writer.writes("СТОП")
    until(new.writer.texts, "the stop is confirmed")
    later.quiet()
    assert ["вы отписались" in text for text in new.writer.texts()] == [True]


def test_a_replay_of_a_signed_webhook_a_day_later_changes_nothing(later: Firm):
    """Fault 24: a signature is good for ever, the MessageSid is not."""
    new = lead(later)
    sid = new.writer.writes("Это перехватят и повторят завтра")["sid"]
    new.phone.sees("Это перехватят и повторят завтра")
    client = client_id(later, new.writer.name)
    before = later.json("client", "show", client)
    advance(later, 24 * HOUR)
    assert later.post("twilio/replay", sid=sid) == {"status": 200}
    later.quiet()
    assert later.json("client", "show", client) == before
    assert len(new.phone.shown("Это перехватят и повторят завтра")) == 1


def test_a_file_that_could_not_be_fetched_is_told_and_comes_later(later: Firm):
    """A failed download never loses the message: said at once, tried again with pauses."""
    later.fault(provider="twilio", method="GET Media", kind="status", status=503, count=1)
    new = lead(later)
    new.writer.writes("", media=[attached("", pdf(9), "x.pdf", "application/pdf")])
    new.phone.sees("файл пока не загрузился", where=lambda m: of(m, new))
    advance(later, 60)
    until(
        lambda: [m for m in new.phone.chat()["messages"] if "document" in m and of(m, new)],
        "the file has come after all",
    )


def of(message: dict, new: Lead) -> bool:
    return message.get("message_thread_id") == new.thread


def test_an_invitation_is_dead_after_a_day(later: Firm):
    """Fault 52: late; also when the link was opened in time and the contact came late."""
    one, two = stranger(later, telephone="+79040000001"), stranger(later, telephone="+79040000002")
    links = [invited(later, f"+7904000000{n}") for n in (1, 2)]
    two.after(two.say(f"/start {links[1]}"), "подтвердить номер")
    advance(later, 24 * HOUR + 1)
    assert "по приглашению" in words(one.after(one.say(f"/start {links[0]}")))
    assert "не действует" in words(two.after(two.say(contact=True)))
    assert not [p for p in later.json("user", "list") if (p["phone"] or "").startswith("+7904")]


def invited(firm: Firm, telephone: str) -> str:
    """By the sysadmin's own phone: the command line knows nothing of the moved clock."""
    admin = phone(firm, SYSADMIN)
    told = admin.after(admin.say(f"/invite manager {telephone}"), "?start=inv_")
    return words(told).rpartition("?start=")[2]

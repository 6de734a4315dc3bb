"""What a manager sees of his answer on the way: marks, failures in words, resending (P7, P9)."""

from collections.abc import Iterator

import pytest

from tests.e2e.cast import ACCOUNT, SYSADMIN
from tests.e2e.firm import Firm, until
from tests.e2e.phones import buttons, client_id, lead, phone, words
from tests.e2e.signing import encoded, post, signature


@pytest.fixture
def silent(firm: Firm) -> Iterator[Firm]:
    """No receipts but those that the test sends."""
    firm.post("twilio/options", receipts="none")
    yield firm
    firm.post("twilio/options", receipts="auto")


def test_the_mark_turns_from_queued_to_delivered_to_read(firm: Firm):
    """MENUS: ✍ queued, 👌 delivered, 👀 read, on the manager's own message."""
    new = lead(firm)
    typed = new.answered("Отметки под этим ответом")
    new.phone.was_marked(typed, "✍")
    new.writer.gets("Отметки под этим ответом")
    new.phone.marked(typed, "👌")
    until(lambda: new.writer.got()[0]["status"] == "delivered", "delivered")
    firm.post("twilio/read", **{"from": new.writer.address})
    new.phone.marked(typed, "👀")


def test_receipts_in_any_order_end_in_the_highest_state(silent: Firm):
    """Fault 19: read, sent, delivered: the final state is the maximum; so is the mark."""
    one, two = lead(silent), lead(silent)
    orders = {
        one: ("read", "sent", "delivered", "queued"),
        two: ("delivered", "failed", "sent", "read"),
    }
    typed = {new: new.answered(f"Квитанции вперемешку {n}") for n, new in enumerate(orders)}
    for n, (new, order) in enumerate(orders.items()):
        sid = new.writer.gets(f"Квитанции вперемешку {n}")["sid"]
        for status in order:
            assert silent.post("twilio/receipt", sid=sid, status=status)["status"] == 200
    for new, number in typed.items():
        new.phone.marked(number, "👀")
        shown = silent.json("client", "show", client_id(silent, new.writer.name))
        assert shown["timeline"][-1]["state"] == "read"


def test_a_receipt_of_a_foreign_message_is_taken_and_delays_nobody(silent: Firm):
    """CHANNELS: unknown sids are parked, not errors."""
    fields = {"MessageSid": "SM" + "f" * 32, "MessageStatus": "delivered", "AccountSid": ACCOUNT}
    path = "/webhooks/twilio/status"
    signed = signature(silent, fields, path)
    assert post(silent, encoded(fields), signed, path=path) == 200
    new = lead(silent)
    typed = new.answered("После чужой квитанции")
    sid = new.writer.gets("После чужой квитанции")["sid"]
    silent.post("twilio/receipt", sid=sid, status="read")
    new.phone.marked(typed, "👀")


def test_a_failure_is_told_in_words_with_the_next_step_and_resent_by_its_author(firm: Firm):
    """P7, CHANNELS: each provider error is a plain sentence; one tap sends it again."""
    new, other = lead(firm), lead(firm)
    assert new.phone.number != other.phone.number
    firm.post("twilio/options", failures={new.writer.address: 63024})
    typed = new.answered("Этот ответ сначала не дойдёт")
    told = new.phone.after(typed, "Не доставлено")
    assert "Проверьте номер, попробуйте SMS" in words(told)
    assert told["reply_to_message"]["message_id"] == typed
    new.phone.marked(typed, "😢")
    (data,) = buttons(told).values()
    assert other.phone.press(other.message, data=data)["text"] == "Не найдено."
    firm.post("twilio/options", failures={})
    assert "ещё раз" in new.phone.press(told, data=data)["text"]
    new.phone.marked(typed, "👌")
    assert new.writer.texts() == ["Этот ответ сначала не дойдёт"] * 2
    assert "уже не среди" in new.phone.press(told, data=data)["text"]


def test_dead_letters_are_listed_to_the_sysadmin_and_retried_from_the_command_line(firm: Firm):
    """MENUS /dead, INTERFACE `outbox list`, `outbox retry ID`; no text, no name (P22)."""
    new = lead(firm)
    firm.post("twilio/options", failures={new.writer.address: 63014})
    typed = new.answered("Мёртвое письмо для проверки списка")
    new.phone.after(typed, "заблокировал номер компании")
    client = client_id(firm, new.writer.name)
    dead = [r for r in firm.json("outbox", "list", "--state", "dead") if r["client"] == client]
    assert [(r["state"], r["code"], r["error"]) for r in dead] == [("failed", "answer", "63014")]
    admin = phone(firm, SYSADMIN)
    shown = admin.after(admin.say("/dead"), f"№ {dead[0]['id']} ")
    assert new.writer.name not in words(shown)
    assert "Мёртвое письмо" not in words(shown)
    firm.post("twilio/options", failures={})
    firm.do("outbox", "retry", dead[0]["id"])
    new.phone.marked(typed, "👌")
    refused = firm.otdel("outbox", "retry", dead[0]["id"], ok=False)
    assert refused.returncode != 0
    assert refused.stderr.strip() == f"otdel: no dead letter {dead[0]['id']}"


def test_a_send_whose_answer_was_lost_is_found_at_twilio_and_not_repeated(firm: Firm):
    """CHANNELS: before an unknown send is repeated, the Messages list is asked (P2)."""
    new = lead(firm)
    firm.fault(
        provider="twilio", method="POST Messages", chat=new.writer.address, kind="lost_answer",
        count=1,
    )  # fmt: skip
    typed = new.answered("Ответ провайдера потерялся")
    new.phone.marked(typed, "👌")
    until(lambda: firm.get("faults")[-1]["hits"] == 1, "the fault struck")
    firm.quiet()
    assert new.writer.texts() == ["Ответ провайдера потерялся"]

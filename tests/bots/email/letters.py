"""Rows on their way to somebody's mailbox, with the gate's ticket for them."""

from dataclasses import replace

from bots.email.channel import MailChannel
from bots.email.config import smtp_config
from core.messaging.model import SYSTEM, OutboxRow, Party
from core.policy.gate import Question, Side, Ticket, Verdict
from tests.clock import FrozenClock

SENDER = "otdel@firm.test"
READER = "boris@example.test"


def row(text="Завтра истекает бронь\nПЭНД 273, 5 т", number=17, **more):
    payload = {"subject": "Завтра истекает бронь", "text": text, "links": []} | more
    made = OutboxRow(
        provider="smtp", account=SENDER, channel="email", chat=READER, order_key=f"mail:{READER}",
        code="reservation", payload=payload, author=SYSTEM, receiver=Party("person", 7),
    )  # fmt: skip
    return replace(made, id=number, payload_hash="0123456789abcdef" * 4)


def ticket(of, *, allowed=True):
    person = Side("manager", "person", 7)
    asked = Question("message", Side("system", "system", None), person)
    return Ticket(Verdict(allowed, "allowed", asked, "send"), of.payload_hash)


def channel(port, scheme="smtp", host="127.0.0.1", user="", sender=SENDER, name="Полимер-Тест"):
    at = f"{user}@" if user else ""
    config = smtp_config(f"{scheme}://{at}{host}:{port}", sender, name)
    return MailChannel(config, FrozenClock())


async def send(by, one):
    return await by.send(one, ticket(one))

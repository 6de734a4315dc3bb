"""Input of any shape: shown as stored, or refused; nobody waits for it (P19, fault 42, 43)."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.cast import BORIS, MANAGERS
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import Firm, fetch, until
from tests.e2e.phones import Lead, Phone, Writer, client_id, lead, phone, words, writer

UPDATES = 300
KINDS = (
    "message", "edited_message", "channel_post", "callback_query", "inline_query", "poll",
    "my_chat_member", "message_reaction", "chat_join_request", "business_message", "brand_new_kind",
)  # fmt: skip
FIELDS = (
    "text", "caption", "photo", "document", "voice", "contact", "location", "reply_to_message",
    "forward_origin", "entities", "media_group_id", "message_thread_id", "is_topic_message",
    "reply_markup", "new_chat_members", "story", "poll", "dice", "sticker", "brand_new_field",
)  # fmt: skip


@pytest.fixture(scope="module")
def target(open_firm: OpenFirm) -> Iterator[Firm]:
    """A firm of its own: the flood uses up its managers' share of Telegram's limits."""
    with open_firm() as running:
        yield running


STRANGE = {
    "right to left": "\u202eмсотс\u202c עברית العربية \u200f конец",
    "markup": "<b>жирно</b> *_[текст](http://x.example) & &amp; `код` <a href='x'> конец",
    "nul": "до\x00после нуля и конец",
    "zero width": "не\u200bви\u200dди\u2060мые\ufeff и 🏭👨‍👩‍👧 конец",
    "commands": "/start inv_AAAAAAAA и /wa @botfather +79001234567 t.me/x конец",
    "json": '{"a": [1, "\\u0000"]} \\ \' " %s {0} $x конец',
    "edge of 4096 units": "🧱" * 2048 + " конец",
}


@pytest.mark.parametrize("kind", STRANGE)
def test_a_strange_text_is_shown_as_it_is_stored_first_to_last(target: Firm, kind: str):
    """Fault 43: stored = shown; NUL, which no database keeps, becomes its picture in both."""
    text = f"{kind} {target.number()}: {STRANGE[kind]}"
    who = writer(target)
    who.writes(text)
    new = shown_whole(target, who.name)
    stored = target.json("client", "show", client_id(target, who.name))["timeline"][0]["text"]
    assert stored == text.replace("\x00", "\u2400")
    assert "".join(joined(new).split()) == "".join(stored.split())


def shown_whole(firm: Firm, name: str) -> Lead:
    phones = [Phone(firm, m.telegram) for m in MANAGERS]
    found = until(lambda: [(p, m) for p in phones for m in p.shown(name)], f"{name} is shown")
    return Lead(Writer(firm, "", name), *found[0])


def joined(new: Lead) -> str:
    """What stands under the head lines of the client's topic, piece by piece."""
    until(lambda: "конец" in all_words(new), "the last piece is shown", 60)
    return all_words(new)


def all_words(new: Lead) -> str:
    pieces = [
        m for m in new.phone.shown(new.writer.name) if m.get("message_thread_id") == new.thread
    ]
    return "".join(words(m).partition("\n")[2] for m in pieces)


def test_sixty_four_kilobytes_are_shown_whole_and_delay_nobody_else(target: Firm):
    """Fault 43, P16: the long one is paced, the quiet client's message passes at once."""
    line = "Строка номер {:05} длинного письма о поставках.\n"
    text = "".join(line.format(n) for n in range(1400))[: 64 * 1024 // 2] + " конец"
    assert len(text.encode()) > 56_000
    who, other = writer(target), lead(target)
    who.writes(text)
    until(lambda: [p for m in MANAGERS for p in phone(target, m).shown(who.name)], "it has begun")
    quick = lead(target, seconds=10)
    assert quick.phone.number != shown_whole(target, who.name).phone.number
    assert other.writer.name != who.name
    stored = target.json("client", "show", client_id(target, who.name))["timeline"][0]["text"]
    assert stored == text
    assert "".join(joined(shown_whole(target, who.name)).split()) == "".join(text.split())


def value(dice: random.Random, depth: int = 0) -> Any:
    """Any JSON, not too deep."""
    plain = [None, True, 0, -1, 2**63, 1e308, "", "текст", "\x00\ud83d", "/start", "inv_x" * 20]
    if depth > 3 or dice.random() < 0.6:
        return dice.choice(plain)
    if dice.random() < 0.5:
        return [value(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {dice.choice([*FIELDS, "id", "from", "chat", "type", "date"]): value(dice, depth + 1)
            for _ in range(dice.randrange(5))}  # fmt: skip


def update(dice: random.Random, user: int) -> dict[str, Any]:
    """Half of them look like a real message of a real person with something odd inside."""
    kind = dice.choice(KINDS)
    if dice.random() < 0.5:
        return {kind: value(dice)}
    sender = {"id": user, "is_bot": False, "first_name": "Хулиган"}
    chat = {"id": user, "type": "private"}
    message = {"message_id": dice.randrange(1, 10**6), "date": 1_790_000_000, "chat": chat,
               "from": sender}  # fmt: skip
    odd = {dice.choice(FIELDS): value(dice) for _ in range(dice.randrange(1, 4))}
    if kind == "callback_query":
        return {kind: {"id": str(dice.randrange(10**9)), "from": sender, "chat_instance": "1",
                       "data": dice.choice(["", "u:x", "c:", "wa:9999", "\x00", "to:a:b:c", "r"]),
                       "message": message | odd}}  # fmt: skip
    return {kind: message | odd}


@pytest.mark.parametrize("bot", ["staff", "client", "retailer"])
def test_random_updates_between_good_ones_break_nothing(target: Firm, bot: str):
    """Fault 42: unknown kinds, wrong types, random JSON; the good one is handled, nothing dies."""
    dice = random.Random(f"{bot}-2026")
    target.tolerated |= {"query is too old", "message to be replied", "chat not found",
                         "can't initiate conversation"}  # fmt: skip
    good = phone(target, BORIS)
    typed = []
    for number in range(UPDATES):
        user = dice.choice([BORIS.telegram, 70_000 + number])
        target.post("telegram/update", bot=bot, update=update(dice, user))
        if number % 100 == 50:
            typed.append(good.say("/help"))
    for number in typed:
        good.after(number, "Что я умею", 60)
    assert target.alive
    assert fetch(f"{target.base}/healthz")[0] == 200
    lead(target, seconds=60)


def test_random_webhook_paths_and_bodies_get_a_definite_answer(target: Firm):
    """P19: a 2xx or 4xx, never a 5xx, whatever is posted wherever."""
    dice = random.Random(2026)
    paths = (
        "/webhooks/twilio", "/webhooks/twilio/status", "/webhooks/telegram/staff", "/media/x",
        "/webhooks/bitrix24", "/webhooks/telfin/x", "/board", "/", "/%00", "/readyz?x=%ff",
    )  # fmt: skip
    for _ in range(120):
        body = dice.choice(
            [dice.randbytes(200), json.dumps(value(dice)).encode(), b"", b"a=b&" * 50]
        )
        headers = {
            "Content-Type": dice.choice(["application/json", "text/plain", "multipart/form-data",
                                         "application/x-www-form-urlencoded; charset=koi8-r"]),
            "X-Twilio-Signature": dice.choice(["", "AAAA", "0" * 5000]),
        }  # fmt: skip
        status, _ = fetch(target.base + dice.choice(paths), body or None, headers)
        assert 200 <= status < 500
    assert target.alive

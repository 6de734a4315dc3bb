"""What people do on their phones: staff in Telegram, clients in WhatsApp, SMS or the client bot."""

import json
from collections.abc import Callable
from typing import Any

from tests.e2e.cast import MANAGERS, Member, user
from tests.e2e.firm import SOON, Firm, until

Message = dict[str, Any]


def words(message: Message) -> str:
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: Message) -> dict[str, str]:
    """Label → callback data."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return {b["text"]: b.get("callback_data", "") for row in rows for b in row}


class Phone:
    """One person's Telegram with one bot."""

    def __init__(self, firm: Firm, number: int, bot: str = "staff") -> None:
        self.firm, self.number, self.bot = firm, number, bot

    def chat(self) -> dict[str, Any]:
        found: dict[str, Any] = self.firm.get("telegram/chat", bot=self.bot, chat=self.number)
        return found

    def shown(self, text: str, where: Callable[[Message], bool] = lambda _: True) -> list[Message]:
        """Messages of the bot that hold the text and are still there."""
        return [
            m
            for m in self.chat()["messages"]
            if m["from_bot"] and not m["deleted"] and text in words(m) and where(m)
        ]

    def sees(
        self,
        text: str,
        seconds: float = SOON,
        where: Callable[[Message], bool] = lambda _: True,
    ) -> Message:
        return until(lambda: self.shown(text, where), f"{self.number} sees {text[:60]!r}", seconds)[
            -1
        ]

    def after(self, message: int, text: str = "", seconds: float = SOON) -> Message:
        """The first message of the bot that came later and holds the text."""
        return until(
            lambda: self.shown(text, lambda m: m["message_id"] > message),
            f"{self.number} sees {text[:60]!r} after №{message}",
            seconds,
        )[0]

    def gets_file(self, name: str) -> None:
        def found() -> bool:
            given = [m["document"] for m in self.chat()["messages"]
                     if m["from_bot"] and m.get("document")]  # fmt: skip
            return name in {one["file_name"] for one in given}

        until(found, f"{self.number} gets the file {name}")

    def message(self, number: int) -> Message:
        return next(m for m in self.chat()["messages"] if m["message_id"] == number)

    def say(self, text: str | None = None, **more: Any) -> int:
        body = {"bot": self.bot, "user": self.number} | ({} if text is None else {"text": text})
        if text and not text.startswith("/") and len(text) > 6:
            self.firm.planted.add(text)
        number: int = self.firm.post("telegram/send", **body, **more)["message_id"]
        return number

    def reply(self, to: Message, text: str | None = None, **more: Any) -> int:
        if to.get("is_topic_message"):
            more.setdefault("thread", to["message_thread_id"])
        return self.say(text, reply_to=to["message_id"], **more)

    def edit(self, number: int, text: str) -> None:
        self.firm.planted.add(text)
        self.say(text, edit=number)

    def press(self, message: Message, text: str = "", data: str | None = None) -> dict[str, Any]:
        """The bot's answer to the press; every press is answered (P18)."""
        body = {"text": text} if data is None else {"data": data}
        pressed = self.firm.post(
            "telegram/press", bot=self.bot, user=self.number, message_id=message["message_id"],
            **body,
        )  # fmt: skip
        assert pressed["answer"] is not None, "the press was never answered"
        answer: dict[str, Any] = pressed["answer"]
        return answer

    def mark(self, number: int) -> str:
        """The bot's reaction on a message, "" when there is none."""
        return "".join(r["emoji"] for r in self.message(number)["reactions"])

    def marked(self, number: int, emoji: str, seconds: float = SOON) -> None:
        until(lambda: self.mark(number) == emoji, f"№{number} is marked {emoji!r}", seconds)

    def was_marked(self, number: int, emoji: str) -> None:
        """Also when the mark has turned since: that of a queued answer stands for five seconds."""

        def found() -> bool:
            calls = self.firm.calls("telegram", method="setMessageReaction")
            mine = [c["params"] for c in calls if c["bot"] == self.bot and c["status"] == 200]
            return (str(self.number), str(number), emoji) in {
                (str(p.get("chat_id")), str(p.get("message_id")), _emoji(p.get("reaction")))
                for p in mine
            }

        until(found, f"№{number} has been marked {emoji!r}")


def _emoji(reaction: Any) -> str:
    rows = json.loads(reaction) if isinstance(reaction, str) else reaction or []
    return "".join(row["emoji"] for row in rows)


class Writer:
    """A client who writes to the firm's number; `address` like Twilio's From."""

    def __init__(self, firm: Firm, address: str, name: str) -> None:
        self.firm, self.address, self.name = firm, address, name
        firm.planted |= {name, address.removeprefix("whatsapp:").lstrip("+")} - {""}

    def writes(self, body: str = "", **more: Any) -> dict[str, Any]:
        if len(body) > 6:
            self.firm.planted.add(body)
        sent = {"from": self.address, "body": body, "profile_name": self.name} | more
        answer: dict[str, Any] = self.firm.post("twilio/inbound", **sent)
        return answer

    def got(self) -> list[Message]:
        """What the firm sent to this address, oldest first."""
        rows = self.firm.get("twilio/messages")
        return [m for m in rows if m["direction"] != "inbound" and m["to"] == self.address]

    def texts(self) -> list[str]:
        return [m["body"] for m in self.got()]

    def gets(self, text: str, seconds: float = SOON) -> Message:
        return until(
            lambda: [m for m in self.got() if m["body"] == text],
            f"{self.name} gets {text[:60]!r}",
            seconds,
        )[0]


class Lead:
    """A client and the manager to whom the rotation gave him."""

    def __init__(self, writer: Writer, phone: Phone, message: Message, text: str = "") -> None:
        self.writer, self.phone, self.message, self.text = writer, phone, message, text

    @property
    def thread(self) -> int:
        return int(self.message["message_thread_id"])

    def answered(self, text: str) -> int:
        """The manager replies to the shown message; the id of what he typed."""
        return self.phone.reply(self.message, text)


def writer(firm: Firm, address: str = "") -> Writer:
    number = firm.number()
    return Writer(firm, address or f"whatsapp:+7901{number:07}", f"Ромашка-{number} (тест)")


def lead(firm: Firm, text: str = "", who: Writer | None = None, seconds: float = SOON) -> Lead:
    """Somebody unknown writes; whichever manager is shown it, answers for him."""
    who = who or writer(firm)
    text = text or f"Вопрос номер {firm.number()}: почём полиэтилен?"
    who.writes(text)
    return lead_shown(firm, who, text, seconds)


def lead_shown(firm: Firm, who: Writer, text: str, seconds: float = SOON) -> Lead:
    phones = [Phone(firm, member.telegram) for member in MANAGERS]

    def found() -> list[tuple[Phone, Message]]:
        return [(p, m) for p in phones for m in p.shown(text)]

    phone, message = until(found, f"a manager sees {text[:60]!r}", seconds)[0]
    return Lead(who, phone, message, text)


def phone(firm: Firm, member: Member, bot: str = "staff") -> Phone:
    return Phone(firm, member.telegram, bot)


def stranger(firm: Firm, name: str = "", telephone: str = "", bot: str = "staff") -> Phone:
    """Somebody whom the firm does not know opens Telegram."""
    number = firm.number()
    known = user(50_000 + number, name or f"Незнакомец-{number}", telephone)
    firm.post("telegram/user", **known)
    firm.planted |= {f"Незнакомец-{number}", *([telephone.lstrip("+")] if telephone else [])}
    return Phone(firm, 50_000 + number, bot)


def client_id(firm: Firm, name: str) -> int:
    """By `otdel client list TEXT --json`."""
    (row,) = firm.json("client", "list", name)
    return int(row["id"])

"""Small stand-ins for the core's services and ports; they remember what they were asked."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from core.errors import DomainError, InvitationInvalid, StorageUnavailable
from core.ids import InboxId, OutboxId, PersonId
from core.messaging.model import InboxItem, OutboxRow, Party, RawItem
from core.messaging.views import (
    Answered,
    ClientCard,
    DeadLine,
    FoundLine,
    OfferedTemplate,
    TemplateOffer,
    ThreadPage,
    WaPage,
)
from core.policy.gate import GateClosed, Question, Side, Ticket, Verdict
from core.staff.model import Person, Role

STAFF_TOKEN = "1000001:" + "A" * 35
RETAILER_TOKEN = "1000002:" + "B" * 35
CLIENT_TOKEN = "1000003:" + "C" * 35
ACCOUNT = "1000001"
ANNA, BORIS = 9001, 9002
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + (64).to_bytes(4, "big") * 2 + b"\0" * 20

CAST = {
    "bots": [
        {"name": "staff", "token": STAFF_TOKEN, "username": "o_staff_bot", "title": "Отдел",
         "topics": True},
        {"name": "retailer", "token": RETAILER_TOKEN, "username": "o_retail_bot",
         "title": "Новости"},
        {"name": "client", "token": CLIENT_TOKEN, "username": "o_client_bot", "title": "Клиенты"},
    ],
    "users": [
        {"id": ANNA, "first_name": "Анна", "last_name": "Первая", "username": "anna",
         "phone": "+70000000001"},
        {"id": BORIS, "first_name": "Борис", "phone": "+70000000002"},
    ],
    "twilio": {"account_sid": "AC" + "1" * 32, "auth_token": "t" * 32,
               "whatsapp_from": "whatsapp:+70000000099"},
    "templates": [],
    "phones": [],
    "tour": [],
}  # fmt: skip


def ticket(*, allowed: bool = True) -> Ticket:
    system = Side("system", "system", None)
    rule = "allowed" if allowed else "matrix"
    return Ticket(Verdict(allowed, rule, Question("message", system, system), "send"))


def row(payload: dict[str, Any], chat: int | str = ANNA, number: int = 1, **more: Any) -> OutboxRow:
    return OutboxRow(
        provider="telegram",
        account=ACCOUNT,
        channel="telegram",
        chat=str(chat),
        order_key=f"tg:{ACCOUNT}:{chat}",
        code="message",
        payload=payload,
        author=Party("system"),
        receiver=Party("person", 1),
        id=OutboxId(number),
        **more,
    )


def item(payload: bytes, number: int = 1) -> InboxItem:
    raw = RawItem("telegram", ACCOUNT, "", str(number), "telegram", "update", "tg:1:1", payload)
    return InboxItem(InboxId(number), raw, NOW)


def person(role: Role = Role.MANAGER, telegram_id: int = ANNA, locale: str = "ru") -> Person:
    return Person(PersonId(1), "Анна", role, role.value, telegram_id=telegram_id, locale=locale)


class FakeIntake:
    """Keeps by key like the inbox; `down` refuses, `die_after` fails once after storing."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str, str], RawItem] = {}
        self.down = False
        self.die_after = False
        self.puts = 0

    async def put(self, items):
        self.puts += 1
        if self.down:
            raise StorageUnavailable
        fresh = []
        for one in items:
            key = (one.provider, one.account, one.scope, one.external_id)
            fresh.append(key not in self.kept)
            self.kept.setdefault(key, one)
        if self.die_after:
            self.die_after = False
            raise KeyboardInterrupt
        return fresh


class FakeBlobs:
    def __init__(self, **known: bytes) -> None:
        self.known = dict(known)

    async def write(self, chunks, limit):
        body = b"".join([chunk async for chunk in chunks])
        name = hashlib.sha256(body).hexdigest()
        self.known[name] = body
        return name, len(body)

    async def read(self, blob):
        try:
            return self.known[blob]
        except KeyError:
            raise FileNotFoundError(blob) from None


class FakeThreads:
    def __init__(self) -> None:
        self.open: dict[tuple[int, int, str], tuple[str, str]] = {}
        self.closed: list[tuple[str, str, str]] = []

    async def find(self, person_id, client_id, account):
        found = self.open.get((person_id, client_id, account))
        return found[1] if found else None

    async def save(self, person_id, client_id, account, chat, thread):
        self.open[person_id, client_id, account] = (chat, thread)

    async def close(self, account, chat, thread):
        self.closed.append((account, chat, thread))
        self.open = {k: v for k, v in self.open.items() if v != (chat, thread)}


class FakeGate:
    """Like the real one, lets people without a place have the neutral texts only."""

    def __init__(self) -> None:
        self.admitted: list[tuple[Person | None, str, str]] = []
        self.closed = False

    async def admit(self, receiver, code, payload):
        if self.closed or (receiver is None and code not in {"neutral", "binding"}):
            raise GateClosed(code)
        self.admitted.append((receiver, code, payload))
        return ticket()


class FakeStaff:
    """`people` by Telegram id, `phones` by open invitation token."""

    def __init__(self) -> None:
        self.people: dict[int, Person] = {}
        self.invitations: dict[str, str] = {}
        self.begun: dict[int, str] = {}
        self.calls: list[tuple] = []
        self.fresh_day = True

    async def person_at(self, telegram_id):
        return self.people.get(telegram_id)

    async def begin_binding(self, token, telegram_id):
        if token not in self.invitations:
            raise InvitationInvalid
        self.begun[telegram_id] = token

    async def finish_binding(self, telegram_id, phone, name, cause):
        token = self.begun.get(telegram_id, "")
        if self.invitations.get(token) != phone:
            raise InvitationInvalid
        self.calls.append(("bound", telegram_id, phone, name, cause))
        self.people[telegram_id] = person(telegram_id=telegram_id)
        return self.people[telegram_id]

    async def start_day(self, actor):
        self.calls.append(("start_day",))
        return self.fresh_day

    async def finish_day(self, actor):
        self.calls.append(("finish_day",))
        return self.fresh_day

    async def set_locale(self, actor, locale):
        self.calls.append(("locale", locale))

    async def set_email(self, actor, person, typed, *, cause):
        self.calls.append(("email", person, typed))
        return typed

    async def invite(self, actor, role, phone):
        self.calls.append(("invite", role, phone))
        return "tokentokentoken"

    def commands_for(self, who):
        if who.role is Role.LOGISTICIAN:
            return ("start_day", "finish_day", "lang", "help")
        return ("wa", "find", "start_day", "finish_day", "invite", "dead", "lang", "help")


class FakeDesk:
    """Answers as told in `answered`; raises `refusal` where one is set."""

    def __init__(self) -> None:
        self.calls: list[tuple] = []
        self.answered = Answered("queued", "Иван")
        self.result: str | None = "cancelled"
        offered = OfferedTemplate("HX" + "a" * 32, "hello", "Здравствуйте", "0.05 USD")
        self.offer = TemplateOffer("Иван", (offered,))
        self.refusal: DomainError | None = None

    def _note(self, *call):
        self.calls.append(call)
        if self.refusal is not None:
            raise self.refusal

    async def answer(self, actor, origin, content, cause):
        self._note("answer", origin, content, cause)
        return self.answered

    async def choose(self, actor, conversation, draft, origin, cause):
        self._note("choose", conversation, draft, origin, cause)
        return self.answered

    async def prompt(self, actor, conversation, cause):
        self._note("prompt", conversation, cause)

    async def undo(self, actor, message, cause):
        self._note("undo", message, cause)
        return self.result

    async def edit(self, actor, origin, text, cause):
        self._note("edit", origin, text, cause)
        return self.result

    async def withdraw(self, actor, origin, cause):
        self._note("withdraw", origin, cause)
        return self.result

    async def templates(self, actor, message):
        self._note("templates", message)
        return self.offer

    async def send_template(self, actor, message, sid, cause):
        self._note("send_template", message, sid, cause)
        return "queued"

    async def drop_held(self, actor, message, cause):
        self._note("drop_held", message, cause)
        return "cancelled"


class FakeQueries:
    def __init__(self) -> None:
        self.calls: list[tuple] = []
        self.wa = WaPage((), 0, 1)
        self.found: list[FoundLine] = []
        self.shown = ClientCard("cl1", "ООО <Ромашка>", None, None, own=False)
        self.page = ThreadPage("cl1", "ООО <Ромашка>", None, (), 0, 1)
        self.undelivered: list[DeadLine] = []

    async def wa_page(self, actor, page):
        self.calls.append(("wa", page))
        return self.wa

    async def find(self, actor, text):
        self.calls.append(("find", text))
        return self.found

    async def card(self, actor, client):
        self.calls.append(("card", client))
        return self.shown

    async def client_of(self, actor, public):
        self.calls.append(("client_of", public))
        return 5

    async def thread(self, actor, client, page):
        self.calls.append(("thread", client, page))
        return self.page

    async def resume(self, actor, account):
        return 0

    async def dead(self, actor):
        self.calls.append(("dead",))
        return self.undelivered

    async def resend(self, actor, outbox_id, cause):
        self.calls.append(("resend", outbox_id, cause))
        return "queued"

"""A firm over real storage: people, clients who write, and what stands in the outbox afterwards."""

import itertools
from dataclasses import replace

from core.clients.model import GLOBAL, Address
from core.messaging.delivery import Delivery, Outcome
from core.messaging.model import Endpoint, InboundMessage, IncomingFile, Receipt, Sent, State
from core.messaging.ports import Template
from core.messaging.views import Content, Origin
from core.staff.model import NewPerson, Role
from otdel.bootstrap import build_core
from otdel.config import Settings

STAFF = "1000001"
CLIENT_BOT = "1000003"
TWILIO = "AC1"
PHONE = "+79000000001"
SIX_O_TWO = Template("HX1", "follow_up", "ru", "utility", "Здравствуйте, {{1}}! Есть ответ.")

_numbers = itertools.count(1)


class Templates:
    async def approved(self):
        return [SIX_O_TWO]


class AnyChannel:
    """An account for `Delivery`; whether it can tell what has arrived is up to the test."""

    def __init__(self, provider="twilio", account=TWILIO, can_tell=False, found=None):
        self.provider, self.account, self.can_tell = provider, account, can_tell
        self.found, self.asked = found, []

    async def find_sent(self, row, known):
        self.asked.append((row.id, known))
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


def settings(**more):
    values = {
        "telegram_token": f"{STAFF}:staff",
        "telegram_client_token": f"{CLIENT_BOT}:client",
        "twilio_account_sid": TWILIO,
        "twilio_auth_token": "secret",
        "twilio_whatsapp_from": "whatsapp:+70000000099",
    }
    return Settings(_env_file=None, **(values | more))


def phone_address(phone=PHONE):
    return Address("phone", GLOBAL, phone, phone)


def file(kind="photo", source="https://api.twilio.com/1"):
    return IncomingFile(source, kind, "image/jpeg")


class Office:
    def __init__(self, units, clock, **more):
        self.units = units
        self.clock = clock
        self.core = build_core(settings(**more), units, clock, Templates())
        self.delivery = Delivery(units, clock, self.core.reactor)

    async def person(self, role=Role.MANAGER, name="Борис", present=True, **more):
        number = next(_numbers)
        more = {"telegram_id": 9000 + number, "phone": f"+7911{number:07}"} | more
        async with self.units.begin() as unit:
            person = await unit.people.add(NewPerson(name, role, "ru", **more), self.clock.now())
            if not present:
                await unit.people.finish_day(person.id, self.clock.now())
            return (await unit.people.get(person.id)) or person

    def message(self, text="здравствуйте", phone=PHONE, channel="whatsapp", **more):
        number = next(_numbers)
        telegram = channel == "telegram"
        made = InboundMessage(
            inbox_id=number,
            provider="telegram" if telegram else "twilio",
            scope=phone if telegram else "",
            external_id=more.pop("external_id", f"IN{number}"),
            endpoint=Endpoint(channel, CLIENT_BOT if telegram else TWILIO, phone),
            addresses=(
                (Address("telegram", GLOBAL, phone),) if telegram else (phone_address(phone),)
            ),
            occurred_at=self.clock.now(),
            text=text,
            profile_name="Иван",
        )
        return replace(made, **more)

    async def receive(self, *batch):
        async with self.units.begin() as unit:
            await self.core.receiver.receive(unit, batch)

    async def writes(self, text="здравствуйте", phone=PHONE, **more):
        """One message filed; the message with its client."""
        item = self.message(text, phone, **more)
        await self.receive(item)
        return await self.filed(item)

    async def filed(self, item):
        key = (item.provider, item.endpoint.account, item.scope, item.external_id)
        async with self.units.read() as unit:
            return (await unit.messages.by_external([key])).get(key)

    async def clients(self):
        async with self.units.read() as unit:
            return list(reversed(await unit.clients.listing()))

    async def owner_of(self, client):
        async with self.units.read() as unit:
            return (await unit.clients.lanes_of([client]))[client].owner_id

    async def rows(self, *states, **wanted):
        """Outbox rows, oldest first, with these fields."""
        async with self.units.read() as unit:
            found = reversed(await unit.outbox.listing(states, 1000))
        return [r for r in found if all(getattr(r, k) == v for k, v in wanted.items())]

    async def messages(self, client):
        async with self.units.read() as unit:
            rows = await unit.clients.timeline(client, 1000, 0)
            return [await unit.messages.get(row["id"]) for row in rows]

    async def audit(self, verdict=None):
        async with self.units.read() as unit:
            return list(reversed(await unit.audit.listing(1000, verdict)))

    async def reply_name(self, person, message):
        return await self.name(person, "conversation", message.conversation_id)

    async def name(self, person, kind, number):
        async with self.units.begin() as unit:
            return (await unit.public_ids(person.id, [(kind, number)]))[kind, number]

    async def origin(self, person, message, **more):
        """Somebody replies in Telegram to the shown message, known by its button."""
        public = await self.reply_name(person, message)
        made = Origin(
            STAFF,
            str(person.telegram_id),
            str(next(_numbers)),
            reply_to=str(10_000 + next(_numbers)),
            reply_data=(f"r:{public}",),
        )
        return replace(made, **more)

    async def answers(self, person, message, text="есть", files=(), cause=None, **more):
        """The typed origin and what the desk said."""
        origin = await self.origin(person, message, **more)
        cause = cause or f"inbox:{next(_numbers)}"
        said = await self.core.desk.answer(person, origin, Content(text, tuple(files)), cause)
        return origin, said

    async def answer_of(self, client):
        """Our last message to that client."""
        return [m for m in await self.messages(client) if m.direction == "out"][-1]

    async def state_of(self, message):
        async with self.units.read() as unit:
            return (await unit.messages.get(message.id)).state

    async def taken(self, channel=None, limit=50):
        return await self.delivery.take(channel or AnyChannel(), limit)

    async def sent(self, channel=None, provider_id=None):
        """Everything due leaves and is accepted; the rows."""
        taken = await self.taken(channel)
        outcomes = [Outcome(row, Sent((provider_id or f"OUT{row.id}",))) for row, _ in taken]
        await self.delivery.settle(outcomes)
        return [row for row, _ in taken]

    async def shown(self):
        """Everything due at the staff bot is delivered; the rows."""
        return await self.sent(AnyChannel("telegram", STAFF))

    async def receipt(self, external_id, state, strict=True, **more):
        made = Receipt("twilio", TWILIO, external_id, State(state), **more)
        async with self.units.begin() as unit:
            await self.core.receipts.apply(unit, [made], strict)

    async def row(self, number):
        async with self.units.read() as unit:
            return await unit.outbox.get(number)

    def later(self, seconds):
        self.clock.advance(seconds)

"""Rows for the tests of storage, each with what its parents need."""

import itertools
from dataclasses import replace

from core.clients.model import GLOBAL, Address, Client, Identity, Lane
from core.ids import ClientId, ConversationId, IdentityId, LaneId, MessageId
from core.messaging.model import (
    Conversation,
    Endpoint,
    Message,
    OutboxRow,
    Party,
    RawItem,
    State,
)
from core.staff.model import NewPerson, Role

_numbers = itertools.count(1)


def raw(external_id, **more):
    row = RawItem(
        provider="twilio",
        account="AC1",
        scope="",
        external_id=external_id,
        channel="whatsapp",
        kind="message",
        order_key="whatsapp:+79000000001",
        payload=b"{}",
    )
    return replace(row, **more)


def out(order_key="k", **more):
    row = OutboxRow(
        provider="telegram",
        account="bot1",
        channel="telegram",
        chat=f"chat-{order_key}",
        order_key=order_key,
        code="card",
        payload={"text": "Привет"},
        author=Party("system"),
        receiver=Party("person", 1),
    )
    return replace(row, **more)


class Maker:
    def __init__(self, units, clock):
        self.units = units
        self.clock = clock

    async def person(self, role=Role.MANAGER, name="Иванов", **more):
        async with self.units.begin() as unit:
            return await unit.people.add(NewPerson(name, role, "ru", **more), self.clock.now())

    async def client(self, name="ООО Ромашка", owner=None, phone=None, **more):
        now = self.clock.now()
        async with self.units.begin() as unit:
            number = ClientId((await unit.take_ids("clients", 1))[0])
            lane = LaneId((await unit.take_ids("lanes", 1))[0])
            client = Client(number, name, **more)
            await unit.clients.add([client], now)
            await unit.clients.add_lanes([Lane(lane, number, owner and owner.id, 1)], now)
            if phone:
                address = Address("phone", GLOBAL, phone, phone)
                identity = Identity(IdentityId(0), number, None, "whatsapp", address)
                await unit.clients.add_identities([identity], now)
        return client

    async def conversation(self, client, chat="+79000000001", channel="whatsapp"):
        async with self.units.begin() as unit:
            number = ConversationId((await unit.take_ids("conversations", 1))[0])
            made = Conversation(number, "client", client.id, Endpoint(channel, "AC1", chat))
            await unit.messages.add_conversations([made], self.clock.now())
        return made

    async def message(self, conversation, text="здравствуйте", direction="in", **more):
        async with self.units.begin() as unit:
            lane = (await unit.clients.lanes_of([conversation.client_id]))[conversation.client_id]
            inbound = direction == "in"
            message = Message(
                id=MessageId((await unit.take_ids("messages", 1))[0]),
                conversation_id=conversation.id,
                client_id=conversation.client_id,
                lane_id=lane.id,
                direction=direction,
                channel=conversation.endpoint.channel,
                author_kind=more.pop("author_kind", "client" if inbound else "person"),
                author_id=more.pop("author_id", conversation.client_id if inbound else None),
                origin="webhook",
                label=("staff",),
                text=text,
                occurred_at=self.clock.now(),
                state=more.pop("state", State.RECEIVED if inbound else State.QUEUED),
                provider="twilio",
                account="AC1",
                external_id=more.pop("external_id", f"SM{next(_numbers)}"),
            )
            message = replace(message, **more)
            await unit.messages.add([message], self.clock.now())
        return message

    async def outbox(self, *rows):
        async with self.units.begin() as unit:
            return await unit.outbox.add(rows, self.clock.now())

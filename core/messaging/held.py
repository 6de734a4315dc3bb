"""Answers typed after WhatsApp's 24-hour window had closed: held, opened by a template (P9)."""

from dataclasses import replace
from functools import partial

from core.clients.model import Client, Lane
from core.errors import ConversationClosed, NotFound
from core.ids import MessageId
from core.messaging import consent
from core.messaging.compose import order_key
from core.messaging.marks import Marks
from core.messaging.model import Conversation, Message, OutboxRow, Party, State
from core.messaging.ports import Template, Templates, Unit, Units
from core.messaging.post import deciding, enqueue_all
from core.messaging.views import OfferedTemplate, TemplateOffer
from core.once import once
from core.policy.actors import acting
from core.policy.permissions import require_with_client
from core.ports import Clock
from core.staff.model import Person

NAME_VARIABLE = "1"
"""Templates of the firm address the client by the first variable."""


class HeldDesk:
    def __init__(
        self, units: Units, clock: Clock, marks: Marks, templates: Templates | None
    ) -> None:
        self._units = units
        self._clock = clock
        self._marks = marks
        self._templates = templates

    async def templates(self, actor: Person, message: str) -> TemplateOffer:
        """Approved templates with preview and price; the provider is asked with nothing open."""
        approved = await self._templates.approved() if self._templates else []
        async with self._units.read() as unit:
            _, client, _, _ = await self._held(unit, actor, message)
            prices = {
                category: await unit.messages.last_price("whatsapp", category)
                for category in {template.category for template in approved}
            }
        offered = tuple(
            OfferedTemplate(
                t.sid, t.name, t.preview(_variables(t, client)), _price(prices[t.category])
            )
            for t in approved
        )
        return TemplateOffer(client.name, offered)

    async def send_template(self, actor: Person, message: str, sid: str, cause: str) -> str:
        """The template leaves at once and overtakes what is held; once per press."""
        approved = await self._templates.approved() if self._templates else []
        template = next((t for t in approved if t.sid == sid), None)
        if template is None:
            raise NotFound("template-gone")
        async with deciding(self._units, self._clock) as unit:
            if await unit.command(cause, 0) is not None:
                return "queued"
            held, client, lane, conversation = await self._held(unit, actor, message)
            if await consent.stopped(unit, client.id, conversation.endpoint.channel):
                raise ConversationClosed("opted-out")
            await self._queue(unit, actor, template, (client, lane, conversation), cause)
            await unit.record_command(cause, 0, {"held": held.id}, self._clock.now())
            return "queued"

    async def _queue(
        self,
        unit: Unit,
        actor: Person,
        template: Template,
        place: tuple[Client, Lane, Conversation],
        cause: str,
    ) -> None:
        client, lane, conversation = place
        now = self._clock.now()
        variables = _variables(template, client)
        message = Message(
            id=MessageId((await unit.take_ids("messages", 1))[0]),
            conversation_id=conversation.id,
            client_id=client.id,
            lane_id=lane.id,
            direction="out",
            channel=conversation.endpoint.channel,
            author_kind="person",
            author_id=actor.id,
            origin="template",
            label=("staff",),
            text=template.preview(variables),
            occurred_at=now,
            state=State.QUEUED,
            category=template.category,
        )
        row = OutboxRow(
            provider="twilio",
            account=conversation.endpoint.account,
            channel=conversation.endpoint.channel,
            chat=conversation.endpoint.chat,
            order_key=order_key(conversation),
            code="template",
            payload={"template": {"sid": template.sid, "variables": variables}},
            author=Party("person", actor.id),
            receiver=Party("client", client.id),
            fields={"label": ["staff"]},
            conversation_id=conversation.id,
            client_id=client.id,
            lane_id=lane.id,
            message_id=message.id,
            link="sent",
            cause=cause,
            priority=1,
        )
        await unit.messages.add([message], now)
        await enqueue_all(unit, [row], now)

    async def drop_held(self, actor: Person, message: str, cause: str) -> str:
        """Answers "cancelled", or "too-late" when the client has written meanwhile."""
        async with self._units.begin() as unit:
            held, _, _, _ = await self._held(unit, actor, message)
            return await once(unit, cause, self._clock.now(), partial(self._drop, unit, held))

    async def _drop(self, unit: Unit, held: Message) -> str:
        rows = [r for r in await unit.outbox.of_message(held.id) if r.state is State.HELD]
        for row in rows:
            await unit.outbox.save(replace(row, state=State.CANCELLED))
        if not rows:
            return "too-late"
        await unit.messages.put_state(held.id, State.CANCELLED)
        await self._marks.mark(unit, held.id, State.CANCELLED)
        return "cancelled"

    @staticmethod
    async def _held(
        unit: Unit, actor: Person, public: str
    ) -> tuple[Message, Client, Lane, Conversation]:
        """One's own answer in a lane that one may still answer in, as of this transaction."""
        fresh = await acting(unit.people, actor)
        found = await unit.resolve_public(actor.id, public)
        message = await unit.messages.get(MessageId(found[1])) if found else None
        if message is None or message.author_id != actor.id:
            raise NotFound
        client = await unit.clients.get(message.client_id)
        lane = (await unit.clients.lanes_of([message.client_id])).get(message.client_id)
        known = await unit.messages.conversations([message.conversation_id])
        require_with_client(fresh, "conversation:answer", lane)
        if client is None or lane is None:
            raise NotFound
        return message, client, lane, known[message.conversation_id]


def _price(paid: tuple[str, str | None] | None) -> str | None:
    return f"{paid[0]} {paid[1] or ''}".strip() if paid is not None else None


def _variables(template: Template, client: Client) -> dict[str, str]:
    placeholder = "{{" + NAME_VARIABLE + "}}"
    return {NAME_VARIABLE: client.name} if placeholder in template.body else {}

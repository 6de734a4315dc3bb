"""What a member of staff does with a client's conversation: answer, take back, correct (A19).

Every method is one command: authorised, judged and recorded in one transaction under its cause.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from core.clients.model import Client, Lane
from core.errors import ConversationClosed, InvalidInput, NotFound
from core.firm import Firm
from core.ids import ConversationId, MessageId
from core.messaging import consent
from core.messaging.cards import Cards, body_pieces
from core.messaging.compose import Composer, Draft, with_text
from core.messaging.marks import Marks, with_payload
from core.messaging.model import NEW, Conversation, IncomingFile, Link, Message, OutboxRow, State
from core.messaging.ports import Unit, Units
from core.messaging.post import deciding, enqueue, enqueue_all
from core.messaging.readers import URGENT, to_person
from core.messaging.targets import Targets
from core.messaging.views import Answered, Choice, Content, Origin
from core.once import once
from core.policy.actors import acting
from core.policy.permissions import require_with_client
from core.ports import Clock
from core.staff.model import Person

CHANGEABLE = frozenset({State.QUEUED, State.WAITING, State.HELD})
CHOICES = 8


class Desk:
    def __init__(self, units: Units, clock: Clock, firm: Firm, cards: Cards, marks: Marks) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm
        self._cards = cards
        self._marks = marks
        self._targets = Targets(clock)
        self._composer = Composer(clock)

    async def answer(self, actor: Person, origin: Origin, content: Content, cause: str) -> Answered:
        """A reply to a shown message, or a message in a client's topic, answers that client.

        Raises NotAllowed, ConversationClosed. Without a recipient it is kept as a draft and
        the choices are returned: an answer never goes to somebody by guess.
        """
        async with deciding(self._units, self._clock) as unit:
            earlier = await unit.command(cause, 0)
            actor = await acting(unit.people, actor)
            if earlier is not None:
                return await self._again(unit, actor, cause, earlier)
            conversation = await self._targets.find(unit, actor, origin)
            if conversation is None:
                return await self._ask_whom(unit, actor, content, cause)
            return await self._send(unit, actor, conversation, origin, content, cause)

    async def _again(
        self, unit: Unit, actor: Person, cause: str, earlier: dict[str, Any]
    ) -> Answered:
        """Handled before; a question whom that may never have been shown is asked once more."""
        if "content" in earlier and await unit.command(f"{cause}:used", 0) is None:
            return Answered("whom", choices=await self._choices(unit, actor), draft=cause)
        return Answered("repeat", str(earlier.get("name", "")))

    async def choose(
        self, actor: Person, conversation: str, draft: str, origin: Origin, cause: str
    ) -> Answered:
        """The draft goes to the chosen client, once: a second press finds it used."""
        async with deciding(self._units, self._clock) as unit:
            actor = await acting(unit.people, actor)
            kept = await unit.command(draft, 0)
            if kept is None or kept.get("person") != actor.id or "content" not in kept:
                raise NotFound("draft-gone")
            if await unit.command(f"{draft}:used", 0) is not None:
                return Answered("repeat")
            target = await self._conversation(unit, actor, conversation)
            answered = await self._send(
                unit, actor, target, origin, content_of(kept["content"]), f"{draft}:used"
            )
            await unit.record_command(cause, 0, {"name": answered.name}, self._clock.now())
            return answered

    async def _ask_whom(self, unit: Unit, actor: Person, content: Content, cause: str) -> Answered:
        kept = {"person": actor.id, "content": content_json(content)}
        await unit.record_command(cause, 0, kept, self._clock.now())
        return Answered("whom", choices=await self._choices(unit, actor), draft=cause)

    @staticmethod
    async def _choices(unit: Unit, actor: Person) -> tuple[Choice, ...]:
        lines = await unit.messages.recent_conversations(actor.id, CHOICES)
        things = [("conversation", int(line.conversation.id)) for line in lines]
        names = await unit.public_ids(actor.id, things)
        return tuple(
            Choice(names[thing], line.client_name, line.conversation.endpoint.channel)
            for thing, line in zip(things, lines, strict=True)
        )

    async def _conversation(self, unit: Unit, actor: Person, public: str) -> Conversation:
        found = await unit.resolve_public(actor.id, public)
        if found is None or found[0] != "conversation":
            raise NotFound
        known = await unit.messages.conversations([ConversationId(found[1])])
        return next(iter(known.values()))

    async def _send(
        self,
        unit: Unit,
        actor: Person,
        conversation: Conversation,
        origin: Origin,
        content: Content,
        cause: str,
    ) -> Answered:
        client, lane = await self._authorised(unit, actor, conversation)
        drafts = await self._composer.compose(
            unit, actor, conversation, client, lane, content, cause, origin.account
        )
        link = self._typed(actor, origin, conversation)
        await self._file(unit, drafts, link)
        state = drafts[0].message.state
        if state is State.HELD:
            await self._marks.held(unit, link, drafts[0].message, client.name)
        else:
            await self._marks.guard(unit, link, drafts[0].message, client.name, content.group)
        await self._marks.mark(unit, drafts[0].message.id, state)
        result = {"name": client.name, "messages": [d.message.id for d in drafts]}
        await unit.record_command(cause, 0, result, self._clock.now())
        return Answered("held" if state is State.HELD else "queued", client.name)

    async def _authorised(
        self, unit: Unit, actor: Person, conversation: Conversation
    ) -> tuple[Client, Lane]:
        """The lane decides: its owner answers, the secretary while nobody owns it."""
        client_id = conversation.client_id
        client = await unit.clients.get(client_id) if client_id is not None else None
        if client is None:
            raise NotFound
        lane = (await unit.clients.lanes_of([client.id])).get(client.id)
        require_with_client(actor, "conversation:answer", lane)
        if lane is None:
            raise ConversationClosed
        if await consent.stopped(unit, client.id, conversation.endpoint.channel):
            raise ConversationClosed("opted-out")
        return client, lane

    @staticmethod
    def _typed(actor: Person, origin: Origin, conversation: Conversation) -> Link:
        return Link(
            "telegram",
            origin.account,
            origin.chat,
            origin.message_id,
            "typed",
            conversation.id,
            person_id=actor.id,
            thread=origin.thread,
        )

    async def _file(self, unit: Unit, drafts: Sequence[Draft], link: Link) -> None:
        now = self._clock.now()
        await unit.messages.add([draft.message for draft in drafts], now)
        await unit.messages.add_media([file for draft in drafts for file in draft.media])
        await enqueue_all(unit, [row for draft in drafts for row in draft.rows], now)
        await unit.messages.add_links([replace(link, message_id=drafts[0].message.id)])

    async def prompt(self, actor: Person, conversation: str, cause: str) -> None:
        """Asks for the answer with Telegram's reply field already open."""
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            target = await self._conversation(unit, actor, conversation)
            client, lane = await self._authorised(unit, actor, target)
            payload = self._cards.note(
                "prompt-careful" if client.peculiarities else "prompt",
                actor.locale,
                to=self._cards.head(client.name, target.endpoint.channel, actor.locale),
                peculiarities=client.peculiarities or "",
            )
            payload |= {"force_reply": True, "client": client.id, "client_name": client.name}
            row = to_person(
                self._firm,
                actor,
                "prompt",
                payload,
                link="shown",
                conversation_id=target.id,
                client_id=client.id,
                lane_id=lane.id,
                dedupe_key=f"prompt:{cause}",
                priority=URGENT,
                cause=cause,
            )
            await enqueue(unit, [row], self._clock.now())

    async def settle(self, actor: Person, message: str, cause: str) -> str:
        """Whoever may answer says that up to this message nothing needs an answer (E11)."""
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            found = await unit.resolve_public(actor.id, message)
            last = await unit.messages.get(MessageId(found[1])) if found else None
            if found is None or found[0] != "message" or last is None:
                raise NotFound
            known = await unit.messages.conversations([last.conversation_id])
            client, _ = await self._authorised(unit, actor, known[last.conversation_id])
            work = partial(self._settle, unit, client, last.id)
            return await once(unit, cause, self._clock.now(), work)

    @staticmethod
    async def _settle(unit: Unit, client: Client, upto: MessageId) -> str:
        await unit.messages.settle(client.id, upto)
        return "settled"

    async def undo(self, actor: Person, message: str, cause: str) -> str:
        """Takes back what has not left, the whole album: "cancelled", "already", "too-late"."""
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            found = await self._message(unit, actor, message)
            return await once(unit, cause, self._clock.now(), partial(self._take_back, unit, found))

    async def _take_back(self, unit: Unit, message: Message) -> str:
        if message.state is State.CANCELLED:
            return "already"
        rows = await self._album_rows(unit, message)
        for row in rows:
            await self._cancel(unit, row)
        return "cancelled" if rows else "too-late"

    async def _album_rows(self, unit: Unit, message: Message) -> list[OutboxRow]:
        own = [r for r in await unit.outbox.of_message(message.id) if r.state in CHANGEABLE]
        group = own[0].fields.get("group") if own else None
        if group is None:
            return own
        siblings = await unit.outbox.open_in(own[0].order_key)
        return [r for r in siblings if r.fields.get("group") == group and r.state in CHANGEABLE]

    async def _cancel(self, unit: Unit, row: OutboxRow) -> None:
        await unit.outbox.save(replace(row, state=State.CANCELLED))
        if row.message_id is not None:
            await unit.messages.put_state(row.message_id, State.CANCELLED)
            await self._marks.mark(unit, row.message_id, State.CANCELLED)
            await self._marks.drop_guard(unit, row.message_id)

    async def _message(self, unit: Unit, actor: Person, public: str) -> Message:
        """By its opaque name, of the actor's own answers only."""
        found = await unit.resolve_public(actor.id, public)
        message = await unit.messages.get(MessageId(found[1])) if found else None
        if found is None or found[0] != "message" or message is None:
            raise NotFound
        if message.author_kind != "person" or message.author_id != actor.id:
            raise NotFound
        return message

    async def edit(self, actor: Person, origin: Origin, text: str, cause: str) -> str | None:
        """An edit of an answer that has not left changes it (CHANNELS); later it is too late.

        None: that message never was an answer.
        """
        async with deciding(self._units, self._clock) as unit:
            actor = await acting(unit.people, actor)
            message = await self._own_typed(unit, actor, origin)
            if message is None:
                return None
            work = partial(self._change, unit, message, text)
            return await once(unit, cause, self._clock.now(), work)

    async def _change(self, unit: Unit, message: Message, text: str) -> str:
        if message.text == text:
            return "changed"
        rows = [
            row
            for row in await unit.outbox.of_message(message.id)
            if row.state is not State.CANCELLED
        ]
        if not rows or any(row.state not in CHANGEABLE for row in rows):
            return await self._edit_sent(unit, message, text)
        if not text and not rows[0].payload.get("files"):
            raise InvalidInput("empty")
        await unit.messages.edit(message.id, text, self._clock.now())
        await self._rewrite(unit, rows, body_pieces(text, message.channel))
        return "changed"

    async def _rewrite(self, unit: Unit, rows: Sequence[OutboxRow], texts: Sequence[str]) -> None:
        """An edit may need fewer or more rows than the text it replaces."""
        for row, text in zip(rows, texts, strict=False):
            await unit.outbox.save(with_payload(row, with_text(row.payload, text)))
        for row in rows[len(texts) :]:
            await unit.outbox.save(replace(row, state=State.CANCELLED))
        more = [
            replace(rows[-1], id=NEW, payload={"text": text}, payload_hash="")
            for text in texts[len(rows) :]
        ]
        await enqueue_all(unit, more, self._clock.now())

    async def _edit_sent(self, unit: Unit, message: Message, text: str) -> str:
        """Telegram lets a sent message be corrected; WhatsApp and SMS do not."""
        sent = [r for r in await unit.outbox.of_message(message.id) if r.provider_id]
        if message.channel != "telegram" or len(sent) != 1 or not text:
            return "too-late"
        now = self._clock.now()
        await unit.messages.edit(message.id, text, now)
        payload = {"text": text, "edit": {"message_id": sent[0].provider_id}}
        row = replace(
            sent[0],
            id=NEW,
            code="answer-edit",
            payload=payload,
            link=None,
            state=State.QUEUED,
            provider_id=None,
            attempts=0,
            message_id=None,
            dedupe_key=None,
        )
        await enqueue_all(unit, [row], now)
        return "changed"

    @staticmethod
    async def _own_typed(unit: Unit, actor: Person, origin: Origin) -> Message | None:
        link = await unit.messages.link("telegram", origin.account, origin.chat, origin.message_id)
        if link is None or link.kind != "typed" or link.person_id != actor.id:
            return None
        return await unit.messages.get(link.message_id) if link.message_id else None

    async def withdraw(self, actor: Person, origin: Origin, cause: str) -> str:
        """/del as a reply to one's own answer: Telegram never tells a bot of a deletion."""
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            typed = replace(origin, message_id=origin.reply_to or "")
            message = await self._own_typed(unit, actor, typed)
            if message is None:
                raise NotFound("not-an-answer")
            work = partial(self._take_back, unit, message)
            return await once(unit, cause, self._clock.now(), work)


def content_json(content: Content) -> dict[str, Any]:
    """A draft as it is kept until its recipient is named."""
    files = [
        {
            "source": f.source,
            "kind": f.kind,
            "content_type": f.content_type,
            "name": f.name,
            "size": f.size,
        }
        for f in content.files
    ]
    parts = [dict(part) for part in content.parts]
    return {"text": content.text, "files": files, "parts": parts, "group": content.group}


def content_of(kept: dict[str, Any]) -> Content:
    files = tuple(IncomingFile(**file) for file in kept["files"])
    return Content(kept["text"], files, tuple(kept["parts"]), kept["group"])

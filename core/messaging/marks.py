"""What a manager sees of an answer: a mark on the own message, a guard card, a failure in words."""

import json
from dataclasses import replace
from typing import Any

from core.firm import Firm
from core.ids import MessageId
from core.messaging.cards import Cards
from core.messaging.model import Link, Message, OutboxRow, State
from core.messaging.ports import Unit
from core.messaging.post import enqueue
from core.messaging.readers import COSMETIC, URGENT, to_person
from core.policy.gate import payload_hash
from core.ports import Clock

EMOJI = {
    State.QUEUED: "✍",
    State.WAITING: "✍",
    State.SENDING: "✍",
    State.HELD: "🤷",
    State.SENT: "👌",
    State.DELIVERED: "👌",
    State.READ: "👀",
    State.FAILED: "😢",
    State.DENIED: "😢",
    State.UNKNOWN: "🤔",
    State.CANCELLED: None,
}
"""Only emoji that Telegram takes as reactions; ✅ and ❗ are not among them (CHANNELS)."""


class Marks:
    def __init__(self, firm: Firm, cards: Cards, clock: Clock) -> None:
        self._firm = firm
        self._cards = cards
        self._clock = clock

    async def mark(self, unit: Unit, message: MessageId, state: State) -> None:
        """The newest state replaces one that has not left yet: at most one mark is under way."""
        for link in await unit.messages.links_of(message, "typed"):
            await self._react(unit, link, message, EMOJI.get(state))

    async def _react(self, unit: Unit, link: Link, message: MessageId, emoji: str | None) -> None:
        payload = {"react": {"message_id": link.external_id, "emoji": emoji}}
        key = f"mark:{link.account}:{link.scope}:{link.external_id}"
        waiting = await unit.outbox.queued_to(key, "mark")
        if waiting is not None:
            await unit.outbox.save(with_payload(waiting, payload))
            return
        await self._push(unit, link, "mark", payload, order_key=key, message_id=message)

    async def _push(
        self, unit: Unit, at: Link, code: str, payload: dict[str, Any], **more: object
    ) -> None:
        person = await unit.people.get(at.person_id) if at.person_id else None
        if person is None or person.telegram_id is None or self._firm.staff_account is None:
            return
        more.setdefault("priority", COSMETIC)
        if at.thread and ("text" in payload):
            payload = payload | {"thread": at.thread}
        row = to_person(self._firm, person, code, payload, **more)
        await enqueue(unit, [row], self._clock.now())

    async def explain(self, unit: Unit, message: Message, row: OutboxRow | None) -> None:
        """A provider's error, or the rule that stopped it, as a plain sentence with the next step.

        What the rules have stopped has no button: they would stop it again.
        """
        stopped = row is not None and row.state is State.DENIED
        code = (row.error_code if row is not None and stopped else message.error_code) or "unknown"
        for link in await unit.messages.links_of(message.id, "typed"):
            person = await unit.people.get(link.person_id) if link.person_id else None
            if person is None:
                continue
            text = self._reason(code, person.locale, stopped=stopped)
            payload: dict[str, Any] = {"text": text, "reply_to": link.external_id}
            if row is not None and row.id and not stopped:
                label = self._cards.text("button-resend", person.locale)
                payload["buttons"] = [[{"text": label, "data": f"rs:{row.id}"}]]
            attempt = row.attempts if row else 0
            key = f"failed:{message.id}:{code}:{attempt}:{link.external_id}"
            await self._push(
                unit,
                link,
                "failed",
                payload,
                dedupe_key=key,
                priority=URGENT,
                message_id=message.id,
                link="shown",
                conversation_id=message.conversation_id,
            )

    def _reason(self, code: str, language: str, *, stopped: bool) -> str:
        try:
            reason = self._cards.text(f"provider-{code}", language)
        except KeyError:
            key = "error-stopped-by-policy" if stopped else "provider-other"
            reason = self._cards.text(key, language, code=code, rule=code)
        return self._cards.text("delivery-failed", language, reason=reason)

    async def guard(
        self, unit: Unit, link: Link, message: Message, name: str, group: str | None
    ) -> None:
        """Shows whom the answer goes to, with five seconds to take it back; once an album."""
        person = await unit.people.get(link.person_id) if link.person_id else None
        if person is None:
            return
        public = await unit.public_ids(person.id, [("message", message.id)])
        data = f"u:{public['message', message.id]}"
        to = self._cards.head(name, message.channel, person.locale)
        payload = self._cards.note("guard", person.locale, [[("button-undo", data)]], to=to)
        await self._push(
            unit,
            link,
            "guard",
            payload | {"reply_to": link.external_id},
            dedupe_key=f"guard:{link.scope}:{group or link.external_id}",
            priority=URGENT,
            message_id=message.id,
            link="guard",
            conversation_id=message.conversation_id,
            order_key=_guard_key(message.id),
        )

    async def drop_guard(self, unit: Unit, message: MessageId) -> None:
        """The card has done its work: it disappears when the answer has left."""
        for row in await unit.outbox.open_in(_guard_key(message)):
            if row.code == "guard" and row.state is State.QUEUED:
                await unit.outbox.save(replace(row, state=State.CANCELLED))
        for link in await unit.messages.links_of(message, "guard"):
            await self._push(
                unit,
                link,
                "guard-drop",
                {"delete": {"message_id": link.external_id}},
                dedupe_key=f"guard-drop:{link.account}:{link.scope}:{link.external_id}",
            )

    async def held_late(self, unit: Unit, message: Message) -> None:
        """The window closed while the answer was waiting: told like one typed too late."""
        client = await unit.clients.get(message.client_id)
        for link in await unit.messages.links_of(message.id, "typed"):
            await self.held(unit, link, message, client.name if client else "")

    async def held(self, unit: Unit, link: Link, message: Message, name: str) -> None:
        """P9: told before anything is sent, with the templates one tap away."""
        person = await unit.people.get(link.person_id) if link.person_id else None
        if person is None:
            return
        public = (await unit.public_ids(person.id, [("message", message.id)]))[
            "message", message.id
        ]
        payload = self._cards.note(
            "held",
            person.locale,
            [[("button-templates", f"tl:{public}")], [("button-drop-held", f"dh:{public}")]],
            name=name,
        )
        await self._push(
            unit,
            link,
            "held",
            payload | {"reply_to": link.external_id},
            priority=URGENT,
            dedupe_key=f"held:{message.id}",
            message_id=message.id,
            link="shown",
            conversation_id=message.conversation_id,
        )


def _guard_key(message: MessageId) -> str:
    return f"guard:{message}"


def with_payload(row: OutboxRow, payload: dict[str, Any]) -> OutboxRow:
    """The same row with another payload, and the hash that goes with it."""
    canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return replace(row, payload=payload, payload_hash=payload_hash(canonical))

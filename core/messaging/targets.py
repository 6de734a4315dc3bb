"""Whom an answer is for: found from where and how it was typed, never guessed."""

from datetime import timedelta

from core.ids import ClientId, ConversationId
from core.messaging.model import Conversation
from core.messaging.ports import Unit
from core.messaging.views import Origin
from core.ports import Clock
from core.staff.model import Person

RECENT = timedelta(days=2)
"""How far back a shown message is looked for whose provider id was never recorded."""
TEXT_SEEN = 200
"""Telegram shows the whole text of a replied-to message; its beginning is enough to tell."""


class Targets:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def find(self, unit: Unit, actor: Person, origin: Origin) -> Conversation | None:
        """By the replied-to message, its button, its text, at last by the topic."""
        found = await self._by_reply(unit, actor, origin)
        if found is not None:
            return (await unit.messages.conversations([found])).get(found)
        if not origin.thread:
            return None
        thread = await unit.messages.thread_at(origin.account, origin.chat, origin.thread)
        if thread is None or thread.person_id != actor.id:
            return None
        return await self.latest(unit, thread.client_id)

    async def latest(self, unit: Unit, client: ClientId) -> Conversation | None:
        """The conversation in which the client wrote last."""
        known = await unit.messages.conversations_of(client)
        heard = [c for c in known if c.last_inbound_at is not None]
        if not heard:
            return known[0] if known else None
        return max(heard, key=lambda c: c.last_inbound_at or self._clock.now())

    async def _by_reply(self, unit: Unit, actor: Person, origin: Origin) -> ConversationId | None:
        if origin.reply_to is None:
            return None
        link = await unit.messages.link("telegram", origin.account, origin.chat, origin.reply_to)
        if link is not None:
            return link.conversation_id
        return await self._by_button(unit, actor, origin) or await self._by_text(unit, origin)

    @staticmethod
    async def _by_button(unit: Unit, actor: Person, origin: Origin) -> ConversationId | None:
        """The button under a shown message names its conversation, even unrecorded."""
        for data in origin.reply_data:
            prefix, _, public = data.partition(":")
            found = await unit.resolve_public(actor.id, public) if prefix == "r" else None
            if found is not None and found[0] == "conversation":
                return ConversationId(found[1])
        return None

    async def _by_text(self, unit: Unit, origin: Origin) -> ConversationId | None:
        """The process died before recording: the text tells, when only one fits."""
        if not origin.reply_text:
            return None
        since = self._clock.now() - RECENT
        wanted = _as_seen(origin.reply_text)
        found = {
            row.conversation_id
            for row in await unit.outbox.unlinked_to(origin.account, origin.chat, since)
            if row.conversation_id is not None and _as_seen(_shown_text(row.payload)) == wanted
        }
        return found.pop() if len(found) == 1 else None


def _as_seen(text: str) -> str:
    """Telegram trims what it is given: white space tells nothing."""
    return " ".join(text.split())[:TEXT_SEEN]


def _shown_text(payload: dict[str, object]) -> str:
    files = payload.get("files")
    if isinstance(files, list) and files:
        return str(files[0].get("caption", ""))
    return str(payload.get("text", ""))

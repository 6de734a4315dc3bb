"""An answer as rows: one message a file or text, in pieces that the client's channel takes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.clients.model import Client, Lane
from core.errors import InvalidInput
from core.ids import ConversationId, MediaId, MessageId
from core.messaging.cards import body_pieces
from core.messaging.model import (
    UNDO,
    Conversation,
    IncomingFile,
    Media,
    Message,
    OutboxRow,
    Party,
    State,
)
from core.messaging.ports import Unit
from core.messaging.views import Content
from core.ports import Clock
from core.staff.model import Person


@dataclass(frozen=True, slots=True)
class Draft:
    """One message of the record with the rows that carry it."""

    message: Message
    rows: tuple[OutboxRow, ...]
    media: tuple[Media, ...]


def order_key(conversation: Conversation) -> str:
    """Everything to one client's address leaves in order."""
    return f"to:{conversation.endpoint.account}:{conversation.endpoint.chat}"


def with_text(payload: dict[str, Any], text: str) -> dict[str, Any]:
    """The same with another text; of a Telegram file the text is the caption."""
    files = payload.get("files")
    if files and "caption" in files[0]:
        return payload | {"files": [files[0] | {"caption": text}, *files[1:]]}
    return payload | {"text": text}


class Composer:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def compose(
        self,
        unit: Unit,
        actor: Person,
        conversation: Conversation,
        client: Client,
        lane: Lane,
        content: Content,
        cause: str,
        account: str,
    ) -> list[Draft]:
        """Raises InvalidInput for what a client's channel cannot carry.

        `account`: the staff bot where the actor attached the files.
        """
        if content.parts or not (content.text or content.files):
            raise InvalidInput("cannot-forward-kind")
        files: Sequence[IncomingFile | None] = content.files or (None,)
        messages = await unit.take_ids("messages", len(files))
        media = iter(await unit.take_ids("media", len(content.files)))
        now = self._clock.now()
        drafts = []
        for n, (message_id, file) in enumerate(zip(messages, files, strict=True)):
            text = content.text if n == 0 else ""
            message = self._message(
                MessageId(message_id), actor, conversation, client, lane, text, now, file
            )
            stored = (
                (self._media(MediaId(next(media)), message.id, account, file, now),) if file else ()
            )
            rows = self._rows(message, conversation, lane, actor, cause, content.group, now)
            drafts.append(Draft(message, tuple(rows), stored))
        return drafts

    @staticmethod
    def _state(conversation: Conversation, now: datetime, file: IncomingFile | None) -> State:
        if not conversation.window_open(now):
            return State.HELD
        return State.WAITING if file else State.QUEUED

    def _message(
        self,
        message_id: MessageId,
        actor: Person,
        conversation: Conversation,
        client: Client,
        lane: Lane,
        text: str,
        now: datetime,
        file: IncomingFile | None,
    ) -> Message:
        return Message(
            id=message_id,
            conversation_id=ConversationId(conversation.id),
            client_id=client.id,
            lane_id=lane.id,
            direction="out",
            channel=conversation.endpoint.channel,
            author_kind="person",
            author_id=actor.id,
            origin="answer",
            label=("staff",),
            text=text,
            occurred_at=now,
            state=self._state(conversation, now, file),
        )

    @staticmethod
    def _media(
        media_id: MediaId, message: MessageId, account: str, file: IncomingFile, now: datetime
    ) -> Media:
        return Media(
            media_id,
            message,
            0,
            "telegram",
            account,
            file.source,
            file.kind,
            file.content_type,
            file.name,
            file.size,
            due_at=now,
        )

    @staticmethod
    def _rows(
        message: Message,
        conversation: Conversation,
        lane: Lane,
        actor: Person,
        cause: str,
        group: str | None,
        now: datetime,
    ) -> list[OutboxRow]:
        endpoint = conversation.endpoint
        row = OutboxRow(
            provider="telegram" if endpoint.channel == "telegram" else "twilio",
            account=endpoint.account,
            channel=endpoint.channel,
            chat=endpoint.chat,
            order_key=order_key(conversation),
            code="answer",
            payload={},
            author=Party("person", actor.id),
            receiver=Party("client", message.client_id),
            verb="reply",
            fields={"label": list(message.label), "group": group},
            conversation_id=conversation.id,
            client_id=message.client_id,
            lane_id=lane.id,
            message_id=message.id,
            link="sent",
            cause=cause,
            priority=1,
            not_before=now + UNDO,
            state=message.state,
        )
        return [
            replace(row, payload={"text": piece})
            for piece in body_pieces(message.text, endpoint.channel)
        ]

"""Who gets to see a client's message at once, and in what rows it reaches them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.clients.model import Client, Lane
from core.firm import Firm
from core.ids import ConversationId, PersonId
from core.messaging.cards import Cards
from core.messaging.events import MessageEdited, MessageReceived
from core.messaging.model import SYSTEM, Media, Message, OutboxRow, Party
from core.messaging.ports import Unit
from core.staff.model import Person, Role

ALBUM_PAUSE = timedelta(seconds=1.2)
"""Files of one writer that come within this time are shown as one album."""
URGENT = 2
COSMETIC = 8


@dataclass(frozen=True, slots=True)
class Readers:
    """People by lane: the owner, or the secretaries while nobody owns the client."""

    owners: dict[PersonId, Person]
    secretaries: tuple[Person, ...]

    @classmethod
    async def load(cls, unit: Unit, lanes: Iterable[Lane]) -> "Readers":
        lanes = list(lanes)
        owners = await unit.people.by_ids(
            {lane.owner_id for lane in lanes if lane.owner_id is not None}
        )
        secretaries: list[Person] = []
        if any(lane.owner_id is None for lane in lanes):
            secretaries = await unit.people.of_roles(Role.SECRETARY)
        return cls(owners, tuple(secretaries))

    def of(self, lane: Lane) -> tuple[Person, ...]:
        if lane.owner_id is not None:
            owner = self.owners.get(lane.owner_id)
            return (owner,) if owner is not None else ()
        present = tuple(p for p in self.secretaries if p.present)
        return present or self.secretaries


def conversation_key(firm: Firm, reader: Person, client: Client | None) -> str:
    """Order is kept within what one person sees of one client."""
    return f"tg:{firm.staff_account}:{reader.telegram_id}:{client.id if client else ''}"


def to_person(
    firm: Firm, reader: Person, code: str, payload: dict[str, object], **more: object
) -> OutboxRow:
    """A row to somebody's chat with the staff bot; `reader` must be bound to Telegram."""
    fields: dict[str, Any] = {
        "provider": "telegram",
        "account": firm.staff_account or "",
        "channel": "telegram",
        "chat": str(reader.telegram_id),
        "order_key": f"tg:{firm.staff_account}:{reader.telegram_id}",
        "code": code,
        "payload": payload,
        "author": SYSTEM,
        "receiver": Party("person", reader.id),
        "receiver_epoch": reader.epoch,
    }
    return OutboxRow(**(fields | more))


class ShownRows:
    """The rows that bring one client's message to one reader."""

    def __init__(self, firm: Firm, cards: Cards) -> None:
        self._firm = firm
        self._cards = cards

    def text(
        self, event: MessageReceived | MessageEdited, reader: Person, reply_data: str
    ) -> list[OutboxRow]:
        """Empty for a message that is files only: the files carry the head line themselves."""
        message = event.message
        if not message.text and not message.parts:
            return []
        quoted = event.quoted if isinstance(event, MessageReceived) else ""
        lead = isinstance(event, MessageReceived) and event.new_lead
        new = self._cards.text("head-new", reader.locale) + " " if lead else ""
        payloads = self._cards.client_message(
            message,
            new + event.client.name,
            reader.locale,
            reply_data,
            event.client.peculiarities,
            quoted,
        )
        return [
            self._row(
                message,
                event.client,
                event.lane,
                reader,
                payload | self._topic(event.client),
                dedupe_key=f"shown:{message.id}:{message.version}:{part}:{reader.id}:{event.lane.id}",
                cause=event.cause,
            )
            for part, payload in enumerate(payloads)
        ]

    def files(
        self,
        message: Message,
        client: Client,
        lane: Lane,
        reader: Person,
        reply_data: str,
        files: Sequence[Media],
        now: datetime,
    ) -> OutboxRow:
        payload = self._cards.client_files(
            client.name, message.channel, reader.locale, reply_data, list(files)
        )
        return self._row(
            message,
            client,
            lane,
            reader,
            payload | self._topic(client),
            code="client-files",
            dedupe_key=f"files:{files[0].id}:{reader.id}:{lane.id}",
            not_before=now + ALBUM_PAUSE,
        )

    def missing_file(
        self,
        message: Message,
        client: Client,
        lane: Lane,
        reader: Person,
        key: str,
        media: Media,
        reply_data: str,
    ) -> OutboxRow:
        """A file that cannot be fetched (yet): the reader learns of it all the same."""
        head = self._cards.head(client.name, message.channel, reader.locale)
        kind = self._cards.text(f"kind-{media.kind}", reader.locale)
        text = self._cards.text(key, reader.locale, head=head, kind=kind, code=media.error or "")
        payload: dict[str, object] = {
            "text": text,
            "buttons": [
                [{"text": self._cards.text("button-reply", reader.locale), "data": reply_data}]
            ],
        }
        return self._row(
            message,
            client,
            lane,
            reader,
            payload | self._topic(client),
            dedupe_key=f"{key}:{media.id}:{reader.id}:{lane.id}",
        )

    @staticmethod
    def _topic(client: Client) -> dict[str, object]:
        return {"client": client.id, "client_name": client.name}

    def _row(
        self,
        message: Message,
        client: Client,
        lane: Lane,
        reader: Person,
        payload: dict[str, object],
        code: str = "client-message",
        **more: object,
    ) -> OutboxRow:
        return to_person(
            self._firm,
            reader,
            code,
            payload,
            author=Party("client", client.id),
            fields={"label": list(message.label)},
            order_key=conversation_key(self._firm, reader, client),
            conversation_id=ConversationId(message.conversation_id),
            client_id=client.id,
            lane_id=lane.id,
            message_id=message.id,
            link="shown",
            priority=URGENT,
            **more,
        )

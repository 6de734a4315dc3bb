from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bots.whatsapp.config import TwilioConfig
from bots.whatsapp.envelope import PROVIDER, SENT_AT, Fields, Malformed, message_item, write_form
from bots.whatsapp.listing import newest_first
from bots.whatsapp.states import error_code, price_paid, state_of
from core.errors import Permanent
from core.messaging.model import RawItem, Receipt

if TYPE_CHECKING:
    from twilio.rest import Client
    from twilio.rest.api.v2010.account.message import MessageInstance

PAGE = 500
PAGES = 40
"""20,000 messages a sender and reading: an outage of days at a firm's rate."""
OVERLAP = timedelta(minutes=10)
"""Read again each time: a message may enter the list later than its time says; its key keeps the
second record out (P3)."""
FILES_MOST = 20

log = structlog.get_logger("twilio")

_EPOCH = datetime.fromtimestamp(0, UTC)


class CatchUp:
    """What the webhooks did not bring: Twilio retries once and gives up (fault 16b).

    Run at start and every 5 minutes. Raises Temporary when Twilio cannot be asked now.
    """

    def __init__(self, config: TwilioConfig, client: "Client") -> None:
        self._config = config
        self._client = client

    async def missed(self, since: datetime) -> list[RawItem]:
        """Inbound messages since then, oldest first, under the keys of their webhooks."""
        found: list[MessageInstance] = []
        for ours in self._config.senders:
            found += [m async for m in self._listed(since, to=ours) if _inbound(m)]
        # Times are whole seconds: within one second the list's own order, turned round, decides.
        found.reverse()
        found.sort(key=_time)
        due = [message for message in found if _time(message) >= since - OVERLAP]
        items = [await self._item(message) for message in due]
        return [item for item in items if item is not None]

    async def receipts(self, since: datetime) -> list[Receipt]:
        """States and prices of what was sent since that day; a price is known only afterwards."""
        found = []
        for ours in self._config.senders:
            async for message in self._listed(since, from_=ours):
                receipt = None if _inbound(message) else self._receipt(message)
                if receipt is not None:
                    found.append(receipt)
        return found[::-1]

    def _listed(self, since: datetime, **wanted: str) -> AsyncIterator["MessageInstance"]:
        day = (since - OVERLAP).astimezone(UTC).date().isoformat()
        return newest_first(self._client, page=PAGE, pages=PAGES, date_sent_after=day, **wanted)

    async def _item(self, message: "MessageInstance") -> RawItem | None:
        """None for a row that cannot be a message; it must not stop those behind it."""
        fields: Fields = [
            ("MessageSid", message.sid or ""),
            ("AccountSid", self._config.account_sid),
            ("From", message.from_ or ""),
            ("To", message.to or ""),
            ("Body", message.body or ""),
            ("NumMedia", message.num_media or "0"),
            *(await self._media(message)),
            (SENT_AT, _time(message).isoformat()),
        ]
        try:
            return message_item(self._config.account_sid, dict(fields), write_form(fields))
        except Malformed as error:
            log.warning("twilio.listed_unusable", field=str(error))
            return None

    async def _media(self, message: "MessageInstance") -> Fields:
        if (message.num_media or "0") == "0":
            return []
        try:
            files = await self._client.messages(str(message.sid)).media.list_async(limit=FILES_MOST)
        except Permanent:
            # Deleted at Twilio: the message still comes in and says that a file is missing.
            return []
        fields: Fields = []
        for number, file in enumerate(files):
            address = (file.uri or "").removesuffix(".json")
            fields.append((f"MediaUrl{number}", f"{self._config.api_url}{address}"))
            fields.append((f"MediaContentType{number}", file.content_type or ""))
        return fields

    def _receipt(self, message: "MessageInstance") -> Receipt | None:
        state = state_of(message.status)
        if state is None or not message.sid:
            return None
        return Receipt(
            provider=PROVIDER,
            account=self._config.account_sid,
            external_id=message.sid,
            state=state,
            error_code=error_code(message.error_code),
            price=price_paid(message.price),
            price_unit=(message.price_unit or "").upper() or None,
        )


def _inbound(message: "MessageInstance") -> bool:
    return str(message.direction) == "inbound"


def _time(message: "MessageInstance") -> datetime:
    return message.date_sent or message.date_created or _EPOCH

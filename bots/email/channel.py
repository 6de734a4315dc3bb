from bots.email.config import SmtpConfig
from bots.email.connection import MailServer
from bots.email.errors import BROKEN, data_refused, recipient_refused, sender_refused
from bots.email.message import composed, name_of
from core.emails import reachable
from core.errors import Permanent
from core.messaging.model import OutboxRow, Sent
from core.policy.gate import GateClosed, Ticket
from core.ports import Clock

PROVIDER = "smtp"
LETTER_SECONDS = 60.0
"""For the answer after the last line of a letter; servers look for spam meanwhile."""

_NOT_BY_MAIL = ("edit", "delete", "react")


class MailChannel:
    """Letters from the firm's own address. A server of e-mail cannot be asked what it has taken."""

    provider = PROVIDER
    can_tell = False

    def __init__(self, config: SmtpConfig, clock: Clock) -> None:
        self.account = config.sender
        self._config = config
        self._clock = clock
        self._server = MailServer(config)

    async def send(self, row: OutboxRow, ticket: Ticket) -> Sent:
        """One letter to one address. Raises Temporary, Permanent, Unknown; GateClosed."""
        if not ticket.verdict.allowed or ticket.payload_hash != row.payload_hash:
            raise GateClosed
        if any(row.payload.get(key) for key in _NOT_BY_MAIL):
            raise Permanent("not-at-this-channel")
        if not row.payload.get("text"):
            raise Permanent("empty")
        if not reachable(row.chat):
            raise Permanent("address-invalid")
        await self._hand_over(row.chat, composed(row, self._config, self._clock.now()))
        return Sent((name_of(row),))

    async def _hand_over(self, address: str, letter: bytes) -> None:
        async with self._server.connected() as client:
            try:
                await client.mail(self.account)
            except BROKEN as error:
                raise sender_refused(error) from None
            try:
                await client.rcpt(address)
            except BROKEN as error:
                raise recipient_refused(error) from None
            try:
                await client.data(letter, timeout=LETTER_SECONDS)
            except BROKEN as error:
                raise data_refused(error) from None

    async def find_sent(self, row: OutboxRow, known: frozenset[str]) -> Sent | None:
        """Nobody can tell: an unknown letter is repeated under its own Message-ID (P2)."""
        del row, known
        return None

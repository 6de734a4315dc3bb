import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import structlog

from core.errors import ChannelError
from core.messaging.ports import Template

if TYPE_CHECKING:
    from twilio.rest import Client
    from twilio.rest.content.v1.content_and_approvals import ContentAndApprovalsInstance

FRESH_SECONDS = 300.0
MOST = 1_000

log = structlog.get_logger("twilio")


class TwilioTemplates:
    """WhatsApp's approved templates of the account, from the Content API."""

    def __init__(self, client: "Client", clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._read_at: float | None = None
        self._known: list[Template] = []

    async def approved(self) -> list[Template]:
        """At most five minutes old.

        When Twilio cannot be asked: the last ones known, at first none; a manager must not be
        kept from working by that.
        """
        now = self._clock()
        if self._read_at is None or now - self._read_at >= FRESH_SECONDS:
            try:
                self._known = await self._read()
                self._read_at = now
            except ChannelError as error:
                log.warning("twilio.templates_unavailable", error=type(error).__name__)
        return list(self._known)

    async def _read(self) -> list[Template]:
        listed = await self._client.content.v1.content_and_approvals.list_async(limit=MOST)
        return [template for row in listed if (template := _template(row)) is not None]


def _template(row: "ContentAndApprovalsInstance") -> Template | None:
    """None for what WhatsApp has not approved or what has no text to preview."""
    approval: Mapping[str, Any] = row.approval_requests or {}
    body = _body(row.types or {})
    if approval.get("status") != "approved" or body is None or not row.sid:
        return None
    return Template(
        sid=row.sid,
        name=row.friendly_name or row.sid,
        language=row.language or "",
        category=str(approval.get("category") or "").lower(),
        body=body,
    )


def _body(types: Mapping[str, Any]) -> str | None:
    """A content may carry several shapes; the plain text is the one that people preview."""
    shapes = [types.get("twilio/text"), *types.values()]
    for shape in shapes:
        if isinstance(shape, dict):
            body = shape.get("body") or shape.get("title")
            if isinstance(body, str) and body:
                return body
    return None

"""From the inbox into aiogram's router: it routes, it does not receive (RELIABILITY 1)."""

import json
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bots.telegram.convert import Raw, as_dict, kind_of
from core.messaging.model import InboxItem

log = structlog.get_logger("telegram")


class StaffFeed:
    """What aiogram cannot read is told of by its kind and done with: it never becomes poison."""

    def __init__(self, dispatcher: Dispatcher, bot: Bot) -> None:
        self._dispatcher = dispatcher
        self._bot = bot

    async def handle(self, item: InboxItem) -> None:
        """Raises what the handlers raise: the item is tried again then."""
        raw = _parsed(item.raw.payload)
        kind = kind_of(raw)
        update = self._update(raw)
        if update is None:
            log.warning("telegram_update_unknown", kind=kind, inbox=item.id)
            return
        event = as_dict(raw.get(update.event_type))
        await self._dispatcher.feed_update(self._bot, update, raw=event, cause=f"inbox:{item.id}")

    def _update(self, raw: Raw) -> Update | None:
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            # aiogram would warn of an unknown kind with the whole update in the warning (P22).
            _ = update.event_type
        except (ValidationError, UpdateTypeLookupError):
            return None
        return update


def _parsed(payload: bytes) -> dict[str, Any]:
    try:
        return as_dict(json.loads(payload))
    except (ValueError, RecursionError):
        return {}

"""The retailers' bot: one fixed line so far. It knows nothing of the staff's screens (C2, C3)."""

import json
from typing import Any, Protocol

from bots.telegram.convert import Raw, as_dict, as_int, as_text
from bots.telegram.screen import Words, plain
from bots.telegram.show import NEUTRAL, Place, Show
from core.messaging.model import InboxItem
from core.ports import Texts
from core.staff.model import Person, Role


class Retailers(Protocol):
    """`core.staff.service.Staff`, as far as this bot needs it."""

    async def person_at(self, telegram_id: int) -> Person | None: ...


class RetailerFeed:
    """Whatever is typed or pressed is answered the same; nothing of it is kept or passed on."""

    def __init__(self, staff: Retailers, show: Show, texts: Texts, language: str = "ru") -> None:
        self._staff = staff
        self._show = show
        self._texts = texts
        self._language = language

    async def handle(self, item: InboxItem) -> None:
        update = _update(item.raw.payload)
        if "callback_query" in update:
            await self._pressed(as_dict(update["callback_query"]))
        elif "message" in update:
            await self._typed(as_dict(update["message"]))

    async def _typed(self, message: Raw) -> None:
        sender = as_int(as_dict(message.get("from")).get("id"))
        chat = as_dict(message.get("chat"))
        if sender is None or chat.get("type") != "private" or chat.get("id") != sender:
            return
        retailer = await self._retailer(sender)
        screen = plain(_code(retailer), self._text(retailer))
        await self._show.screen(retailer, Place(sender), screen)

    async def _pressed(self, query: Raw) -> None:
        sender, name = as_int(as_dict(query.get("from")).get("id")), as_text(query.get("id"))
        if sender is None or not name:
            return
        retailer = await self._retailer(sender)
        await self._show.toast(retailer, name, self._text(retailer), code=_code(retailer))

    async def _retailer(self, sender: int) -> Person | None:
        """Staff are strangers here: the bot must not tell that it knows them."""
        person = await self._staff.person_at(sender)
        return person if person is not None and person.role is Role.RETAILER else None

    def _text(self, retailer: Person | None) -> str:
        language = retailer.locale if retailer else self._language
        return Words(self._texts, language)("tg-retailer-closed" if retailer else "tg-neutral")


def _code(retailer: Person | None) -> str:
    return "retailer-closed" if retailer else NEUTRAL


def _update(payload: bytes) -> dict[str, Any]:
    try:
        return as_dict(json.loads(payload))
    except (ValueError, RecursionError):
        return {}

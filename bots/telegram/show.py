"""The one exit of screens: rendered for the presser, shown to the presser only (DESIGN)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultUnion,
    InputTextMessageContent,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyParameters,
)

from bots.telegram.failures import says, unchanged
from bots.telegram.plan import NO_PREVIEW, inline_keyboard
from bots.telegram.screen import Offer, Screen, Words, with_head
from bots.telegram.session import with_ticket
from bots.telegram.uploads import entities, file_name
from core.errors import StorageUnavailable
from core.messaging.screens import ScreenGate
from core.messaging.text import cut
from core.policy.gate import GateClosed, Ticket
from core.ports import Texts
from core.staff.model import Person

OFFER_LIMIT = 120
TOAST_LIMIT = 200
"""UTF-16 units of the answer to a press."""
log = structlog.get_logger("telegram")


NEUTRAL = "neutral"
"""Code of the fixed text for people without a place; the gate lets them have nothing else …"""
BINDING = "binding"
"""… but the steps of an invitation."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the presser's own private chat. `edit`: the screen that is replaced."""

    chat: int
    thread: int | None = None
    reply_to: int | None = None
    edit: int | None = None


class Show:
    """Never raises for what happens on the way.

    The command behind the screen is committed, and failing it for a lost picture of it would
    run it again.
    """

    def __init__(self, bot: Bot, gate: ScreenGate, texts: Texts | None = None) -> None:
        """`texts`: for the head line of those who look with another's eyes (`/as`)."""
        self._bot = bot
        self._gate = gate
        self._texts = texts

    async def screen(self, receiver: Person | None, place: Place, screen: Screen) -> int | None:
        """The message that shows it now; None where nothing could be shown."""
        screen = self._dressed(receiver, screen)
        payload = screen.payload() | {"chat": place.chat, "thread": place.thread}
        ticket = await self._admit(receiver, screen.code, payload)
        if ticket is None:
            return None
        try:
            with with_ticket(ticket):
                return await self._put(place, screen)
        except (TelegramAPIError, GateClosed) as error:
            _log(screen.code, error)
            return None

    def _dressed(self, receiver: Person | None, screen: Screen) -> Screen:
        """Nobody takes what another role sees for their own: each such screen says so."""
        lens = receiver.viewing if receiver is not None else None
        if receiver is None or lens is None or self._texts is None:
            return screen
        words = Words(self._texts, receiver.locale)
        role = words(f"role-{lens.role}")
        if lens.person_id is None:
            return with_head(screen, words("tg-lens", role=role))
        return with_head(screen, words("tg-lens-person", role=role, id=str(lens.person_id)))

    async def toast(
        self,
        receiver: Person | None,
        query: str,
        text: str = "",
        *,
        code: str = "toast",
        alert: bool = False,
    ) -> None:
        """Every press is answered, once; without a text where there is nothing to say."""
        text = cut(text, TOAST_LIMIT)
        ticket = await self._admit(receiver, code, {"text": text}) if text else None
        try:
            if ticket is None:
                await self._bot.answer_callback_query(query)
                return
            with with_ticket(ticket):
                await self._bot.answer_callback_query(query, text=text, show_alert=alert)
        except (TelegramAPIError, GateClosed) as error:
            _log(code, error)

    async def file(self, receiver: Person, place: Place, code: str, name: str, body: bytes) -> None:
        """A stored file; the audit row has its name and the hash of its content."""
        name = file_name(name, "")
        mark = hashlib.sha256(body).hexdigest()
        payload = {"file": name, "hash": mark, "chat": place.chat, "thread": place.thread}
        ticket = await self._admit(receiver, code, payload)
        if ticket is None:
            return
        try:
            with with_ticket(ticket):
                await self._bot.send_document(
                    chat_id=place.chat,
                    message_thread_id=place.thread,
                    document=BufferedInputFile(body, name),
                )
        except (TelegramAPIError, GateClosed) as error:
            _log(code, error)

    async def offers(self, receiver: Person | None, query: str, found: Sequence[Offer]) -> None:
        """Lines of an inline search, for this person alone and never kept by Telegram (P18)."""
        payload = {"offers": [one.payload() for one in found]}
        ticket = await self._admit(receiver, "inline", payload) if found else None
        try:
            if ticket is None:
                await self._bot.answer_inline_query(query, [], cache_time=0, is_personal=True)
                return
            results = [_article(one) for one in found]
            with with_ticket(ticket):
                await self._bot.answer_inline_query(query, results, cache_time=0, is_personal=True)
        except (TelegramAPIError, GateClosed) as error:
            _log("inline", error)

    async def _admit(
        self, receiver: Person | None, code: str, payload: dict[str, Any]
    ) -> Ticket | None:
        canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        try:
            return await self._gate.admit(receiver, code, canonical)
        except (GateClosed, StorageUnavailable) as error:
            _log(code, error)
            return None

    async def _put(self, place: Place, screen: Screen) -> int:
        if place.edit is not None and await self._replaced(place, screen):
            return place.edit
        reply = None
        if place.reply_to is not None:
            reply = ReplyParameters(message_id=place.reply_to, allow_sending_without_reply=True)
        message = await self._bot.send_message(
            chat_id=place.chat,
            message_thread_id=place.thread,
            text=screen.text,
            entities=entities(screen.entities),
            link_preview_options=NO_PREVIEW,
            reply_parameters=reply,
            reply_markup=_markup(screen),
        )
        return message.message_id

    async def _replaced(self, place: Place, screen: Screen) -> bool:
        """False when that message cannot be edited any more: the screen comes anew then."""
        try:
            await self._bot.edit_message_text(
                chat_id=place.chat,
                message_id=place.edit,
                text=screen.text,
                entities=entities(screen.entities),
                link_preview_options=NO_PREVIEW,
                reply_markup=inline_keyboard(screen.payload()["buttons"]),
            )
        except TelegramBadRequest as error:
            if says(error, "can't be edited", "to edit not found", "no text in the message"):
                return False
            if not unchanged(error):
                raise
        return True


def _article(one: Offer) -> InlineQueryResultUnion:
    return InlineQueryResultArticle(
        id=one.key,
        title=cut(one.title, OFFER_LIMIT),
        description=cut(one.about, OFFER_LIMIT) or None,
        input_message_content=InputTextMessageContent(
            message_text=one.typed, link_preview_options=NO_PREVIEW
        ),
    )


def _markup(screen: Screen) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if screen.keyboard:
        rows = [
            [KeyboardButton(text=t, request_contact=screen.ask_contact or None) for t in row]
            for row in screen.keyboard
        ]
        return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, is_persistent=True)
    return inline_keyboard(screen.payload()["buttons"]) if screen.buttons else None


def _log(code: str, error: Exception) -> None:
    """The kind only: the error's text may quote the screen (P22)."""
    log.warning("telegram_not_shown", code=code, error=type(error).__name__)

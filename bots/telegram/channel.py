"""Sends what the outbox hands over, through one bot."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramNotFound,
)
from aiogram.types import Message, ReactionTypeEmoji

from bots.telegram.failures import (
    channel_error,
    entities_refused,
    says,
    topic_gone,
    unchanged,
)
from bots.telegram.plan import NO_PREVIEW, Payload, inline_keyboard, plan
from bots.telegram.session import with_ticket
from bots.telegram.topics import Threads, Topics
from bots.telegram.uploads import (
    Call,
    Upload,
    as_documents,
    entities,
    upload,
    without_entities,
)
from core.errors import ChannelError, Permanent, Temporary
from core.ids import ClientId, OutboxId, PersonId
from core.messaging.model import OutboxRow, Sent
from core.messaging.text import cut
from core.policy.gate import Ticket
from core.ports import BlobStore

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
Change = Callable[["TelegramChannel", int, int, Payload], Awaitable[None]]
log = structlog.get_logger("telegram")
REMEMBERED = 1000
"""Half-sent rows whose first calls are not repeated by the next attempt."""


class TelegramChannel:
    """One bot.

    It cannot tell afterwards whether a lost send arrived: the Bot API has no list of what a bot
    sent, so an unknown send is repeated and marked so (P2).
    """

    provider = "telegram"
    can_tell = False

    def __init__(
        self, bot: Bot, account: str, blobs: BlobStore, threads: Threads | None = None
    ) -> None:
        self.account = account
        self._bot = bot
        self._blobs = blobs
        self._topics = Topics(bot, account, threads)
        self._done: OrderedDict[OutboxId, list[list[Message]]] = OrderedDict()

    async def find_sent(self, row: OutboxRow, known: frozenset[str]) -> Sent | None:
        """Never: see the class."""
        del row, known
        return None

    async def send(self, row: OutboxRow, ticket: Ticket) -> Sent:
        """Raises GateClosed without an allowing ticket."""
        with with_ticket(ticket):
            try:
                return await self._send(row)
            except TelegramAPIError as error:
                raise channel_error(error) from None

    async def _send(self, row: OutboxRow) -> Sent:
        chat = _chat_of(row)
        for name, change in self._CHANGES.items():
            if name in row.payload:
                return await self._changed(change, chat, row.payload, row.payload[name])
        return await self._send_new(row, chat)

    async def _changed(
        self, change: Change, chat: int, payload: Payload, target: Mapping[str, Any]
    ) -> Sent:
        """The same change twice is one change: without an answer it is simply made again."""
        message = int(target["message_id"])
        with _harmless_to_repeat():
            await change(self, chat, message, payload)
        return Sent((str(message),))

    async def _send_new(self, row: OutboxRow, chat: int) -> Sent:
        calls = plan(row.payload, chat, await self._uploads(row.payload))
        if not calls:
            raise Permanent("empty")
        thread = await self._thread(row, chat)
        try:
            messages = await self._all(row, calls, thread)
        except TelegramBadRequest as error:
            if thread is None or not topic_gone(error):
                raise
            await self._topics.close(chat, thread)
            messages = await self._all(row, calls, await self._thread(row, chat, again=True))
        return await self._sent(row, messages, chat, thread)

    async def _sent(
        self, row: OutboxRow, messages: list[Message], chat: int, asked: int | None
    ) -> Sent:
        got = messages[0].message_thread_id if messages[0].is_topic_message else None
        if asked is not None and got is None:
            # Telegram put it into the plain chat without a word: that topic is gone.
            await self._topics.close(chat, asked)
        self._done.pop(row.id, None)
        if row.payload.get("pin"):
            await self._pin(chat, messages[0].message_id)
        ids = tuple(str(message.message_id) for message in messages)
        return Sent(ids, thread=None if got is None else str(got))

    async def _pin(self, chat: int, message: int) -> None:
        """The message has arrived, whatever comes of its pin: a second one would be worse."""
        try:
            await self._bot.pin_chat_message(
                chat_id=chat, message_id=message, disable_notification=True
            )
        except TelegramAPIError as error:
            log.warning("telegram.not_pinned", error=type(error).__name__)

    async def _thread(self, row: OutboxRow, chat: int, *, again: bool = False) -> int | None:
        payload = row.payload
        if payload.get("thread") and not again:
            return int(payload["thread"])
        if not payload.get("client") or row.receiver.kind != "person" or row.receiver.id is None:
            return None
        person, client = PersonId(row.receiver.id), ClientId(int(payload["client"]))
        name = str(payload.get("client_name") or "")
        with _harmless_to_repeat():
            return await self._topics.thread_for(person, client, chat, name)

    async def _all(self, row: OutboxRow, calls: list[Call], thread: int | None) -> list[Message]:
        """Calls that an earlier attempt of this process got through are not repeated."""
        done = self._done.get(row.id, [])
        try:
            for call in calls[len(done) :]:
                done = [*done, await self._one(call, thread)]
        except (ChannelError, TelegramAPIError):
            self._remember(row, done)
            raise
        return [message for messages in done for message in messages]

    def _remember(self, row: OutboxRow, done: list[list[Message]]) -> None:
        if done and row.id:
            self._done[row.id] = done
            while len(self._done) > REMEMBERED:
                self._done.popitem(last=False)

    async def _one(self, call: Call, thread: int | None) -> list[Message]:
        if thread is not None:
            call = call.model_copy(update={"message_thread_id": thread})
        try:
            result = await self._bot(call)
        except (TelegramBadRequest, TelegramEntityTooLarge) as error:
            simpler = _simpler(call, error)
            if simpler is None:
                raise
            result = await self._bot(simpler)
        return result if isinstance(result, list) else [result]

    async def _uploads(self, payload: Payload) -> list[Upload]:
        return [await self._upload(raw) for raw in payload.get("files") or ()]

    async def _upload(self, raw: Mapping[str, Any]) -> Upload:
        try:
            return upload(raw, await self._blobs.read(str(raw["blob"])))
        except FileNotFoundError:
            raise Permanent("file-missing") from None

    async def _edit(self, chat: int, message: int, payload: Payload) -> None:
        try:
            await self._edit_text(chat, message, payload)
        except TelegramBadRequest as error:
            if not unchanged(error):
                raise

    async def _edit_text(self, chat: int, message: int, payload: Payload) -> None:
        keyboard = inline_keyboard(payload.get("buttons") or ())
        where: dict[str, Any] = {"chat_id": chat, "message_id": message, "reply_markup": keyboard}
        if "text" not in payload:
            await self._bot.edit_message_reply_markup(**where)
            return
        marks = entities(payload.get("entities") or ())
        try:
            text = cut(payload["text"], TEXT_LIMIT)
            await self._bot.edit_message_text(
                text=text, entities=marks, link_preview_options=NO_PREVIEW, **where
            )
        except TelegramBadRequest as error:
            if entities_refused(error):
                await self._edit_text(chat, message, {**payload, "entities": ()})
            elif says(error, "there is no text in the message"):
                caption = cut(payload["text"], CAPTION_LIMIT)
                fitting = marks if caption == payload["text"] else None
                await self._bot.edit_message_caption(
                    caption=caption, caption_entities=fitting, **where
                )
            else:
                raise

    async def _delete(self, chat: int, message: int, payload: Payload) -> None:
        del payload
        try:
            await self._bot.delete_message(chat_id=chat, message_id=message)
        except TelegramBadRequest as error:
            if not says(error, "message to delete not found"):
                raise

    async def _react(self, chat: int, message: int, payload: Payload) -> None:
        emoji = payload["react"].get("emoji")
        reaction: list[Any] = [ReactionTypeEmoji(emoji=emoji)] if emoji else []
        # A server without reactions says 404, as to a wrong token: no reason to stop the account.
        with suppress(TelegramNotFound):
            await self._bot.set_message_reaction(
                chat_id=chat, message_id=message, reaction=reaction
            )

    async def _unpin(self, chat: int, message: int, payload: Payload) -> None:
        del payload
        try:
            await self._bot.unpin_chat_message(chat_id=chat, message_id=message)
        except TelegramBadRequest as error:
            if not says(error, "message to unpin not found", "not found"):
                raise

    _CHANGES: ClassVar[dict[str, Change]] = {
        "edit": _edit,
        "delete": _delete,
        "react": _react,
        "unpin": _unpin,
    }


@contextmanager
def _harmless_to_repeat() -> Iterator[None]:
    """A lost answer is no lost message here: nothing that a person reads has been sent."""
    try:
        yield
    except TelegramNetworkError:
        raise Temporary("network") from None


def _chat_of(row: OutboxRow) -> int:
    try:
        return int(row.chat)
    except ValueError:
        raise Permanent("chat-not-found") from None


def _simpler(call: Call, error: TelegramAPIError) -> Call | None:
    """What Telegram may take where it refused the call: plain text, a plain document."""
    if entities_refused(error):
        return without_entities(call)
    if topic_gone(error) or says(error, "chat not found", "too long", "non-empty", "deactivated"):
        return None
    return as_documents(call)

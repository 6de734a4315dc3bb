"""The staff bot's one router: dictionaries decide, no filters.

aiogram hands every synchronous filter to a thread, a thread hop each; a dictionary costs nothing
and leaves exactly one place where an update can go.
"""

from aiogram import Dispatcher
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineQuery,
    Message,
    MessageReactionUpdated,
)

from bots.telegram.convert import Raw, as_dict, as_text, keyboard_data
from bots.telegram.show import NEUTRAL, Place
from bots.telegram.staff import inline, typed
from bots.telegram.staff.entry import Entry
from bots.telegram.staff.menu import labels
from bots.telegram.staff.office import Office, Turn, is_private, place_of
from bots.telegram.staff.presses import press
from core.staff.model import Person, Role


class StaffRoom:
    """Nothing trusts a button or a chat: who it is, is asked of the core each time (P18)."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._entry = Entry(office)
        self._labels = labels(office)

    async def on_message(self, message: Message, raw: Raw, cause: str) -> None:
        if message.from_user is None or not is_private(raw, message.from_user.id):
            return
        sender = message.from_user.id
        person, place = await self._placed(sender), place_of(sender, raw)
        if person is None:
            await self._entry.meet(sender, raw, place, cause)
            return
        await typed.handle(Turn(self._office, person, raw, place, cause), self._labels)

    async def on_edited(self, message: Message, raw: Raw, cause: str) -> None:
        if message.from_user is None or not is_private(raw, message.from_user.id):
            return
        sender = message.from_user.id
        person = await self._placed(sender)
        if person is not None:
            turn = Turn(self._office, person, raw, place_of(sender, raw), cause)
            await typed.edited(turn)

    async def on_press(self, callback: CallbackQuery, raw: Raw, cause: str) -> None:
        """Always answered: an unanswered press spins in the person's hand."""
        show, sender = self._office.show, callback.from_user.id
        message = as_dict(raw.get("message"))
        if not is_private(message, sender):
            await show.toast(None, callback.id)
            return
        person = await self._placed(sender)
        if person is None:
            await show.toast(None, callback.id, self._office.words()("tg-neutral"), code=NEUTRAL)
            return
        place = _pressed_place(sender, message)
        turn = Turn(self._office, person, message, place, cause)
        answer = await press(turn, as_text(raw.get("data")))
        await show.toast(person, callback.id, answer.text, alert=answer.alert)

    async def on_inline(self, query: InlineQuery, raw: Raw, cause: str) -> None:
        """Strangers, and any chat but the one with this bot, get nothing (MENUS, Search)."""
        sender, found = query.from_user.id, []
        person = await self._placed(sender) if query.chat_type == "sender" else None
        if person is not None:
            turn = Turn(self._office, person, raw, Place(sender), cause)
            found = await inline.found(turn, query.query)
        await self._office.show.offers(person, query.id, found)

    async def on_other(self, event: ChatMemberUpdated | MessageReactionUpdated, cause: str) -> None:
        """Blocks and reactions change nothing of ours: a block is met at the next send."""

    async def _placed(self, sender: int) -> Person | None:
        """Retailers have a bot of their own; in this one they are strangers (C3)."""
        person = await self._office.staff.person_at(sender)
        return None if person is None or person.role is Role.RETAILER else person


def _pressed_place(sender: int, message: Raw) -> Place:
    """A screen is replaced in place; a client's message that carries buttons is left as it is."""
    at = place_of(sender, message)
    replaced = at.reply_to if "home" in keyboard_data(message) else None
    return Place(chat=at.chat, thread=at.thread, edit=replaced)


def staff_dispatcher(office: Office) -> Dispatcher:
    room = StaffRoom(office)
    dispatcher = Dispatcher(disable_fsm=True, name="staff")
    dispatcher.message.register(room.on_message)
    dispatcher.edited_message.register(room.on_edited)
    dispatcher.callback_query.register(room.on_press)
    dispatcher.inline_query.register(room.on_inline)
    dispatcher.my_chat_member.register(room.on_other)
    dispatcher.message_reaction.register(room.on_other)
    return dispatcher

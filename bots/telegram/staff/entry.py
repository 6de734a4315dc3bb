"""People without a place: link, own contact, role menu; everybody else one neutral line."""

import re
from dataclasses import replace

from bots.telegram.convert import Raw, as_dict, as_text, own_phone, text_of
from bots.telegram.screen import Screen, plain
from bots.telegram.show import BINDING, NEUTRAL, Place
from bots.telegram.staff.menu import menu, publish_commands
from bots.telegram.staff.office import Office
from core.errors import DomainError, InvitationInvalid

START = re.compile(r"/start(?:@\w+)?\s+inv_([A-Za-z0-9_-]{8,128})")


class Entry:
    """Strangers, the dismissed and retailers get the same answer: it tells nothing (POLICY I11)."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._invited: set[int] = set()
        """Who opened a good link here: only they are told what was wrong with the contact."""

    async def meet(self, sender: int, message: Raw, place: Place, cause: str) -> None:
        screen = await self._screen(sender, message, cause)
        if screen is not None:
            await self._office.show.screen(None, replace(place, reply_to=None), screen)

    async def _screen(self, sender: int, message: Raw, cause: str) -> Screen | None:
        opened = START.fullmatch(text_of(message).strip())
        if opened:
            return await self._open(sender, opened[1])
        if "contact" in message:
            return await self._contact(sender, message, cause)
        return self.neutral()

    def neutral(self) -> Screen:
        return plain(NEUTRAL, self._office.words()("tg-neutral"))

    async def _open(self, sender: int, token: str) -> Screen:
        try:
            await self._office.staff.begin_binding(token, sender)
        except InvitationInvalid:
            return self.neutral()
        self._invited.add(sender)
        return self._ask("tg-contact-ask")

    def _ask(self, key: str) -> Screen:
        words = self._office.words()
        screen = plain(BINDING, words(key))
        return replace(screen, keyboard=((words("tg-contact-button"),),), ask_contact=True)

    async def _contact(self, sender: int, message: Raw, cause: str) -> Screen | None:
        """A foreign or forwarded card proves nothing about the sender (fault 52)."""
        phone = own_phone(message)
        if phone is None:
            return self._ask("tg-contact-own") if sender in self._invited else self.neutral()
        try:
            person = await self._office.staff.finish_binding(sender, phone, _name(message), cause)
        except DomainError as error:
            return self._refused(sender, error)
        self._invited.discard(sender)
        words = self._office.words(person)
        bound = menu(self._office, person, words("tg-bound", name=person.name))
        await self._office.show.screen(person, Place(sender), bound)
        await publish_commands(self._office, person, sender)
        return None

    def _refused(self, sender: int, error: DomainError) -> Screen:
        if sender not in self._invited:
            return self.neutral()
        return plain(BINDING, self._office.words().error(error))


def _name(message: Raw) -> str:
    sender = as_dict(message.get("from"))
    names = (as_text(sender.get("first_name")), as_text(sender.get("last_name")))
    return " ".join(name for name in names if name)

"""Everything that a staff handler works with, handed from one to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Protocol

from aiogram import Bot

from bots.telegram.convert import Raw, as_dict, as_int, origin_of, thread_of
from bots.telegram.screen import Rows, Screen, Words, plain
from bots.telegram.show import Place, Show
from bots.telegram.staff.services import Duties, Files, Goods, News, Trade
from core.errors import DomainError
from core.messaging.desk import Desk
from core.messaging.held import HeldDesk
from core.messaging.queries import Queries
from core.messaging.views import Origin
from core.names import Names
from core.policy.groups import Groups
from core.policy.lenses import Lenses
from core.policy.refusals import Refusals
from core.ports import Clock, Texts
from core.schedule.service import Schedule
from core.staff.model import Person
from core.staff.service import Staff


class Forms(Protocol):
    """The forms that people fill in (forms/engine.py)."""

    async def start(
        self, turn: "Turn", name: str, given: Mapping[str, Any] | None = None, query: str = ""
    ) -> None: ...

    async def typed(self, turn: "Turn") -> bool: ...

    async def press(self, turn: "Turn", token: str, number: str, what: str) -> str: ...

    async def leave(self, turn: "Turn") -> bool: ...

    async def cancel(self, turn: "Turn") -> bool: ...

    def title(self, name: str) -> str:
        """The text that heads a form; "" for one that is no more."""
        ...


@dataclass(frozen=True)
class Office:
    """`zone` is the company's: the times that people read are told in it."""

    bot: Bot
    account: str
    staff: Staff
    desk: Desk
    held: HeldDesk
    queries: Queries
    show: Show
    texts: Texts
    forms: Forms
    names: Names
    files: Files
    clock: Clock
    goods: Goods
    duties: Duties
    trade: Trade
    groups: Groups
    lenses: Lenses
    refusals: Refusals
    news: News
    jobs: Schedule
    language: str = "ru"
    languages: tuple[str, ...] = ("ru", "en")
    zone: tzinfo = field(default=UTC)
    closes: time = time(18)
    """The end of the working day: what is due on a day is due then."""
    reservation_life: timedelta = timedelta(days=7)
    region: str = "RU"
    """Of phone numbers that are typed without a country."""

    def words(self, person: Person | None = None) -> Words:
        """Strangers get the company's language: theirs would tell that the bot looked."""
        known = person is not None and person.locale in self.languages
        return Words(self.texts, person.locale if person and known else self.language)

    def today(self) -> date:
        """The company's calendar day."""
        return self.clock.now().astimezone(self.zone).date()


@dataclass(frozen=True)
class Turn:
    """One thing that one person did; `message` is the raw message typed or pressed under."""

    office: Office
    person: Person
    message: Raw
    place: Place
    cause: str

    @property
    def words(self) -> Words:
        return self.office.words(self.person)

    @property
    def origin(self) -> Origin:
        return origin_of(self.office.account, self.message)

    async def show(self, screen: Screen) -> None:
        await self.office.show.screen(self.person, self.place, screen)

    async def say(self, code: str, text: str, buttons: Rows = ()) -> None:
        await self.show(plain(code, text, buttons))

    def told(self, error: DomainError) -> str:
        """A refusal in the reader's words; its moments ("at", "until") in the company's zone."""
        return self.words.error(error, **self._clocked(error))

    def _clocked(self, error: DomainError) -> dict[str, str]:
        found = {}
        for name in ("at", "until"):
            try:
                moment = datetime.fromisoformat(str(error.fields.get(name)))
            except ValueError:
                continue
            found[name] = moment.astimezone(self.office.zone).strftime("%d.%m %H:%M")
        return found

    async def send_file(self, code: str, name: str, body: bytes) -> None:
        """To the presser, in the presser's chat."""
        await self.office.show.file(self.person, self.place, code, name, body)

    def as_person(self, person: Person) -> "Turn":
        return replace(self, person=person)


def place_of(sender: int, message: Raw) -> Place:
    """The sender's own chat, in the topic where it happened, as a reply to what was typed."""
    thread = thread_of(message)
    return Place(
        chat=sender,
        thread=int(thread) if thread else None,
        reply_to=as_int(message.get("message_id")),
    )


def is_private(message: Raw, sender: int) -> bool:
    """Groups are ignored: what is shown there is shown to everybody in it."""
    chat = as_dict(message.get("chat"))
    return chat.get("type") == "private" and as_int(chat.get("id")) == sender

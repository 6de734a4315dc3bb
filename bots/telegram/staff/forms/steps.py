"""What one step of a form can ask for: typed words, one of a list, a search, a file, a yes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bots.telegram.screen import Button, Words
from bots.telegram.staff.office import Office, Turn
from core.errors import InvalidInput
from core.messaging.model import IncomingFile
from core.staff.model import Person


@dataclass(frozen=True, slots=True)
class Entry:
    """What a step has got. `value` is fit for JSON (ids, grams, ISO dates, decimals as text).

    `shown`: the same as the person reads it, normalised ("2,5т" → "2,5 т").
    """

    value: Any
    shown: str


Given = dict[str, Entry]
"""What a form knows before its first question, by the name of the step."""
PRESENT = "present"
"""Given under this name: by step, as it is read, what stands in the record already."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One button. Its value stays with us: the button carries a number in the list only."""

    label: str
    value: Any
    shown: str = ""

    @property
    def entry(self) -> Entry:
        return Entry(self.value, self.shown or self.label)


@dataclass(frozen=True, slots=True)
class Talk:
    """A form at one moment: who fills it in, and what was entered so far, by step name."""

    turn: Turn
    values: Mapping[str, Any]
    shown: Mapping[str, str]

    @property
    def words(self) -> Words:
        return self.turn.words

    @property
    def office(self) -> Office:
        return self.turn.office

    @property
    def person(self) -> Person:
        return self.turn.person

    @property
    def cause(self) -> str:
        return self.turn.cause


Values = Mapping[str, Any]
Choices = Sequence[Choice]
Parse = Callable[[Talk, str], Awaitable[Entry]]
Among = Callable[[Talk], Awaitable[Choices]]


def _always(values: Values) -> bool:
    del values
    return True


@dataclass(frozen=True, kw_only=True)
class Step:
    """`label`, `ask`: text keys, before what was entered and as the question.

    `when`: whether the step applies, seen what was entered before it. `optional`: may be passed
    over; its value is None then, and what stands in the record stays there.
    """

    name: str
    label: str
    ask: str
    when: Callable[[Values], bool] = _always
    optional: bool = False

    async def choices(self, talk: Talk, query: str) -> Choices:
        """All of them: the engine turns the pages. `query`: what was typed to narrow them."""
        del talk, query
        return ()

    async def typed(self, talk: Talk, text: str) -> Entry | None:
        """None: the text is a search among the choices. Raises DomainError."""
        del talk, text
        return None

    async def file(self, talk: Talk, file: IncomingFile) -> Entry:
        """Raises DomainError."""
        del talk, file
        raise InvalidInput("form-no-file")

    def stays(self, talk: Talk) -> str:
        """What passing the step over leaves as it is; "" where nothing stands there yet."""
        return str((talk.values.get(PRESENT) or {}).get(self.name) or "")

    async def skipped(self, talk: Talk) -> Entry:
        """Of a step that may be passed over. Raises DomainError where this time it may not."""
        return Entry(None, self.stays(talk) or talk.words("tg-form-skipped"))

    async def preview(self, talk: Talk) -> Sequence[str]:
        """Lines between what was entered and the question."""
        del talk
        return ()

    def ways(self, talk: Talk) -> Sequence[Button]:
        """Out of the form, to something else."""
        del talk
        return ()


@dataclass(frozen=True, kw_only=True)
class Typed(Step):
    """Typed words. `parse` raises DomainError for what it cannot read; the form stays there.

    `quick`: buttons for the most frequent answers.
    """

    parse: Parse
    quick: Among | None = None

    async def typed(self, talk: Talk, text: str) -> Entry | None:
        return await self.parse(talk, text)

    async def choices(self, talk: Talk, query: str) -> Choices:
        del query
        return () if self.quick is None else await self.quick(talk)


@dataclass(frozen=True, kw_only=True)
class Choose(Step):
    """One of a list, by pages of eight; typing a part of the name narrows it."""

    among: Among

    async def choices(self, talk: Talk, query: str) -> Choices:
        wanted = query.casefold()
        return [c for c in await self.among(talk) if wanted in c.label.casefold()]


@dataclass(frozen=True, kw_only=True)
class Search(Step):
    """One of many: `find` searches by a part of the name; "" asks for the usual ones."""

    find: Callable[[Talk, str], Awaitable[Choices]]

    async def choices(self, talk: Talk, query: str) -> Choices:
        return await self.find(talk, query)


@dataclass(frozen=True, kw_only=True)
class Upload(Step):
    """A file of the chat. `read` fetches and judges it; its entry keeps the blob, not the bytes."""

    read: Callable[[Talk, IncomingFile], Awaitable[Entry]]

    async def typed(self, talk: Talk, text: str) -> Entry | None:
        del talk, text
        raise InvalidInput("form-file-wanted")

    async def file(self, talk: Talk, file: IncomingFile) -> Entry:
        return await self.read(talk, file)


async def _yes(talk: Talk) -> Choices:
    return (Choice(talk.words("tg-form-yes"), True),)


@dataclass(frozen=True, kw_only=True)
class Confirm(Step):
    """The last look before something is done; `say` are the lines it is decided on."""

    name: str = "confirm"
    label: str = ""
    ask: str = "tg-form-confirm"
    say: Callable[[Talk], Awaitable[Sequence[str]]] | None = None
    among: Among = field(default=_yes)

    async def choices(self, talk: Talk, query: str) -> Choices:
        del query
        return await self.among(talk)

    async def typed(self, talk: Talk, text: str) -> Entry | None:
        del talk, text
        raise InvalidInput("form-press-wanted")

    async def preview(self, talk: Talk) -> Sequence[str]:
        return () if self.say is None else await self.say(talk)

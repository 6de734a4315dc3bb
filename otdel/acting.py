"""What the addresses in letters do: the same services as the buttons, the same rights (P18)."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import DomainError, NotFound, Stale
from core.ids import ReservationId, TaskId
from core.notices.buttons import EXTEND, RELEASE, TASK_DONE, TASK_LATER
from core.notices.speech import Speech
from core.staff.model import Person
from core.stock.errors import ReservationBound, ReservationEnded
from core.stock.model import State
from otdel.act_links import ActLinks, Asked
from otdel.bootstrap import Core

ENDED = frozenset({State.LAPSED, State.RELEASED, State.SHIPPED})
"""Of a reservation: nothing more can be done to it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One request: who asks, for what, as which version was shown, under which cause."""

    core: Core
    asked: Asked
    person: Person
    number: int
    cause: str
    say: Speech

    @property
    def version(self) -> int:
        return self.asked.version


@dataclass(frozen=True, slots=True)
class Action:
    """`kind`: of the thing that is named. `label`: what the button of the page says."""

    kind: str
    label: str
    about: Callable[[Asking], Awaitable[list[str]]]
    run: Callable[[Asking], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: its head, its lines, and its button while there is something to press."""

    language: str
    head: str
    lines: tuple[str, ...] = ()
    button: str = ""
    missing: bool = False


class Acting:
    def __init__(self, core: Core, links: ActLinks) -> None:
        self._core = core
        self._links = links

    async def look(self, token: str) -> Shown:
        """What would happen. Changes nothing: scanners of mail open every address."""
        return await self._answered(token, self._offer)

    async def do(self, token: str) -> Shown:
        """Does it, once however often it is asked; a second answer repeats the first one's."""
        return await self._answered(token, self._act)

    async def _answered(
        self, token: str, work: Callable[[Action, Asking], Awaitable[Shown]]
    ) -> Shown:
        """Forged, late, dismissed, another's, unknown, of a mailbox taken away: all look alike."""
        asked = self._links.read(token)
        if asked is None:
            return self._missing()
        try:
            return await work(ACTIONS[asked.prefix], await self._asking(asked, token))
        except NotFound:
            return self._missing()

    async def _asking(self, asked: Asked, token: str) -> Asking:
        async with self._core.units.read() as unit:
            person = await unit.people.get(asked.person)
        if person is None or not person.placed:
            raise NotFound
        if self._links.box(person.email or "") != asked.box:
            raise NotFound
        kind = ACTIONS[asked.prefix].kind
        number = await self._core.names.resolve(person, asked.public, kind)
        cause = f"mail:{hashlib.sha256(token.encode()).hexdigest()}"
        say = Speech(self._core.texts, person.locale, self._core.firm.timezone)
        return Asking(self._core, asked, person, number, cause, say)

    async def _offer(self, action: Action, asking: Asking) -> Shown:
        try:
            lines = await action.about(asking)
        except NotFound:
            raise
        except DomainError as error:
            return self._refused(action, asking, error)
        who = asking.say("act-as", name=asking.person.name)
        label = asking.say(action.label)
        return Shown(asking.person.locale, label, (*lines, who), label)

    async def _act(self, action: Action, asking: Asking) -> Shown:
        try:
            said = await action.run(asking)
        except NotFound:
            raise
        except DomainError as error:
            asked = asking.asked
            await self._core.refusals.record(
                asking.person, error, asked.prefix, asking.cause, asked.public
            )
            return self._refused(action, asking, error)
        return Shown(asking.person.locale, said)

    def _refused(self, action: Action, asking: Asking, error: DomainError) -> Shown:
        say = asking.say
        fields = {**error.fields, **self._clocked(error)}
        code = "act-stale" if error.code in {"stale", "stale-by"} else f"error-{error.code}"
        try:
            said = say(code, **fields)
        except (KeyError, ValueError):
            said = say("act-refused")
        return Shown(asking.person.locale, say(action.label), (said,))

    def _clocked(self, error: DomainError) -> Mapping[str, str]:
        """The moment of a refusal in the company's zone."""
        try:
            at = datetime.fromisoformat(str(error.fields.get("at")))
        except ValueError:
            return {}
        zone = ZoneInfo(self._core.firm.timezone)
        return {"at": at.astimezone(zone).strftime("%d.%m %H:%M")}

    def _missing(self) -> Shown:
        firm = self._core.firm
        say = Speech(self._core.texts, firm.locale, firm.timezone)
        return Shown(firm.locale, say("act-missing"), (say("act-missing-how"),), missing=True)


def _as_shown(asking: Asking, one: Mapping[str, Any]) -> None:
    """Raises Stale."""
    if one["version"] != asking.version:
        raise Stale


async def _reservation(asking: Asking) -> list[str]:
    """Of his own or one that he may act on; what it was about, and until when.

    Raises ReservationEnded, ReservationBound, Stale: what is over has no button.
    """
    one = await asking.core.booking.one(asking.person, ReservationId(asking.number))
    if one.get("state") in ENDED:
        raise ReservationEnded(state=str(one["state"]))
    if "lapses_at" in one and one["lapses_at"] is None:
        raise ReservationBound
    _as_shown(asking, one)
    say = asking.say
    goods = say(
        "act-reservation", product=one["product"], grams=say.weight(one["grams"]),
        warehouse=one["warehouse"],
    )  # fmt: skip
    until = one.get("lapses_at")
    return [goods, *([say("act-until", at=say.moment(until))] if until else [])]


async def _extension(asking: Asking) -> list[str]:
    """Counted from now, so the page says until when that is."""
    lines = await _reservation(asking)
    life = timedelta(days=asking.core.firm.reservation_days)
    until = asking.say.moment(asking.core.clock.now() + life)
    return [*lines, asking.say("act-extended-to", at=until)]


async def _extend(asking: Asking) -> str:
    until = await asking.core.booking.extend(
        asking.person, ReservationId(asking.number), asking.version, cause=asking.cause
    )
    return asking.say("act-extended", at=asking.say.moment(until))


async def _release(asking: Asking) -> str:
    await asking.core.booking.release(
        asking.person, ReservationId(asking.number), asking.version, cause=asking.cause
    )
    return asking.say("act-released")


async def _task(asking: Asking) -> list[str]:
    """Raises Stale when it was put off, or done, since."""
    one = await asking.core.tasks.one(asking.person, TaskId(asking.number))
    _as_shown(asking, one)
    due = one["due_at"]
    say = asking.say
    return [one["text"], *([say("act-due", at=say.moment(due))] if due else [])]


async def _done(asking: Asking) -> str:
    await asking.core.tasks.done(
        asking.person, TaskId(asking.number), asking.version, cause=asking.cause
    )
    return asking.say("act-done")


async def _later(asking: Asking) -> str:
    view = await asking.core.tasks.postpone(
        asking.person, TaskId(asking.number), asking.version, 1, cause=asking.cause
    )
    return asking.say("act-postponed", at=asking.say.moment(view["due_at"]))


ACTIONS: Mapping[str, Action] = {
    EXTEND: Action("reservation", "act-extend", _extension, _extend),
    RELEASE: Action("reservation", "act-release", _reservation, _release),
    TASK_DONE: Action("task", "act-task-done", _task, _done),
    TASK_LATER: Action("task", "act-task-later", _task, _later),
}
"""Prefix of a button → what its address does; other buttons are left to Telegram."""

"""/quiet: everybody's own quiet hours, and what one wants to be told every day."""

from collections.abc import Awaitable, Callable
from datetime import time
from functools import partial
from typing import Any

from core.digest.model import Days, SubscriptionGone
from core.digest.ports import Unit, Units
from core.digest.wanted import KINDS
from core.errors import InvalidInput, NotAllowed
from core.firm import Firm
from core.ids import SubscriptionId
from core.once import once_whole
from core.policy.actors import acting, standing
from core.policy.permissions import require
from core.ports import Clock
from core.schedule.quiet import Quiet
from core.staff.model import Person

KEEP = "hours:keep"


class QuietHours:
    def __init__(self, units: Units, clock: Clock, firm: Firm) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm

    async def mine(self, actor: Person) -> dict[str, Any]:
        """`quiet`: what holds (Quiet, or None: never); `own`: set by the actor; `firm`: Quiet."""
        async with self._units.read() as unit:
            person = await standing(unit.people, actor)
            require(person, KEEP)
            own = await unit.hours.of([person.id])
        firm = Quiet(self._firm.quiet_from, self._firm.quiet_to)
        return {"quiet": own.get(person.id, firm), "own": person.id in own, "firm": firm}

    async def set(self, actor: Person, quiet: Quiet | None, cause: str) -> None:
        """None, or an end at the beginning: never quiet."""
        known = quiet if quiet is not None and quiet.begin != quiet.end else None

        async def work(unit: Unit, person: Person) -> None:
            await unit.hours.put(person.id, known, self._clock.now())

        await self._change(actor, cause, work)

    async def as_firm(self, actor: Person, cause: str) -> None:
        async def work(unit: Unit, person: Person) -> None:
            await unit.hours.drop(person.id)

        await self._change(actor, cause, work)

    async def _change(
        self, actor: Person, cause: str, work: Callable[[Unit, Person], Awaitable[None]]
    ) -> None:
        async def attempt(unit: Unit) -> None:
            person = await acting(unit.people, actor)
            require(person, KEEP)

            async def answered() -> dict[str, Any]:
                await work(unit, person)
                return {}

            await once_whole(unit, cause, self._clock.now(), answered)

        await self._units.run(attempt)


class Subscriptions:
    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def mine(self, actor: Person) -> list[dict[str, Any]]:
        """Those that run: id, kind, at (wall time), days, version."""
        async with self._units.read() as unit:
            person = await standing(unit.people, actor)
            require(person, KEEP)
            found = await unit.hours.running_of(person.id)
        return [
            {"id": s.id, "kind": s.kind, "at": s.at, "days": s.days.value, "version": s.version}
            for s in found
        ]

    async def subscribe(self, actor: Person, kind: str, at: time, days: str, cause: str) -> int:
        """One of a kind: an earlier one ends. Raises NotAllowed, InvalidInput."""
        if kind not in KINDS or days not in set(Days):
            raise InvalidInput("subscription-unknown")

        async def attempt(unit: Unit) -> dict[str, Any]:
            person = await acting(unit.people, actor)
            require(person, KEEP)
            if not KINDS[kind].allowed(person):
                raise NotAllowed(permission=KINDS[kind].rights[0])
            work = partial(self._subscribe, unit, person, kind, at, Days(days))
            return await once_whole(unit, cause, self._clock.now(), work)

        return int((await self._units.run(attempt))["subscription"])

    async def _subscribe(
        self, unit: Unit, person: Person, kind: str, at: time, days: Days
    ) -> dict[str, Any]:
        now = self._clock.now()
        for one in await unit.hours.running_of(person.id):
            if one.kind == kind:
                await unit.hours.end(one.id, now)
        return {"subscription": await unit.hours.subscribe(person.id, kind, at, days, now)}

    async def end(self, actor: Person, number: SubscriptionId, cause: str) -> None:
        """By its owner; another's is as good as none. Raises SubscriptionGone."""

        async def attempt(unit: Unit) -> None:
            person = await acting(unit.people, actor)
            require(person, KEEP)
            work = partial(self._end, unit, person, number)
            await once_whole(unit, cause, self._clock.now(), work)

        await self._units.run(attempt)

    async def _end(self, unit: Unit, person: Person, number: SubscriptionId) -> dict[str, Any]:
        one = await unit.hours.subscription(number)
        if one is None or one.person_id != person.id:
            raise SubscriptionGone
        if not await unit.hours.end(number, self._clock.now()):
            raise SubscriptionGone
        return {}

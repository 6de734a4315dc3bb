"""D1: the directory of company statuses."""

from dataclasses import replace
from functools import partial

from core.clients.model import PENDING, Status
from core.clients.ports import Unit, Units
from core.errors import InvalidInput, NotFound
from core.once import once
from core.policy.actors import acting, looking
from core.policy.permissions import require
from core.ports import Clock, Texts
from core.staff.model import Person
from core.typed import line

LONGEST = 100


class Statuses:
    def __init__(self, units: Units, clock: Clock, texts: Texts) -> None:
        self._units = units
        self._clock = clock
        self._texts = texts

    async def listing(self, actor: Person, archived: bool = False) -> list[Status]:
        """In the directory's order. Every member of staff sees the words of a status."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            require(actor, "day:keep")
            found = await unit.cards.statuses()
        return [status for status in found if archived or status.archived_at is None]

    async def add(self, actor: Person, name: str, in_progress: bool, cause: str) -> str:
        """By administrators; the code of the new status.

        `in_progress`: somebody works with the company, so a call to it by another is a red card
        (D4, D5). A name that an archived one has brings that one back.
        """
        async with self._units.begin() as unit:
            actor = await self._editor(unit, actor)
            work = partial(self._add, unit, actor, _name(name), in_progress)
            return await once(unit, cause, self._clock.now(), work)

    async def _add(self, unit: Unit, actor: Person, name: str, in_progress: bool) -> str:
        known = await unit.cards.statuses()
        twins = self._twins(actor, known, name)
        _refuse_taken(twins, name)
        if twins:
            back = replace(twins[0], in_progress=in_progress, archived_at=None)
            await unit.cards.save_status(back)
            return back.code
        position = max((status.position for status in known), default=-1) + 1
        status = Status(f"status-{position}", name, position, in_progress)
        if not await unit.cards.add_status(status):
            raise InvalidInput("status-taken", name=name)
        return status.code

    async def rename(self, actor: Person, code: str, name: str, cause: str) -> str:
        """Raises NotFound, InvalidInput ("status-taken")."""
        async with self._units.begin() as unit:
            actor = await self._editor(unit, actor)
            work = partial(self._rename, unit, actor, code, _name(name))
            return await once(unit, cause, self._clock.now(), work)

    async def _rename(self, unit: Unit, actor: Person, code: str, name: str) -> str:
        known = await unit.cards.statuses()
        others = [status for status in known if status.code != code]
        _refuse_taken(self._twins(actor, others, name), name)
        await unit.cards.save_status(replace(_of(known, code), name=name))
        return "changed"

    async def archive(self, actor: Person, code: str, cause: str) -> str:
        """Companies keep it, nobody gets it any more; "pending" stays for good (D2)."""
        async with self._units.begin() as unit:
            actor = await self._editor(unit, actor)
            work = partial(self._archive, unit, code)
            return await once(unit, cause, self._clock.now(), work)

    async def _archive(self, unit: Unit, code: str) -> str:
        status = _of(await unit.cards.statuses(), code)
        if code == PENDING:
            raise InvalidInput("status-needed")
        if status.archived_at is None:
            await unit.cards.save_status(replace(status, archived_at=self._clock.now()))
        return "archived"

    async def restore(self, actor: Person, code: str, cause: str) -> str:
        """Offered again. Raises NotFound, InvalidInput ("status-taken")."""
        async with self._units.begin() as unit:
            actor = await self._editor(unit, actor)
            work = partial(self._restore, unit, actor, code)
            return await once(unit, cause, self._clock.now(), work)

    async def _restore(self, unit: Unit, actor: Person, code: str) -> str:
        known = await unit.cards.statuses()
        status, name = _of(known, code), self._word(actor, _of(known, code))
        others = [one for one in known if one.code != code]
        _refuse_taken(self._twins(actor, others, name), name)
        await unit.cards.save_status(replace(status, archived_at=None))
        return "restored"

    def _twins(self, actor: Person, known: list[Status], name: str) -> list[Status]:
        """Those that the actor reads under this name."""
        wanted = name.casefold()
        return [
            status
            for status in known
            if wanted in {status.name.casefold(), self._word(actor, status).casefold()}
        ]

    def _word(self, actor: Person, status: Status) -> str:
        """One without a name of its own has its words in the locale files (`Status`)."""
        if status.name != status.code:
            return status.name
        try:
            return self._texts.render(f"status-{status.code}", actor.locale)
        except KeyError:
            return status.name

    @staticmethod
    async def _editor(unit: Unit, actor: Person) -> Person:
        person = await acting(unit.people, actor)
        require(person, "status:edit")
        return person


def _name(typed: str) -> str:
    name = line(typed, LONGEST, "status")
    if not name:
        raise InvalidInput("name-missing")
    return name


def _of(known: list[Status], code: str) -> Status:
    found = next((status for status in known if status.code == code), None)
    if found is None:
        raise NotFound("status-unknown")
    return found


def _refuse_taken(twins: list[Status], name: str) -> None:
    if any(status.archived_at is None for status in twins):
        raise InvalidInput("status-taken", name=name)

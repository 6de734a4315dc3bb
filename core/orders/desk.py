"""One change of one deal: authorised, locked, checked against what the actor saw, done once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from core.approvals.service import Approvals
from core.errors import DomainError, NotFound, Stale
from core.firm import Firm
from core.ids import ClientId, DealId, LineId, PersonId
from core.once import once_whole
from core.orders.access import reachable
from core.orders.errors import (
    FloorBreach,
    RuleBreach,
    TermsAsked,
    TermsRejected,
    WrongStage,
)
from core.orders.events import DealStage
from core.orders.model import ENDED, UNCONFIRMED, Deal, Line, Stage
from core.orders.ports import Unit, Units
from core.policy.actors import acting
from core.ports import Clock, React
from core.staff.model import Person

Answer = dict[str, Any]


@dataclass(slots=True)
class OpenDeal:
    """A deal that this transaction holds; its lines by id, those that stand."""

    unit: Unit
    actor: Person
    deal: Deal
    lines: dict[LineId, Line]
    now: datetime
    day: date
    day_of: Callable[[datetime], date]
    """The firm's day of any moment."""
    events: list[Any] = field(default_factory=list)

    def line(self, number: LineId) -> Line:
        """Raises NotFound: a line of another deal, or one that was removed."""
        if number not in self.lines:
            raise NotFound
        return self.lines[number]

    def require(self, stages: frozenset[Stage]) -> None:
        """Raises WrongStage."""
        if self.deal.stage not in stages:
            raise WrongStage(stage=self.deal.stage.value)

    def change(self, **values: Any) -> None:
        self.deal = replace(self.deal, **values)

    async def put(self, line: Line) -> None:
        self.lines[line.id] = line
        await self.unit.deals.save_line(line)

    def move(self, stage: Stage) -> None:
        """To another stage; to the same one nothing happens."""
        before = self.deal.stage
        if stage is before:
            return
        ended = self.now if stage in ENDED else None
        self.change(stage=stage, ended_at=ended)
        deal = self.deal
        self.events.append(
            DealStage(deal.id, deal.client_id, deal.person_id, self.actor.id, before, stage)
        )

    @property
    def unconfirmed(self) -> bool:
        return self.deal.stage in UNCONFIRMED


Work = Callable[[OpenDeal], Awaitable[Answer]]
Before = Callable[[Unit, Deal], Awaitable[None]]


class DealDesk:
    """What the services of this room share."""

    def __init__(
        self, units: Units, clock: Clock, firm: Firm, react: React, approvals: Approvals
    ) -> None:
        self.units = units
        self.clock = clock
        self.firm = firm
        self.react = react
        self.approvals = approvals

    async def change(
        self,
        actor: Person,
        number: DealId,
        version: int | None,
        actions: tuple[str, ...],
        cause: str,
        work: Work,
        before: Before | None = None,
    ) -> Answer:
        """The answer of `work`, with the deal's new version; the first one's on a replay.

        `before` runs ahead of the lock: requests are locked before deals wherever both are.
        `version` None: the command names no card. Raises NotFound, NotAllowed, Stale, and what
        `work` refuses. A refusal that has to be remembered (a floor that has risen) is an answer
        with "refused", raised after the commit.
        """

        async def attempt(unit: Unit) -> Answer:
            person = await acting(unit.people, actor)
            deal = await reachable(unit, person, number, *actions, held=True)

            async def run() -> Answer:
                if before is not None:
                    await before(unit, deal)
                opened = await self._opened(unit, person, number, version)
                if _whose(opened.deal) != _whose(deal):
                    await reachable(unit, person, number, *actions)
                return await self._run(opened, work)

            return await once_whole(unit, cause, self.clock.now(), run)

        answer = await self.units.run(attempt)
        raise_refused(answer)
        return answer

    async def _opened(
        self, unit: Unit, actor: Person, number: DealId, version: int | None
    ) -> OpenDeal:
        deal = await unit.deals.locked(number)
        if deal is None:
            raise NotFound
        if version is not None and deal.version != version:
            raise await self._stale(unit, deal)
        lines = (await unit.deals.lines([number]))[number]
        now = self.clock.now()
        return OpenDeal(
            unit,
            actor,
            deal,
            {line.id: line for line in lines},
            now,
            self.firm.day(now),
            self.firm.day,
        )

    @staticmethod
    async def _stale(unit: Unit, deal: Deal) -> Stale:
        """A second press is told who was first, and when."""
        if deal.changed_by is None or deal.changed_at is None:
            return Stale()
        person = await unit.people.get(deal.changed_by)
        return Stale(by=person.name if person else "", at=deal.changed_at.isoformat())

    async def _run(self, opened: OpenDeal, work: Work) -> Answer:
        answer = await work(opened)
        if "refused" not in answer:
            opened.change(
                version=opened.deal.version + 1,
                changed_by=opened.actor.id,
                changed_at=opened.now,
            )
            answer = answer | {"version": opened.deal.version}
        await opened.unit.deals.save(opened.deal)
        await self.react(opened.unit, opened.events)
        return answer


def _whose(deal: Deal) -> tuple[ClientId, PersonId | None]:
    """A client may be handed over or merged while a command waits for the lock (P18)."""
    return deal.client_id, deal.person_id


def refused(error: DomainError) -> Answer:
    """Kept with the transaction, so that a replay is refused in the same words."""
    return {"refused": {"code": error.code, "fields": dict(error.fields)}}


_REMEMBERED: Mapping[str, type[DomainError]] = {
    kind.code: kind for kind in (FloorBreach, RuleBreach, TermsAsked, TermsRejected)
}


def raise_refused(answer: Mapping[str, Any]) -> None:
    found = answer.get("refused")
    if found is None:
        return
    raise _REMEMBERED[found["code"]](**found["fields"])

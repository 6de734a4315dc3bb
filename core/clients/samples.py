"""A11, A12: samples that went to clients, and the calls that are due about them."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from core.amounts import LARGEST
from core.clients.events import SampleConcluded, SampleSent
from core.clients.model import Sample
from core.clients.ports import Unit, Units
from core.clients.room import demand, locked, side_of, stale_since, standing, tab
from core.errors import InvalidInput, NotFound, Stale
from core.firm import Firm
from core.ids import ClientId, ProductId, SampleId
from core.once import once, once_whole
from core.policy.actors import acting, looking
from core.policy.permissions import require
from core.ports import Clock, React
from core.staff.model import Person, compartment_of
from core.typed import prose

CALL = "sample-call"
"""The job whose `due` row stands until an outcome is recorded."""
LONGEST = 1000


class Samples:
    def __init__(self, units: Units, clock: Clock, firm: Firm, react: React) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm
        self._react = react

    async def send(
        self, actor: Person, client: ClientId, product: ProductId, grams: int, cause: str
    ) -> dict[str, Any]:
        """{"id", "call_at"}: the call is due some days after (a setting), ISO, UTC.

        Raises InvalidInput, NotAllowed, NotFound.
        """
        if not 0 < grams <= LARGEST:
            raise InvalidInput("quantity-range")
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._send, unit, actor, client, product, grams)
            return await once_whole(unit, cause, self._clock.now(), work)

    async def _send(
        self, unit: Unit, actor: Person, client: ClientId, product: ProductId, grams: int
    ) -> dict[str, Any]:
        await locked(unit, actor, client, "sample:write")
        if await unit.cards.product_name(product) is None:
            raise NotFound("product-unknown")
        now = self._clock.now()
        call_at = now + timedelta(days=self._firm.sample_call_days)
        sample = Sample(SampleId(0), client, product, grams, now, actor.id, call_at)
        number = await unit.cards.add_sample(sample)
        await unit.due.put(CALL, call_at, "sample", number, {"client": client})
        await self._react(unit, [SampleSent(client, number, actor.id, call_at)])
        return {"id": number, "call_at": call_at.isoformat()}

    async def conclude(
        self, actor: Person, sample: SampleId, version: int, outcome: str, cause: str
    ) -> str:
        """What the client said; nothing is due about it any more.

        Raises InvalidInput, Stale (by, at of the first answer), NotAllowed, NotFound.
        """
        words = prose(outcome, LONGEST, "outcome")
        if not words:
            raise InvalidInput("outcome-empty")
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._conclude, unit, actor, sample, version, words)
            return await once(unit, cause, self._clock.now(), work)

    async def _conclude(
        self, unit: Unit, actor: Person, number: SampleId, version: int, outcome: str
    ) -> str:
        await unit.cards.lock_sample(number)
        sample = await unit.cards.sample(number)
        if sample is None:
            raise NotFound
        _, lane = await standing(unit, actor, sample.client_id)
        demand(actor, "sample:write", lane)
        sender = await unit.people.get(sample.person_id)
        if side_of(actor) is not None and compartment_of(sender) != compartment_of(actor):
            raise NotFound
        if sample.outcome_at is not None:
            raise await stale_since(unit, actor, sample.outcome_by, sample.outcome_at)
        if sample.version != version:
            raise Stale
        now = self._clock.now()
        await unit.cards.conclude_sample(number, outcome, actor.id, now)
        await unit.due.clear(CALL, "sample", number, now)
        await self._react(unit, [SampleConcluded(sample.client_id, number, actor.id)])
        return "recorded"

    async def of(self, actor: Person, client: ClientId) -> list[dict[str, Any]]:
        """Newest first: id, product, grams, sent_at, person, call_at, outcome, version.

        Raises NotFound, NotAllowed.
        """
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found, _ = await tab(unit, actor, client, "samples")
            rows = await unit.cards.samples_of(found.id, side_of(actor))
        return [_view(sample) for sample in rows]

    async def due(self, actor: Person, now: datetime) -> list[dict[str, Any]]:
        """A12: whom to call about samples by `now`; the actor's own clients, oldest first.

        Raises NotAllowed.
        """
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            require(actor, "sample:write:own")
            rows = await unit.cards.due_samples(actor.id, now, side_of(actor))
        return [_view(sample) for sample in rows]


def _view(sample: Sample) -> dict[str, Any]:
    return {
        "id": sample.id,
        "client_id": sample.client_id,
        "client": sample.client_name,
        "product_id": sample.product_id,
        "product": sample.product_name,
        "grams": sample.grams,
        "sent_at": sample.sent_at,
        "person": sample.person_name,
        "call_at": sample.call_at,
        "outcome": sample.outcome,
        "outcome_at": sample.outcome_at,
        "version": sample.version,
    }

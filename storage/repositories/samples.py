"""Samples that went to clients."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clients.model import Sample
from core.ids import ClientId, PersonId, ProductId, SampleId
from storage.repositories.comments import written_on
from storage.tables import clients, lanes, people, products, samples

_named = (
    select(
        samples,
        products.c.name.label("product_name"),
        people.c.name.label("person_name"),
        clients.c.name.label("client_name"),
    )
    .join(products, products.c.id == samples.c.product_id)
    .join(people, people.c.id == samples.c.person_id)
    .join(clients, clients.c.id == samples.c.client_id)
)
_one = _named.where(samples.c.id == bindparam("sample"))
_of_client = _named.where(samples.c.client_id == bindparam("client")).order_by(
    samples.c.sent_at.desc(), samples.c.id.desc()
)
_lock = select(samples.c.id).where(samples.c.id == bindparam("sample")).with_for_update()
_due = (
    _named.join(lanes, (lanes.c.client_id == samples.c.client_id) & lanes.c.closed_at.is_(None))
    .where(
        samples.c.outcome_at.is_(None),
        samples.c.call_at <= bindparam("now"),
        lanes.c.owner_id == bindparam("owner"),
    )
    .order_by(samples.c.call_at, samples.c.id)
)
_uncalled = _named.where(
    samples.c.outcome_at.is_(None), samples.c.call_at <= bindparam("until")
).order_by(samples.c.call_at, samples.c.id)
_conclude = (
    update(samples)
    .where(samples.c.id == bindparam("sample"))
    .values(
        outcome=bindparam("words"),
        outcome_at=bindparam("at"),
        outcome_by=bindparam("by"),
        version=samples.c.version + 1,
    )
)
_product = select(products.c.name).where(products.c.id == bindparam("product"))
_COLUMNS = ("client_id", "product_id", "grams", "sent_at", "person_id", "call_at")


class SqlSamples:
    """The samples of core.clients.cardfile.CardFile."""

    _connection: AsyncConnection

    async def product_name(self, product: ProductId) -> str | None:
        name: str | None = await self._connection.scalar(_product, {"product": product})
        return name

    async def add_sample(self, sample: Sample) -> SampleId:
        row = {name: getattr(sample, name) for name in _COLUMNS}
        made = await self._connection.execute(samples.insert().returning(samples.c.id), row)
        return SampleId(made.scalar_one())

    async def sample(self, sample: SampleId) -> Sample | None:
        row = (await self._connection.execute(_one, {"sample": sample})).one_or_none()
        return None if row is None else _sample(row)

    async def lock_sample(self, sample: SampleId) -> None:
        await self._connection.execute(_lock, {"sample": sample})

    async def conclude_sample(
        self, sample: SampleId, outcome: str, by: PersonId, now: datetime
    ) -> None:
        values = {"sample": sample, "words": outcome, "by": by, "at": now}
        await self._connection.execute(_conclude, values)

    async def samples_of(self, client: ClientId, side: PersonId | str | None) -> list[Sample]:
        statement = _of_client.where(*written_on(side))
        return [
            _sample(row) for row in await self._connection.execute(statement, {"client": client})
        ]

    async def uncalled(self, until: datetime) -> list[Sample]:
        return [_sample(row) for row in await self._connection.execute(_uncalled, {"until": until})]

    async def due_samples(
        self, owner: PersonId, now: datetime, side: PersonId | str | None
    ) -> list[Sample]:
        values = {"owner": owner, "now": now}
        statement = _due.where(*written_on(side))
        return [_sample(row) for row in await self._connection.execute(statement, values)]


def _sample(row: Row[Any]) -> Sample:
    return Sample(
        id=row.id,
        client_id=row.client_id,
        product_id=row.product_id,
        grams=row.grams,
        sent_at=row.sent_at,
        person_id=row.person_id,
        call_at=row.call_at,
        outcome=row.outcome,
        outcome_at=row.outcome_at,
        outcome_by=row.outcome_by,
        version=row.version,
        product_name=row.product_name,
        person_name=row.person_name,
        client_name=row.client_name,
    )

"""What a deal leaves behind: offers and invoices, payments, and the register of absent sales."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import DealId, PersonId
from core.orders.model import AbsentSale, Paper, Payment
from storage.dialects import padded
from storage.repositories.prices import kopecks, roubles
from storage.tables import absent_sales, papers, payments

# Two papers at once would take the same number; the lock ends with the transaction.
_NUMBERING = text("SELECT pg_advisory_xact_lock(:key)")
_NUMBERS = 0x7061706572
_last = select(func.max(papers.c.number)).where(papers.c.kind == bindparam("kind"))
_papers = (
    select(papers)
    .where(papers.c.deal_id.in_(bindparam("ids", expanding=True)))
    .order_by(papers.c.id)
)
_payments = (
    select(payments)
    .where(payments.c.deal_id.in_(bindparam("ids", expanding=True)))
    .order_by(payments.c.id)
)
_absent = (
    select(absent_sales)
    .order_by(absent_sales.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_unnoted = absent_sales.c.noted_at.is_(None)
_not_noted = (
    select(absent_sales)
    .where(_unnoted)
    .order_by(absent_sales.c.id.desc())
    .limit(bindparam("limit"))
)
_count_not_noted = select(func.count()).select_from(absent_sales).where(_unnoted)
_sale = select(absent_sales).where(absent_sales.c.id == bindparam("sale"))
_note = (
    update(absent_sales)
    .where(absent_sales.c.id == bindparam("sale"), absent_sales.c.noted_at.is_(None))
    .values(noted_by=bindparam("by"), noted_at=bindparam("now"))
)


class SqlPapers:
    """The part of core.orders.ports.Deals that only ever grows."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_paper(self, deal: DealId, paper: Paper) -> int:
        if self._connection.dialect.name != "sqlite":
            await self._connection.execute(_NUMBERING, {"key": _NUMBERS})
        last = await self._connection.scalar(_last, {"kind": paper.kind})
        number = int(last or 0) + 1
        row = {
            "deal_id": deal,
            "kind": paper.kind,
            "number": number,
            "valid_until": paper.valid_until,
            "person_id": paper.person_id,
            "at": paper.at,
        }
        await self._connection.execute(papers.insert(), row)
        return number

    async def papers(self, deals: Iterable[DealId]) -> Sequence[Paper]:
        ids = padded(deals)
        if not ids:
            return []
        rows = await self._connection.execute(_papers, {"ids": ids})
        return [Paper(r.deal_id, r.kind, r.number, r.valid_until, r.person_id, r.at) for r in rows]

    async def add_payment(self, payment: Payment) -> None:
        row = {
            "deal_id": payment.deal_id,
            "amount": kopecks(payment.amount),
            "paid_on": payment.paid_on,
            "person_id": payment.person_id,
            "at": payment.at,
            "reverses_id": payment.reverses,
            "reason": payment.reason,
        }
        await self._connection.execute(payments.insert(), row)

    async def payments(self, deals: Iterable[DealId]) -> Sequence[Payment]:
        ids = padded(deals)
        if not ids:
            return []
        rows = await self._connection.execute(_payments, {"ids": ids})
        return [_payment_of(row) for row in rows]

    async def add_absent(self, sale: AbsentSale) -> int:
        cost = kopecks(sale.expected_cost) if sale.expected_cost is not None else None
        row = {
            "deal_id": sale.deal_id,
            "line_id": sale.line_id,
            "product_id": sale.product_id,
            "person_id": sale.person_id,
            "grams": sale.grams,
            "expected_cost": cost,
            "at": sale.at,
        }
        statement = absent_sales.insert().returning(absent_sales.c.id)
        return int((await self._connection.execute(statement, row)).scalar_one())

    async def absent(self, limit: int, offset: int) -> Sequence[AbsentSale]:
        rows = await self._connection.execute(_absent, {"limit": limit, "offset": offset})
        return [_sale_of(row) for row in rows]

    async def count_absent(self) -> int:
        counted = select(func.count()).select_from(absent_sales)
        return int(await self._connection.scalar(counted) or 0)

    async def not_noted(self, limit: int) -> Sequence[AbsentSale]:
        return [
            _sale_of(row) for row in await self._connection.execute(_not_noted, {"limit": limit})
        ]

    async def count_not_noted(self) -> int:
        return int(await self._connection.scalar(_count_not_noted) or 0)

    async def note_absent(self, sale: int, by: PersonId, now: datetime) -> AbsentSale | None:
        await self._connection.execute(_note, {"sale": sale, "by": by, "now": now})
        row = (await self._connection.execute(_sale, {"sale": sale})).one_or_none()
        return None if row is None else _sale_of(row)


def _payment_of(row: Row[Any]) -> Payment:
    return Payment(
        deal_id=row.deal_id,
        amount=roubles(row.amount),
        paid_on=row.paid_on,
        person_id=row.person_id,
        at=row.at,
        id=row.id,
        reverses=row.reverses_id,
        reason=row.reason,
    )


def _sale_of(row: Row[Any]) -> AbsentSale:
    return AbsentSale(
        id=row.id,
        deal_id=row.deal_id,
        line_id=row.line_id,
        product_id=row.product_id,
        person_id=row.person_id,
        grams=row.grams,
        expected_cost=roubles(row.expected_cost) if row.expected_cost is not None else None,
        at=row.at,
        noted_by=row.noted_by,
        noted_at=row.noted_at,
    )

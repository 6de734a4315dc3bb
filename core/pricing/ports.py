from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Any, Protocol

from core.ids import PersonId, ProductId
from core.pricing.model import Goods, PriceKind, PriceRow, Rate, VatRate
from core.staff.ports import People


class RatesUnavailable(Exception):
    """`reason`: "no-answer", "refused" or "unreadable"; nothing of the answer has been kept."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RateSource(Protocol):
    """The central bank."""

    async def rates(self, on: date) -> Sequence[Rate]:
        """Those in force on that day, by the day that they are FOR. Raises RatesUnavailable."""
        ...


class PriceList(Protocol):
    async def goods(self, products: Iterable[ProductId]) -> dict[ProductId, Goods]: ...

    async def lock(self, product: ProductId) -> None:
        """Holds the product's row until the end of the transaction: floors change one by one."""
        ...

    async def add(self, row: PriceRow) -> int:
        """The id; that of `row` is not looked at."""
        ...

    async def in_force(
        self, products: Iterable[ProductId], kind: PriceKind, now: datetime
    ) -> dict[ProductId, PriceRow]:
        """The latest that has begun, of each product that has one."""
        ...

    async def rules(self, products: Iterable[ProductId], now: datetime) -> Sequence[PriceRow]:
        """Of announcements that have been sent, have not been lifted and have not ended (B8)."""
        ...

    async def by_ids(self, prices: Iterable[int]) -> dict[int, PriceRow]: ...

    async def history(self, product: ProductId, limit: int) -> Sequence[PriceRow]:
        """Newest first, those still to begin included."""
        ...

    async def vat_rates(self) -> Sequence[VatRate]: ...

    async def rate(self, currency: str, on: date) -> Rate | None:
        """The rate of that day, or of the last day before it that has one."""
        ...

    async def rates(self, limit: int, until: date) -> Sequence[Rate]:
        """Newest days first, `until` the first of them: what is for a later day is not told yet."""
        ...

    async def put_rate(self, rate: Rate, by: PersonId | None, now: datetime) -> None: ...

    async def drop_rates(self, source: str, after: date, until: date) -> None:
        """Those of one source for days after `after`, up to `until`."""
        ...


class PriceUnit(Protocol):
    """One transaction, as far as the functions of this room need it."""

    @property
    def prices(self) -> PriceList: ...


class Unit(PriceUnit, Protocol):
    @property
    def people(self) -> People: ...

    async def command(self, cause: str, n: int) -> dict[str, Any] | None: ...

    async def record_command(
        self, cause: str, n: int, result: Mapping[str, Any], now: datetime
    ) -> None: ...

    async def cursor(self, name: str) -> str | None: ...

    async def set_cursor(self, name: str, value: str) -> None: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Unit]: ...

    def read(self) -> AbstractAsyncContextManager[Unit]: ...

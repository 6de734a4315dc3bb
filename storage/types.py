"""Column types that keep what the database would lose."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A structure of ours; texts in it were made storable before (no NUL, no lone surrogate)."""

Id = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only for a column that is exactly INTEGER."""


class Utc(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out: SQLite would give naive ones back, and compares texts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time has no place in the database")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Money(TypeDecorator[int]):
    """Kopecks, an integer; `Decimal` in core, never float."""

    impl = BigInteger
    cache_ok = True


class Grams(TypeDecorator[int]):
    """Grams, an integer; shown in tonnes with three decimals."""

    impl = BigInteger
    cache_ok = True

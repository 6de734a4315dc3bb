"""Very many rows at once, for sample data and imports: no use case is behind them.

Whoever writes this way keeps the invariants himself.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.tables import metadata

FLUSH = 20_000
_PART = 5_000
_SEQUENCE = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")

Row = dict[str, Any]


class Bulk:
    """Rows gather in memory and go out table by table, parents before children."""

    def __init__(self, database: Database, account: str = "") -> None:
        """`account`: of the provider that the messages are said to have come through."""
        self._database = database
        self.account = account
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._changes: dict[str, dict[int, Row]] = defaultdict(dict)
        self._next: dict[str, int] = {}
        self.pending = 0
        self.written: dict[str, int] = defaultdict(int)

    async def open(self) -> None:
        """Ids go on after those that are there."""
        async with self._database.read() as connection:
            for table in metadata.sorted_tables:
                if "id" in table.c:
                    last = await connection.scalar(select(func.max(table.c.id)))
                    self._next[table.name] = (last or 0) + 1

    def holds(self, table: str) -> bool:
        return self._next[table] > 1

    def add(self, table: str, **row: Any) -> int:
        """The id of the new row, in tables that have one."""
        number = 0
        if table in self._next:
            number = row.setdefault("id", self._next[table])
            self._next[table] = max(self._next[table], number + 1)
        self._rows[table].append(row)
        self.pending += 1
        return number

    def change(self, table: str, number: int, **values: Any) -> None:
        """A row of this run, written or not yet; the same columns each time."""
        self._changes[table][number] = values

    async def flush(self) -> None:
        """In one transaction."""
        async with self._database.write() as connection:
            for table in metadata.sorted_tables:
                await self._write(connection, table.name, self._rows.pop(table.name, []))
            for name, changes in self._changes.items():
                await _change(connection, name, changes)
        self._changes.clear()
        self.pending = 0

    async def close(self) -> None:
        """What is left; then PostgreSQL's sequences and statistics catch up with the rows."""
        await self.flush()
        if self._database.dialect == "sqlite":
            return
        async with self._database.write() as connection:
            for name in self.written:
                if name in self._next:
                    values = {"name": name, "last": self._next[name] - 1}
                    await connection.execute(_SEQUENCE, values)
            await connection.execute(text("ANALYZE"))

    async def _write(self, connection: AsyncConnection, name: str, rows: list[Row]) -> None:
        insert = metadata.tables[name].insert()
        alike: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in rows:
            alike[tuple(row)].append(row)
        for group in alike.values():
            for first in range(0, len(group), _PART):
                await connection.execute(insert, group[first : first + _PART])
        if rows:
            self.written[name] += len(rows)


async def _change(connection: AsyncConnection, name: str, changes: dict[int, Row]) -> None:
    table = metadata.tables[name]
    columns = next(iter(changes.values()))
    update = (
        table.update()
        .where(table.c.id == bindparam("row_id"))
        .values({column: bindparam(f"new_{column}") for column in columns})
    )
    rows = [
        {"row_id": number} | {f"new_{column}": value for column, value in values.items()}
        for number, values in changes.items()
    ]
    await connection.execute(update, rows)

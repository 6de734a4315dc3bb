"""aiosqlite through SQLAlchemy with one trip to its thread a statement instead of four.

SQLAlchemy's adapter asks for a cursor, executes, fetches and closes, each in a trip of its own of
some 50 µs: a message's transactions are small, so the trips are most of what they cost
(PERFORMANCE, goal 3).
"""

import sqlite3
from collections import deque
from collections.abc import Sequence
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import await_only

Outcome = tuple[Any, Sequence[Any], int, int | None]


def _execute(
    connection: sqlite3.Connection, begin: str, statement: str, parameters: Any
) -> Outcome:
    """In aiosqlite's thread."""
    if begin:
        connection.execute(begin).close()
    cursor = connection.execute(statement, parameters)
    try:
        rows = cursor.fetchall() if cursor.description else ()
        return cursor.description, rows, cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()


def _execute_many(
    connection: sqlite3.Connection, begin: str, statement: str, parameters: Any
) -> Outcome:
    if begin:
        connection.execute(begin).close()
    cursor = connection.executemany(statement, parameters)
    try:
        return None, (), cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()


class OneTripCursor(AsyncAdapt_aiosqlite_cursor):
    """Holds results only; nothing stays open in the thread between two trips."""

    __slots__ = ("_outcome",)

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection  # noqa: SLF001 - its subclass
        self._rows = deque()
        self._outcome: Outcome = (None, (), -1, None)

    @property
    def description(self) -> Any:
        return self._outcome[0]

    @property
    def rowcount(self) -> int:
        return self._outcome[2]

    @property
    def lastrowid(self) -> Any:
        return self._outcome[3]

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        self._run(_execute, operation, parameters or ())

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        self._run(_execute_many, operation, seq_of_parameters)

    def close(self) -> None:
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def _run(self, work: Any, operation: Any, parameters: Any) -> None:
        driver: Any = self._connection
        begin = self._adapt_connection.begun()  # type: ignore[attr-defined]  # OneTripConnection
        try:
            self._outcome = await_only(
                driver._execute(  # noqa: SLF001 - pinned
                    work,
                    driver._conn,  # noqa: SLF001 - pinned
                    begin,
                    operation,
                    parameters,
                )
            )
        except Exception as error:  # noqa: BLE001 - the adapter raises it again, as its own
            self._adapt_connection._handle_exception(error)  # noqa: SLF001 - its subclass
        self._rows = deque(self._outcome[1])


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """BEGIN travels with the first statement; a transaction without one never reaches the file."""

    __slots__ = ("_begin",)

    _cursor_cls: Any = OneTripCursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begin = ""

    def begin_with(self, statement: str) -> None:
        self._begin = statement

    def begun(self) -> str:
        """What has to go before the next statement."""
        begin, self._begin = self._begin, ""
        return begin

    def commit(self) -> None:
        if not self.begun():
            super().commit()

    def rollback(self) -> None:
        if not self.begun():
            super().rollback()


class OneTripDriver(AsyncAdapt_aiosqlite_dbapi):
    """Handed to `create_async_engine(module=…)` in the place of the dialect's own."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        plain = super().connect(*arg, **kw)
        return OneTripConnection(self, plain._connection)  # noqa: SLF001 - its subclass

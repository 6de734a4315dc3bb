"""What a database error means to the caller; never with a value in the text (P22, trap 8)."""

from types import TracebackType
from typing import Any, Self

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import StorageUnavailable

_SQLITE_AWAY = {
    3: "PERM",
    5: "BUSY",
    6: "LOCKED",
    7: "NOMEM",
    9: "INTERRUPT",
    10: "IOERR",
    11: "CORRUPT",
    13: "FULL",
    14: "CANTOPEN",
    15: "PROTOCOL",
    22: "NOLFS",
    26: "NOTADB",
}
_SQLITE_PATIENT = {"BUSY", "LOCKED", "FULL"}
"""The connection itself is sound after these: rolled back, it serves the next transaction."""

_POSTGRES_AWAY = ("08", "53", "57", "58", "XX001", "XX002", "55P03", "3D000", "28")
_POSTGRES_CONFLICT = {"40001", "40P01"}

_SQLITE_READ_ONLY = 8
_POSTGRES_READ_ONLY = "25006"


class Conflict(StorageUnavailable):
    """Two transactions met and this one was undone whole: it may run again at once (fault 37)."""


class StatementRefused(Exception):
    """A bug of ours: a value or a rule that the database does not take. Names, never values."""


def translated(error: DBAPIError, *, writing: bool = True) -> Exception:
    """The error for the caller: unavailable, in conflict, or a bug.

    A writer that finds the database read-only has lost its disk or its primary server; a reader
    that does has tried to write.
    """
    state = _sqlstate(error)
    if state in _POSTGRES_CONFLICT:
        return Conflict(state)
    away = _away(error, state)
    if away is not None:
        return StorageUnavailable(away)
    if writing and _read_only(error, state):
        return StorageUnavailable("READONLY")
    return StatementRefused(f"{type(error).__name__} {_names(error, state)}".strip())


def doubtful(error: BaseException) -> bool:
    """Whether the connection itself must be thrown away."""
    if not isinstance(error, DBAPIError):
        return False
    state = _sqlstate(error)
    if _read_only(error, state):
        return True
    away = _away(error, state)
    return away is not None and away not in _SQLITE_PATIENT


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _away(error: DBAPIError, state: str | None) -> str | None:
    if error.connection_invalidated:
        return "connection lost"
    if state is not None:
        return state if state.startswith(_POSTGRES_AWAY) else None
    number: int | None = getattr(error.orig, "sqlite_errorcode", None)
    if number is not None:
        return _SQLITE_AWAY.get(number & 0xFF)
    lost = type(error.orig).__name__ in {"InterfaceError", "OperationalError", "InternalError"}
    return "connection lost" if lost and not _argument_of_ours(error) else None


def _read_only(error: DBAPIError, state: str | None) -> bool:
    number: int = getattr(error.orig, "sqlite_errorcode", 0)
    return state == _POSTGRES_READ_ONLY or number & 0xFF == _SQLITE_READ_ONLY


def _argument_of_ours(error: DBAPIError) -> bool:
    """Drivers file a wrong argument under InterfaceError too."""
    return "argument" in str(error.orig)


def _names(error: DBAPIError, state: str | None) -> str:
    """Constraint and table; PostgreSQL's own message may quote the row."""
    if state is None:
        return str(error.orig) if isinstance(error, IntegrityError) else _sqlite_name(error.orig)
    cause: Any = getattr(error.orig, "__cause__", None)
    parts = (state, getattr(cause, "table_name", None), getattr(cause, "constraint_name", None))
    return " ".join(part for part in parts if part)


def _sqlite_name(error: BaseException | None) -> str:
    return str(getattr(error, "sqlite_errorname", ""))


class Translation:
    """`with Translation():` lets no driver's error through, and no value with it."""

    def __init__(self, *, writing: bool = True) -> None:
        self._writing = writing

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, DBAPIError):
            raise translated(error, writing=self._writing) from None
        if isinstance(error, PoolTimeout | ConnectionError):
            raise StorageUnavailable(type(error).__name__) from None

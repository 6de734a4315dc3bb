"""Every statement of every repository, asked once with plausible values, and what the database
means to do about it.
"""

import inspect
import itertools
import json
import re
import typing
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import event, text

from core import ids
from core.orders.ports import Scope
from core.pricing.model import PriceKind
from core.staff.model import Role
from core.stock.model import State
from storage.tables import metadata
from tests.clock import START


class _Undone(Exception):
    pass


@dataclass(frozen=True)
class Asked:
    by: str
    statement: str
    parameters: tuple


_BY_NAME = {"limit": 8, "offset": 8, "grams": 1_000_000}
_BY_TYPE = {
    int: 7,
    str: "тест",
    bool: False,
    datetime: START,
    date: START.date(),
    Role: Role.MANAGER,
    State: State.ACTIVE,
    PriceKind: PriceKind.FLOOR,
    ids.PersonId: 3,
    ids.WarehouseId: 2,
    Scope: Scope(owner=ids.PersonId(3)),
}
_SEVERAL = 3


def value_for(name, kind):
    """None where a whole object is wanted: those rows are written by their primary key."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    if hasattr(kind, "__supertype__"):
        return _BY_TYPE.get(kind, 7)
    inner = [one for one in typing.get_args(kind) if one not in {type(None), ...}]
    if not inner:
        return _BY_TYPE.get(kind)
    return _made_of(typing.get_origin(kind), inner, name)


def _made_of(origin, inner, name):
    values = [value_for("", one) for one in inner]
    if origin is tuple:
        return tuple(values)
    if origin in {dict, Mapping}:
        return dict([values])
    if origin in {list, Sequence, Iterable, set, frozenset}:
        return [_another(values[0], n) for n in range(_SEVERAL)]
    return value_for(name, inner[0])


def _another(value, n):
    """Several keys are planned otherwise than one: SQLite walks through for two tuples."""
    if isinstance(value, tuple):
        return (*value[:-1], _another(value[-1], n))
    if type(value) is int:
        return value + n
    return f"{value}{n}" if type(value) is str else value


def calls_of(repository):
    """(how, call): each way of asking that a method's signature allows.

    `call` takes the same repository over another transaction.
    """
    for name, method in inspect.getmembers(type(repository), inspect.iscoroutinefunction):
        if name.startswith("_"):
            continue
        hints = typing.get_type_hints(method)
        hints.pop("return", None)
        full = {k: value_for(k, kind) for k, kind in hints.items()}
        if any(_unknown(value) for value in full.values()):
            continue
        yield name, _call(name, method, full)
        for optional in (k for k, kind in hints.items() if type(None) in typing.get_args(kind)):
            yield f"{name}({optional}=None)", _call(name, method, full | {optional: None})


def _call(name, method, given):
    parameters = inspect.signature(method).parameters
    several = [k for k in given if parameters[k].kind is inspect.Parameter.VAR_POSITIONAL]
    rest = {k: value for k, value in given.items() if k not in several}
    args = [given[k] for k in several]
    return lambda repository: getattr(repository, name)(*args, **rest)


def _unknown(value):
    if isinstance(value, (list, tuple)):
        return any(_unknown(one) for one in value)
    if isinstance(value, dict):
        return any(_unknown(one) for one in value.values())
    return value is None


class Listener:
    """Remembers what is sent to the driver, and by which method it was asked for."""

    def __init__(self, database):
        self._database = database
        self.now_by = ""
        self.asked = []
        for engine in (database._writer, database._reader):
            event.listen(engine.sync_engine, "before_cursor_execute", self._remember)

    def _remember(self, _conn, _cursor, statement, parameters, _context, many):
        if self.now_by and re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", statement):
            given = parameters[0] if many else parameters
            self.asked.append(Asked(self.now_by, statement, tuple(given)))

    async def ask(self, units, by, call):
        """`call(unit)` in a transaction of its own, whose effects are undone."""
        self.now_by = by
        with suppress(Exception):  # invented values are refused; what was asked is remembered
            async with units.begin() as unit:
                await call(unit)
                self.now_by = ""
                raise _Undone
        self.now_by = ""


async def scans(database, asked, small):
    """(who asks, what is walked through) for each statement that walks through a large table."""
    found = set()
    seen = set()
    for one in asked:
        if one.statement in seen:
            continue
        seen.add(one.statement)
        plan = _of_sqlite if database.dialect == "sqlite" else _of_postgresql
        walked = await plan(database, one)
        found |= {(one.by, table) for table in walked if table not in small}
    return found


_LIVE = {index.name for table in metadata.tables.values() for index in table.indexes
         if index.dialect_options["sqlite"]["where"] is not None}  # fmt: skip
"""Partial indices hold what is open, due or pending, not what ever was."""
_SQLITE_SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")


async def _of_sqlite(database, asked):
    async with database.read() as connection:
        sql = "EXPLAIN QUERY PLAN " + asked.statement
        rows = (await connection.exec_driver_sql(sql, asked.parameters)).all()
    found = set()
    for row in rows:
        scan = _SQLITE_SCAN.match(row.detail)
        if row.detail.endswith("(provider=?)"):
            found.add("inbox")
        if scan and scan[2] not in _LIVE and "VIRTUAL" not in row.detail:
            found.add(_table(asked.statement, scan[1]))
    return found - {None}


def _table(statement, alias):
    """The table behind an alias; None for a subquery, whose own lines tell."""
    if alias in metadata.tables:
        return alias
    found = re.search(rf"(\w+) AS {alias}\b", statement)
    return found[1] if found else None


_TYPED = re.compile(r"\$(\d+)::([A-Z]+(?: WITH TIME ZONE)?)")


async def _of_postgresql(database, asked):
    async with database.write() as connection:
        sql = "EXPLAIN (FORMAT JSON) " + asked.statement
        told = (await connection.exec_driver_sql(sql, asked.parameters)).scalar_one()
        plan = json.loads(told) if isinstance(told, str) else told
        await connection.execute(text("SELECT 1"))
    return {node["Relation Name"] for node in _nodes(plan[0]["Plan"])
            if node["Node Type"] == "Seq Scan"}  # fmt: skip


def _nodes(node):
    return itertools.chain([node], *(_nodes(child) for child in node.get("Plans", [])))

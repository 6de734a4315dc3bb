"""What the commands share: settings, an opened core, tables, JSON."""

import asyncio
import json
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any, TypeVar

import typer

from core.errors import DomainError, InvalidInput
from core.ids import PersonId
from core.ports import Clock
from core.staff.model import Person
from locales import FluentTexts
from otdel.bootstrap import Core, build_core
from otdel.clock import FixedClock, SystemClock
from otdel.config import Settings, load

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="An array of objects, for scripts.")]
Now = Annotated[
    str | None, typer.Option(metavar="ISO", help="As of this moment, 2026-11-22T10:00:00+03:00.")
]
AsPerson = Annotated[
    int | None, typer.Option("--as", metavar="USER_ID", help="With the rights of this person.")
]


class Refused(Exception):
    """A failure that is one line for the person at the keyboard."""


def refusal(error: DomainError) -> str:
    """The core's refusal in the company's language."""
    return told(error.code, error.fields)


def told(code: str, fields: Mapping[str, Any]) -> str:
    """The text of a refusal's code."""
    try:
        return FluentTexts().render(f"error-{code}", load().company_locale, fields)
    except KeyError:
        return code


@asynccontextmanager
async def opened(now: str | None = None) -> AsyncIterator[Core]:
    """The core over the database of the settings, also while `run` is running."""
    from storage.database import Database  # noqa: PLC0415 - `--help` loads no database driver
    from storage.schema import current  # noqa: PLC0415
    from storage.unit_of_work import SqlUnits  # noqa: PLC0415

    settings = load()
    have, want = await current(settings.url)
    if have != want:
        raise Refused("the database is empty or old: run `otdel db upgrade`")
    database = Database(settings.url)
    clock = _clock(now)
    try:
        yield build_core(settings, SqlUnits(database, clock), clock)
    finally:
        await database.close()


def whole_cause() -> str:
    """One run of one command: a second run is a second command."""
    return f"cli:{secrets.token_hex(8)}"


@asynccontextmanager
async def in_the_name_of(core: Core, person: int | None, what: str) -> AsyncIterator[Person | None]:
    """The person of `--as`, with their rights; what they are refused is on record (C7).

    None stays nobody: the command line itself. The line that tells the refusal names its number.
    """
    actor = None if person is None else await _placed(core, person)
    try:
        yield actor
    except DomainError as error:
        if actor is None:
            raise
        number = await core.refusals.record(actor, error, what, whole_cause())
        if number is None:
            raise
        raise Refused(f"{refusal(error)} (otdel why {number})") from error


async def _placed(core: Core, person: int) -> Person:
    async with core.units.read() as unit:
        found = await unit.people.get(PersonId(person))
    if found is None or not found.placed:
        raise InvalidInput("person-unknown", id=person)
    return found


def _clock(now: str | None) -> Clock:
    if now is None:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        raise Refused(f"--now: not an ISO time: {now}") from None
    if moment.tzinfo is None:
        raise Refused("--now: needs a time zone, like 2026-11-22T10:00:00+03:00")
    return FixedClock(moment)


def settings() -> Settings:
    return load()


def act(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return asyncio.run(work())


def put(rows: Sequence[Mapping[str, Any]], *, as_json: bool, title: str = "") -> None:
    """A listing: JSON for scripts, a table for people."""
    if as_json:
        sys.stdout.write(json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n")
        return
    from rich.console import Console  # noqa: PLC0415 - scripts that ask for JSON do without
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if not rows:
        typer.echo("nothing")
        return
    table = Table(title=title or None)
    for column in rows[0]:
        table.add_column(column)
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row.values()))
    Console().print(table)


def put_one(row: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(dict(row), ensure_ascii=False, indent=2) + "\n")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)

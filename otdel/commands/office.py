"""What the commands share: settings, an opened core, tables, JSON."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any, TypeVar

import typer

from core.errors import DomainError
from core.ports import Clock
from locales import FluentTexts
from otdel.bootstrap import Core, build_core
from otdel.clock import FixedClock, SystemClock
from otdel.config import Settings, load

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="An array of objects, for scripts.")]


class Refused(Exception):
    """A failure that is one line for the person at the keyboard."""


def refusal(error: DomainError) -> str:
    """The core's refusal in the company's language."""
    texts = FluentTexts()
    try:
        return texts.render(f"error-{error.code}", load().company_locale, error.fields)
    except KeyError:
        return error.code


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

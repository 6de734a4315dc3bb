"""Databases for every suite: each test gets a fresh migrated one, on SQLite and on PostgreSQL."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from storage.database import Database
from storage.schema import upgrade
from storage.unit_of_work import SqlUnits
from tests import postgres
from tests.clock import FrozenClock

_numbers = itertools.count(1)
_TEMPLATE = "template_otdel"


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The server's own database, and beside it a migrated template."""
    with postgres.server() as address:
        asyncio.run(postgres.run_on(address, f"CREATE DATABASE {_TEMPLATE}"))
        asyncio.run(upgrade(address.set(database=_TEMPLATE)))
        yield address


@pytest.fixture(scope="session")
def postgres_url(postgres_server: URL) -> str:
    return postgres_server.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "otdel.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "otdel.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'otdel.db'}"


@pytest.fixture
async def postgresql_url(postgres_server: URL) -> AsyncIterator[str]:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    await postgres.run_on(postgres_server, f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    yield postgres_server.set(database=name).render_as_string(hide_password=False)
    await postgres.run_on(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def units(database: Database, clock: FrozenClock) -> SqlUnits:
    return SqlUnits(database, clock)

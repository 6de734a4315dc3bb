"""Databases for every suite: each test gets a migrated empty one, on SQLite and on PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy.engine import URL

from storage.database import Database
from storage.schema import upgrade
from storage.unit_of_work import SqlUnits
from tests import postgres
from tests.clock import FrozenClock

# Before any suite is read: a test keeps the profile that stood when it was made. A machine that is
# shared with other work is slow at times, and what is tested here is never speed.
hypothesis.settings.register_profile(
    "otdel", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("otdel")
_TEMPLATE = "template_otdel"
_EMPTYING = Path(__file__).with_name("emptying.sql")


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


@pytest.fixture(scope="session")
def postgres_reused(postgres_server: URL) -> URL:
    """One database for test after test, which knows how to be as it was."""
    made = postgres_server.set(database="reused")
    asyncio.run(postgres.run_on(postgres_server, f"CREATE DATABASE reused TEMPLATE {_TEMPLATE}"))
    asyncio.run(postgres.run_on(made, _EMPTYING.read_text(encoding="utf-8")))
    return made


@pytest.fixture
async def postgresql_url(postgres_reused: URL) -> AsyncIterator[str]:
    """As migrations leave it. Nothing that a test does here may change a table's shape."""
    yield postgres_reused.render_as_string(hide_password=False)
    await postgres.run_on(postgres_reused, "SELECT kept.emptied()")


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

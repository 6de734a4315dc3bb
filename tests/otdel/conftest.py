import pytest

from core.staff.model import Role
from otdel.clock import SystemClock
from otdel.config import Settings
from storage.unit_of_work import SqlUnits
from tests.otdel.doctoring import empty_database
from tests.storage.making import Maker


@pytest.fixture
def firm(monkeypatch, tmp_path):
    """Settings of a firm without channels, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CBR_URL", "off")

    def configured(**settings):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)

    configured.folder = tmp_path / "data"
    return configured


@pytest.fixture
async def filled(firm):
    """A database with an administrator; (database, maker)."""
    database = await empty_database(firm)
    make = Maker(SqlUnits(database, SystemClock()), SystemClock())
    await make.person(Role.SYSADMIN)
    yield database, make
    await database.close()

"""The command line: every listing as INTERFACE promises, every failure one line (INTERFACE)."""

import asyncio
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from storage.database import Database
from storage.unit_of_work import SqlUnits
from tests.clock import FrozenClock
from tests.core.office import Office
from tests.otdel.commands import INVENTED, environment, otdel

pytestmark = pytest.mark.xdist_group("commands")

PEOPLE = (
    ["user", "add", "--role", "director", "--name", "Анна", "--telegram-id", "9001", "--json"],
    ["user", "add", "--role", "manager", "--name", "Борис", "--phone", "8 900 000 00 02",
     "--telegram-id", "9002", "--superior", "1"],
    "user add --role secretary --name Дина",
)  # fmt: skip


LISTINGS = [
    "user list --json", "client list --json", "client list иВаН --json",
    "client list никто --json", "client show 1 --json", "client show 1 --json --limit 1",
    "outbox list --json", "outbox list --state queued --json", "outbox list --state dead --json",
    "outbox list --state held --json", "wall log --json", "wall log --denied --json",
    "inbox list --json",
]  # fmt: skip
TABLES = ["user list", "client list", "client show 1", "outbox list", "inbox list", "wall log"]
FAILURES = [
    "client show 404", "client show abc", "client give 404 --to 1", "client give 1 --to 404",
    "client give 1 --to 3", "client give 1", "user add --role boss --name X",
    "user add --role manager --name X --phone 12", "user add --role manager",
    "user add --role manager --name X --telegram-id 9001", "user dismiss 404 --to 1",
    "user dismiss 2 --to 2", "user dismiss 1", "invite boss --phone +79000000009",
    "outbox list --state nonsense", "outbox retry", "outbox retry 404",
    "inbox retry", "inbox retry 404", "why 404", "nonsense", "user nonsense",
    "user list --nonsense",
]  # fmt: skip


@pytest.fixture(scope="module")
def firm(tmp_path_factory):
    """A database made by the command line, then a client who wrote and was answered.

    What each of the reading commands said: asked once, in one process.
    """
    folder = tmp_path_factory.mktemp("firm")
    empty, *said = otdel(folder, "user list", "db upgrade", "db upgrade", *PEOPLE)
    assert [one.code for one in said] == [0] * 5, said
    asyncio.run(_correspond(folder))
    asked = [*LISTINGS, *TABLES, *FAILURES]
    told = dict(zip(asked, otdel(folder, *asked), strict=True))
    return told | {"empty": empty, "upgrades": said[:2]}


async def _correspond(folder):
    database = Database(f"sqlite+aiosqlite:///{folder / 'data' / 'otdel.db'}")
    try:
        office = Office(SqlUnits(database, FrozenClock()), FrozenClock())
        asked = await office.writes("почём?")
        async with office.units.read() as unit:
            manager = await unit.people.by_telegram(9002)
        await office.answers(manager, asked, "сто")
    finally:
        await database.close()


def test_people_are_listed_as_promised(firm):
    assert firm["user list --json"].json == [
        {"id": 1, "name": "Анна", "role": "director", "telegram_id": 9001, "phone": None,
         "superior": None, "present": True, "dismissed": False},
        {"id": 2, "name": "Борис", "role": "manager", "telegram_id": 9002,
         "phone": "+79000000002", "superior": 1, "present": True, "dismissed": False},
        {"id": 3, "name": "Дина", "role": "secretary", "telegram_id": None, "phone": None,
         "superior": None, "present": False, "dismissed": False},
    ]  # fmt: skip


def test_clients_are_listed_and_shown_as_promised(firm):
    identity = {
        "channel": "whatsapp", "address": "+79000000001", "phone": "+79000000001",
        "external_id": None,
    }  # fmt: skip
    client = {
        "id": 1, "name": "Иван", "status": "pending",
        "responsible": {"id": 2, "name": "Борис"}, "identities": [identity],
    }  # fmt: skip
    assert firm["client list --json"].json == firm["client list иВаН --json"].json == [client]
    assert firm["client list никто --json"].json == []
    whole = firm["client show 1 --json"].json
    assert list(whole) == [
        "id", "name", "inn", "status", "responsible", "contract", "peculiarities", "identities",
        "segments", "timeline", "company", "contacts",
    ]  # fmt: skip
    assert whole["segments"] == {
        "materials": [], "region": None, "deferral": False, "prepayment": False,
        "competitor": None, "manager": "Борис", "status": "pending",
    }  # fmt: skip
    assert (whole["company"]["kind"], whole["company"]["country"]) == ("lead", "RU")
    asked, answered = whole["timeline"]
    assert list(asked) == [
        "id", "at", "kind", "direction", "channel", "external_id", "author", "text", "media",
        "state", "reply_to", "edited", "deleted",
    ]  # fmt: skip
    assert (asked["direction"], asked["author"], asked["text"]) == ("in", "Иван", "почём?")
    assert (answered["direction"], answered["author"], answered["state"]) == (
        "out", "Борис", "queued",
    )  # fmt: skip


def test_the_timeline_is_cut_to_its_newest(firm):
    shown = firm["client show 1 --json --limit 1"]
    assert [line["text"] for line in shown.json["timeline"]] == ["сто"]


def test_the_outbox_is_listed_without_a_word_of_anybody(firm):
    every, queued = firm["outbox list --json"], firm["outbox list --state queued --json"]
    dead, held = (firm[f"outbox list --state {state} --json"] for state in ("dead", "held"))
    assert set(every.json[0]) >= {"id", "state", "channel", "code", "client", "attempts", "error"}
    assert {row["code"] for row in queued.json} >= {"answer", "client-message"}
    assert dead.json == held.json == []
    assert "почём" not in every.out + queued.out
    assert "Иван" not in every.out


def test_other_listings_are_arrays_too(firm):
    listings = ("wall log --json", "wall log --denied --json", "inbox list --json")
    assert all(isinstance(firm[words].json, list) for words in listings)


def test_each_listing_is_a_table_for_people(firm):
    for said in (firm[words] for words in TABLES):
        assert said.code == 0
        assert said.out.strip()
        assert said.err == ""


def test_a_client_is_given_and_somebody_is_dismissed(tmp_path):
    said = otdel(
        tmp_path, "db upgrade", *PEOPLE, "user dismiss 2 --to 1", "user list --json",
        "user dismiss 2 --to 1", "invite manager --phone +79000000009 --json",
    )  # fmt: skip
    assert [one.code for one in said[4:]] == [0, 0, 1, 0]
    assert [row["dismissed"] for row in said[5].json] == [False, True, False]
    invitation = said[7].json
    assert invitation["start"].startswith("inv_")
    assert invitation["link"] is None


def test_every_failure_is_one_line_and_a_code(firm):
    for line in FAILURES:
        said = firm[line]
        assert said.code != 0, line
        assert said.out == "", line
        assert said.err.startswith("otdel: "), line
        assert said.err.count("\n") == 1, (line, said.err)
        assert len(said.err) > len("otdel: x"), line


def test_a_database_that_is_empty_or_away_is_told_with_what_to_do(firm, tmp_path):
    assert firm["empty"].err == "otdel: the database is empty or old: run `otdel db upgrade`\n"
    away = "postgresql+asyncpg://otdel:planted@127.0.0.1:9/otdel"
    for said in otdel(tmp_path, "user list", "db upgrade", DATABASE_URL=away):
        assert said.code == 1
        assert said.err.count("\n") == 1
        assert "planted" not in said.err


def test_wrong_settings_are_told_by_their_key(tmp_path):
    settings = INVENTED | {"TWILIO_AUTH_TOKEN": ""}
    (said,) = otdel(tmp_path, "user list", **settings)
    assert said.err == (
        "otdel: settings: TWILIO_AUTH_TOKEN: missing, the Twilio section is half filled\n"
    )


def test_a_taken_port_is_told_by_its_setting(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (said,) = otdel(tmp_path, "run", LISTEN=f"127.0.0.1:{port}")
    assert said.code == 1
    assert said.err.splitlines()[-1].startswith(f"otdel: LISTEN 127.0.0.1:{port}: ")


def test_an_upgrade_run_twice_changes_nothing(firm):
    first, second = firm["upgrades"]
    assert first.out == second.out
    assert first.out.startswith("schema ")


def test_help_is_quick_and_loads_no_driver_and_no_provider():
    """Goal 8: without aiogram, twilio or SQLAlchemy."""
    code = (
        "import sys, time; from otdel.cli import main; sys.argv = ['otdel', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'aiogram', 'twilio', 'sqlalchemy', 'aiohttp', 'alembic'} & set(sys.modules)\n"
        "print(sorted(heavy), time.process_time(), file=sys.stderr)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), cwd=root, capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    assert "Usage: otdel" in done.stdout
    heavy, _, seconds = done.stderr.strip().rpartition(" ")
    assert heavy == "[]"
    assert float(seconds) < 3

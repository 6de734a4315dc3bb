"""Faults 25 and 26 on the whole product: dead, asleep or three at once when the hour comes (P10).

An announcement for ten o'clock is the due time; each reader must have it once, late ones say so.
"""

import asyncio
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.engine import make_url

from tests import postgres
from tests.e2e.cast import DIRECTOR, MANAGERS, SECRETARY
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import Firm, until
from tests.e2e.phones import Phone, phone, words
from tests.ports import free_port

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2027, 1, 18, tzinfo=MOSCOW)
"""A working day far from any holiday."""
EARLY = MONDAY + timedelta(hours=9, minutes=30)
READERS = (*MANAGERS, SECRETARY)
LATE = "опоздан"


def at(firm: Firm, hour: int, minute: int = 0, second: int = 0, day: int = 0) -> datetime:
    """Puts the clock to that wall time of the firm; the moment."""
    moment = MONDAY + timedelta(days=day, hours=hour, minutes=minute, seconds=second)
    firm.post("clock", offset=moment.timestamp() - time.time())
    return moment


def announced(firm: Firm, text: str, hour: int = 10, day: int = 0) -> str:
    (director,) = [p for p in firm.json("user", "list") if p["role"] == DIRECTOR.role]
    moment = MONDAY + timedelta(days=day, hours=hour)
    firm.planted.add(text)
    firm.do(
        "announce", text, "--to", "staff", "--at", moment.isoformat(), "--as", director["id"],
        "--now", firm.moment().isoformat(),
    )  # fmt: skip
    return text


def copies(firm: Firm, text: str) -> Counter[int]:
    """How often each reader has it."""
    return Counter({m.telegram: len(phone(firm, m).shown(text)) for m in READERS})


def everybody_has(firm: Firm, text: str, seconds: float = 90) -> None:
    once = Counter({m.telegram: 1 for m in READERS})
    until(lambda: copies(firm, text) == once, f"everybody has {text!r} once", seconds)
    firm.quiet()
    assert copies(firm, text) == once


def nobody_has(firm: Firm, text: str) -> None:
    assert not any(copies(firm, text).values())


def one_of(firm: Firm) -> Phone:
    return phone(firm, MANAGERS[0])


def fires(firm: Firm) -> float:
    return firm.metrics().get('otdel_job_fires_total{job="announcement"}', 0.0)


@pytest.fixture
def office(open_firm: OpenFirm):
    with open_firm(begins=EARLY) as running:
        yield running


def test_at_ten_it_comes_not_earlier_and_is_not_called_late(office: Firm):
    text = announced(office, "Совещание в полдень")
    before = fires(office)
    at(office, 9, 59, 57)
    everybody_has(office, text)
    calls = office.calls("telegram", method="sendMessage")
    carried = [c["at"] for c in calls if text in str(c["params"].get("text"))]
    assert min(carried) >= (MONDAY + timedelta(hours=10)).timestamp()
    assert LATE not in words(one_of(office).sees(text))
    assert fires(office) - before == 1


def test_dead_at_ten_and_alive_three_minutes_later(office: Firm):
    """Fault 25: 09:59:50 to 10:03."""
    text = announced(office, "Инвентаризация завтра")
    at(office, 9, 59, 50)
    office.kill()
    at(office, 10, 3)
    office.start()
    everybody_has(office, text)
    assert LATE in words(one_of(office).sees(text))


def test_dead_for_three_hours(office: Firm):
    """Fault 25: 10:00 to 13:00."""
    text = announced(office, "Отгрузки со второго склада")
    office.kill()
    at(office, 13)
    office.start()
    everybody_has(office, text)
    assert LATE in words(one_of(office).sees(text))


def test_dead_for_two_days_it_is_not_sent_any_more_and_its_author_is_told(office: Firm):
    """Fault 25: after its limit an announcement is old news; the director decides anew."""
    text = announced(office, "Скидка только сегодня")
    office.kill()
    at(office, 11, day=2)
    office.start()
    told = until(
        lambda: phone(office, DIRECTOR).shown("не отправлено"),
        "the author is told",
        90,
    )
    assert len(told) == 1
    office.quiet()
    nobody_has(office, text)


def test_killed_again_and_again_around_the_hour_everybody_has_it_once(office: Firm):
    """Fault 25 with P2: what had left before a kill may come again only marked as possible."""
    text = announced(office, "Новый прайс в силе")
    at(office, 9, 59, 58)
    for pause in (1.5, 0.4, 0.8):
        time.sleep(pause)
        office.kill()
        office.spawn()
    until(office.is_ready, "the product is ready", 120)
    until(lambda: all(copies(office, text).values()), "everybody has it", 90)
    office.quiet()
    # Only the first kill can come when some have left: the others hit a start.
    assert sum(copies(office, text).values()) <= 2 * len(READERS)
    assert fires(office) <= 1


def test_paused_across_the_hour_it_comes_once_and_says_that_it_is_late(office: Firm):
    """Fault 26: SIGSTOP, the hour passes, SIGCONT."""
    text = announced(office, "Ремонт весов")
    at(office, 9, 59, 57)
    office.pause()
    at(office, 10, 4)
    office.resume()
    everybody_has(office, text)
    assert LATE in words(one_of(office).sees(text))


@pytest.fixture(scope="module")
def database(postgres_url: str) -> str:
    server, name = make_url(postgres_url), f"time_{uuid4().hex[:12]}"
    asyncio.run(postgres.run_on(server, f"CREATE DATABASE {name}"))
    return server.set(database=name).render_as_string(hide_password=False)


def test_three_processes_on_one_postgresql_send_it_once(open_firm: OpenFirm, database: str):
    """Fault 26, P10: one leads, two wait; the leader is killed just before the hour."""
    with open_firm(database=database, begins=EARLY) as office:
        text = announced(office, "Три процесса, одно сообщение")
        others = [_another(office) for _ in range(2)]
        try:
            time.sleep(4)
            at(office, 9, 59, 58)
            office.kill()
            once = Counter({m.telegram: 1 for m in READERS})
            until(lambda: copies(office, text) == once, "everybody has it once", 150)
        finally:
            for process in others:
                process.terminate()
                process.wait(60)
            office.start()
        office.quiet()
        assert copies(office, text) == once


def _another(office: Firm) -> subprocess.Popen[bytes]:
    """A second node of the same firm: another port, another folder, the same database."""
    folder = office.folder / f"node-{office.number()}"
    folder.mkdir()
    more = {"LISTEN": f"127.0.0.1:{free_port()}", "DATA_DIR": str(folder)}
    with office.log.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "otdel", "run", "--clock-file", str(office.folder / "clock")],
            cwd=office.folder, env=office.environment | more, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip

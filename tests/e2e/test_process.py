"""The process as an operator meets it: start, health, stop, wrong settings, one clear line each."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.cast import STAFF_TOKEN
from tests.e2e.firm import Firm, fetch, until
from tests.e2e.phones import lead

METRICS = {
    "otdel_inbound_total": {"channel", "result"},
    "otdel_outbound_total": {"channel", "state"},
    "otdel_outbox_pending": {"channel"},
    "otdel_outbox_oldest_seconds": set(),
    "otdel_handle_seconds": set(),
    "otdel_policy_denied_total": {"rule"},
    "otdel_job_fires_total": {"job"},
}
BARE = (
    "import aiohttp.web, aiosqlite, alembic.command, pydantic_settings, sqlalchemy.ext.asyncio, "
    "structlog, twilio.base, typer; print(__import__('time').process_time())"
)
SLACK = 2.0
"""The bare imports take less than half of the promised second where nothing else runs."""


@pytest.fixture
def stopped(firm: Firm) -> Iterator[Firm]:
    """The shared firm, down for the length of a test, and up again after it."""
    firm.stop()
    yield firm
    if not firm.alive:
        firm.start()


def own_seconds(pid: int) -> float:
    """CPU time of a process: what it takes by itself, whatever else the machine does."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def test_health_answers_long_before_telegram_is_loaded(stopped: Firm):
    """PERFORMANCE 8: the web server costs little more than the imports that it needs."""
    bare = subprocess.run([sys.executable, "-c", BARE], capture_output=True, text=True, check=True)
    process = stopped.spawn()
    until(lambda: answers(stopped), "healthz answers", 30, every=0.01)
    taken = own_seconds(process.pid)
    status, body = fetch(f"{stopped.base}/readyz")
    assert (status, json.loads(body)["telegram"]) == (503, "starting")
    assert taken <= SLACK * float(bare.stdout)
    until(stopped.is_ready, "everything is ready", 60)
    assert fetch(f"{stopped.base}/healthz") == (200, b'{"status": "ok"}')


def answers(firm: Firm) -> bool:
    try:
        return fetch(f"{firm.base}/healthz", wait=10)[0] == 200
    except OSError:
        return False


def test_sigterm_ends_it_within_ten_seconds_and_what_was_typed_leaves_after_the_start(firm: Firm):
    """Fault 4, P2: an answer that still waited for its five seconds is not lost."""
    new = lead(firm)
    typed = new.answered("Ответ через перезапуск")
    new.phone.was_marked(typed, "✍")
    assert firm.stop() < 10
    sid = new.writer.writes("Написано, пока никого нет")
    assert sid["statuses"] == [0]
    firm.start()
    new.writer.gets("Ответ через перезапуск")
    # Fault 16b: nobody took the webhook, the Messages list is read at the start.
    new.phone.sees("Написано, пока никого нет")
    firm.quiet()
    assert new.writer.texts() == ["Ответ через перезапуск"]
    assert len(new.phone.shown("Написано, пока никого нет")) == 1


def test_every_metric_of_the_interface_is_there(firm: Firm):
    """INTERFACE, metrics that must exist, with these labels and nobody's data in them."""
    lead(firm)
    caught_up = 'otdel_job_fires_total{job="catch_up"}'
    until(lambda: caught_up in firm.metrics(), "the list of messages has been looked at")
    body = fetch(f"{firm.base}/metrics")[1].decode()
    for name, labels in METRICS.items():
        family = name.removesuffix("_total")
        assert f"# HELP {name}" in body or f"# HELP {family}" in body
        samples = [x for x in body.splitlines() if x.startswith((name + "{", name + " "))]
        assert all(f'{label}="' in line for line in samples for label in labels)
    assert 'otdel_inbound_total{channel="whatsapp",result="accepted"}' in body
    assert not [mark for mark in firm.planted if mark in body]


def test_a_taken_port_is_one_clear_line(firm: Firm):
    said = told(firm)
    assert said.startswith(f"otdel: LISTEN {firm.listen}: ")
    assert said.endswith("address already in use")


@pytest.mark.parametrize(
    ("missing", "line"),
    [
        (
            {"TWILIO_AUTH_TOKEN": ""},
            "TWILIO_AUTH_TOKEN: missing, the Twilio section is half filled",
        ),
        ({"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID: missing"),
        (
            {"TELEGRAM_MODE": "webhook"},
            "TELEGRAM_WEBHOOK_SECRET: missing, TELEGRAM_MODE is webhook",
        ),
        ({"TELEGRAM_RETAILER_TOKEN": STAFF_TOKEN}, "each bot needs a token of its own"),
        ({"TWILIO_API_BASE": "http://api.example"}, "TWILIO_API_BASE: must be https"),
        ({"DATABASE_URL": "oracle://x"}, "DATABASE_URL"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_setting_ends_the_start_with_a_line_that_names_the_key(
    firm: Firm, missing: dict[str, str], line: str
):
    """P17, INTERFACE: half a section is an error at start that names the missing key."""
    said = told(firm, **missing)
    assert said.startswith("otdel: ")
    assert line in said
    assert STAFF_TOKEN not in said


def told(firm: Firm, **settings: str) -> str:
    """What `otdel run` says before it ends; fails when it is more than a line."""
    done = subprocess.run(
        [sys.executable, "-m", "otdel", "run"], cwd=firm.folder, timeout=120, check=False,
        env=firm.environment | settings, capture_output=True, text=True,
    )  # fmt: skip
    lines = [x for x in done.stderr.splitlines() if not x.startswith("{")]
    assert done.returncode != 0
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("client", "show", "999999"), "otdel: Клиента № 999999 нет."),
        (("why", "999999999"), "otdel: no entry 999999999 in the log"),
        (("invite", "king", "--phone", "+79035556677"), "otdel: Роли «king» нет."),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_refused_command_is_one_clear_line(firm: Firm, words: tuple[str, ...], line: str):
    """INTERFACE: every failure exits non-zero with one clear line."""
    refused = firm.otdel(*words, ok=False)
    assert refused.returncode == 1
    assert refused.stderr.startswith(line)
    assert len(refused.stderr.strip().splitlines()) == 1
    assert refused.stdout == ""


def test_listings_are_arrays_while_the_firm_is_running(firm: Firm):
    """INTERFACE: all commands work from the environment alone, also beside `run`."""
    people = json.loads(firm.otdel("user", "list", "--json").stdout)
    assert list(people[0]) == [
        "id", "name", "role", "telegram_id", "phone", "superior", "present", "dismissed",
    ]  # fmt: skip
    for words in (("client", "list"), ("outbox", "list"), ("wall", "log")):
        assert isinstance(firm.json(*words), list)


def test_a_half_open_connection_and_garbage_keep_nobody_waiting(firm: Firm):
    """Fault 10: a caller who says nothing, or nonsense, costs its own connection."""
    host, port = firm.listen.split(":")
    with socket.create_connection((host, int(port))) as silent:
        silent.sendall(b"POST /webhooks/twilio HTTP/1.1\r\nHost: x\r\nContent-Le")
        with socket.create_connection((host, int(port))) as rude:
            rude.sendall(b"\x16\x03\x01\x00\xff\r\n\r\n")
            rude.settimeout(10)
            assert rude.recv(100).startswith(b"HTTP/1.") or rude.recv(1) == b""
        assert answers(firm)


def test_a_command_on_an_empty_database_says_what_to_do(tmp_path: Path):
    """INTERFACE: `db upgrade` creates an empty database."""
    firm = Firm(tmp_path)
    firm.sandbox = "http://127.0.0.1:9"
    refused = firm.otdel("client", "list", ok=False)
    assert refused.returncode == 1
    assert refused.stderr.strip() == "otdel: the database is empty or old: run `otdel db upgrade`"
    assert firm.otdel("db", "upgrade").stdout.startswith("schema ")
    assert json.loads(firm.otdel("client", "list", "--json").stdout) == []

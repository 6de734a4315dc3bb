"""The last net of the log: tokens and phones do not pass, whoever writes (P22, fault 64)."""

import subprocess
import sys

from tests.otdel.commands import ROOT, environment

TOKEN = "1000001:planted-token-of-nobody_000000000"
PHONE = "+79000000001"
SCRIPT = f"""
import logging, structlog
from otdel import logs
TOKEN, PHONE = {TOKEN!r}, {PHONE!r}
logs.configure("DEBUG", human=HUMAN)
log = structlog.get_logger()
log.info("sent", url="https://x/bot" + TOKEN + "/sendMessage", to="whatsapp:" + PHONE)
log.info("list " + PHONE, many=[TOKEN, {{"deep": [PHONE]}}], pair=(PHONE, 1), raw=PHONE.encode())
log.info("asked", url="https://x/Messages.json?To=whatsapp%3A%2B79000000001&x=1")
logging.getLogger("library").warning("GET /bot%s/getMe %s", TOKEN, PHONE, extra={{"to": PHONE}})
for write in (log.exception, logging.getLogger("library").exception):
    try:
        raise RuntimeError("no route to /bot" + TOKEN + " for " + PHONE)
    except RuntimeError:
        write("broken")
for name in ("aiohttp.access", "twilio.http_client", "aiogram.event"):
    logging.getLogger(name).info("quiet library")
print("done")
"""


def _said(human):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.replace("HUMAN", str(human))],
        env=environment(), cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout == "done\n"
    return done.stderr


def _harmless(said):
    assert said.count("broken") == 2
    assert said.count("Traceback") == 2
    assert "quiet library" not in said
    for planted in (TOKEN, "planted-token", PHONE, "79000000001"):
        assert planted not in said


def test_machines_get_lines_of_json_without_tokens_or_phones():
    said = _said(human=False)
    _harmless(said)
    assert "[token]" in said
    assert "[phone]" in said


def test_a_person_at_the_terminal_gets_none_either():
    _harmless(_said(human=True))

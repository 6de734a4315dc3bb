"""The command line as scripts use it: many commands in one process, each with its outcome."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_DRIVER = """
import contextlib, io, json, sys
from otdel.cli import main
for argv in json.loads(sys.argv[1]):
    out, err, code = io.StringIO(), io.StringIO(), 0
    sys.argv = ["otdel", *argv]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""
INVENTED = {
    "TELEGRAM_TOKEN": "1000001:staff-token-of-nobody-at-all-0000",
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "auth-token-of-nobody",
    "TWILIO_WHATSAPP_FROM": "whatsapp:+70000000099",
}


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self):
        assert self.code == 0, self.err
        return json.loads(self.out)


def environment(**settings):
    """Nothing of this machine's own settings, and no .env."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "CBR_URL": "off"}
    return kept | own | settings


def otdel(folder, *commands, **settings):
    """What each of the commands said; each is a list of words or one line of them."""
    words = [c.split() if isinstance(c, str) else list(c) for c in commands]
    env = environment(DATA_DIR=str(folder / "data"), **settings)
    done = subprocess.run(
        [sys.executable, "-c", _DRIVER, json.dumps(words)],
        env=env, cwd=folder, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Said(*json.loads(line)) for line in done.stdout.splitlines()]

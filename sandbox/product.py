"""The product's process as seen from outside: alive, killed, restarted."""

import asyncio
import json
import os
import shlex
import signal
from pathlib import Path
from typing import Any

from sandbox.world import World

LOOK_EVERY = 0.5
WALL_WITHIN = 20


class Product:
    def __init__(self, world: World, pid_file: Path | None, wall_log: str | None) -> None:
        self._world = world
        self._pid_file = pid_file
        self._wall_log = wall_log
        self._seen: tuple[int | None, bool] = (None, False)
        self.restarts = 0

    def pid(self) -> int | None:
        try:
            return int(self._pid_file.read_text().split()[0]) if self._pid_file else None
        except (OSError, ValueError, IndexError):
            return None

    def as_json(self) -> dict[str, Any]:
        return {"alive": _alive(self.pid()), "restarts": self.restarts}

    def kill(self) -> dict[str, Any]:
        pid = self.pid()
        if pid is None or pid <= 1 or pid == os.getpid() or not _alive(pid):
            return {"killed": False}
        os.kill(pid, signal.SIGKILL)
        return {"killed": True, "pid": pid}

    async def watch(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(LOOK_EVERY)

    def _look(self) -> None:
        pid = self.pid()
        now = (pid, _alive(pid))
        if now == self._seen:
            return
        if pid is not None and self._seen[0] not in (None, pid):
            self.restarts += 1
        self._seen = now
        self._world.publish("product", self.as_json())

    async def wall(self) -> Any:
        """The product's own answer, or why there is none."""
        if not self._wall_log:
            return {"error": "no --wall-log command was given"}
        process = await asyncio.create_subprocess_exec(
            *shlex.split(self._wall_log),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            output, _ = await asyncio.wait_for(process.communicate(), WALL_WITHIN)
        except TimeoutError:
            process.kill()
            await process.wait()
            return {"error": "the wall log command took too long"}
        return _parsed(output.decode(errors="replace"))


def _parsed(text: str) -> Any:
    """One JSON document, or one a line."""
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        return {"error": "the wall log command printed no JSON"}


def _alive(pid: int | None) -> bool:
    """A zombie waits for its parent: dead for all that matter here."""
    if pid is None:
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (OSError, IndexError):
        return _signalled(pid)
    return state != "Z"


def _signalled(pid: int) -> bool:
    if Path("/proc/self").exists():
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True

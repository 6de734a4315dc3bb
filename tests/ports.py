"""Ports for servers that are told one before they start."""

import itertools
import os
import random
import socket

_FIRST, _EACH = 15_000, 1_000
"""Below the ports that the system gives away (32768 on): none of those is ever one of these."""
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 16
_turns = itertools.count(random.randrange(_EACH))


def free_port() -> int:
    """One that nobody listens on; each test process has a thousand of its own.

    A port that the system names is free for a moment only: another process may get it next.
    """
    for _ in range(_EACH):
        port = _FIRST + _worker * _EACH + next(_turns) % _EACH
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")

"""Who wants to know that something was committed: workers sleep until then."""

from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

Callback = Callable[[frozenset[str]], None]


class Commits:
    """Calls back after a commit with the names of the tables in which work has appeared."""

    def __init__(self) -> None:
        self._callbacks: list[Callback] = []

    def subscribe(self, callback: Callback) -> None:
        self._callbacks.append(callback)

    def announce(self, tables: frozenset[str]) -> None:
        """What was committed stays so: a callback that fails is logged, the others are called."""
        for callback in self._callbacks:
            try:
                callback(tables)
            except Exception as error:  # noqa: BLE001 - a deaf worker must not undo a commit's answer
                log.error("commit_callback_failed", kind=type(error).__name__)  # noqa: TRY400 - P22
